/** Checks a grammar once and turns every rule into `{ type, test(text, at), … }`. */
export function compileStates(states) {
  const names = new Set(Object.keys(states));
  if (names.size === 0) throw new TypeError('A lexer needs at least one state');
  const compiled = new Map();
  for (const [name, rules] of Object.entries(states)) {
    if (!Array.isArray(rules) || rules.length === 0) throw new TypeError(`State "${name}" has no rules`);
    compiled.set(name, rules.map((rule) => compileRule(rule, name, names)));
  }
  return compiled;
}

function compileRule(rule, state, names) {
  const where = `Rule "${rule.type}" in state "${state}"`;
  if (!rule.type) throw new TypeError(`A rule in state "${state}" has no type`);
  for (const target of [rule.push, rule.next]) {
    if (target !== undefined && !names.has(target)) throw new TypeError(`${where} goes to unknown state "${target}"`);
  }
  return {
    type: rule.type,
    skip: rule.skip ?? false,
    push: rule.push,
    next: rule.next,
    pop: rule.pop ?? false,
    value: rule.value ?? ((text) => text),
    keywords: new Map(Object.entries(rule.keywords ?? {})),
    test: matcher(rule.match, where),
  };
}

function matcher(match, where) {
  if (match instanceof RegExp) return regexMatcher(match, where);
  const words = (Array.isArray(match) ? match : [match]).filter((word) => typeof word === 'string' && word !== '');
  if (words.length === 0) throw new TypeError(`${where} matches nothing`);
  const longestFirst = [...words].sort((a, b) => b.length - a.length);
  return (text, at) => {
    const hit = longestFirst.find((word) => text.startsWith(word, at));
    return hit === undefined ? 0 : hit.length;
  };
}

function regexMatcher(regex, where) {
  const flags = regex.flags.replace(/[gy]/g, '') + 'y';
  const sticky = new RegExp(regex.source, flags);
  if (sticky.test('')) throw new TypeError(`${where} matches the empty string`);
  return (text, at) => {
    sticky.lastIndex = at;
    const hit = sticky.exec(text);
    return hit ? hit[0].length : 0;
  };
}
