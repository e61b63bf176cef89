import { TemplateError } from './split.js';

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(==|!=|<=|>=|<|>|[|:,()]))/y;
const COMPARE = ['==', '!=', '<=', '>=', '<', '>'];
const LITERALS = new Map([['true', true], ['false', false], ['null', null]]);

function tokenize(source, line) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new TemplateError(`Cannot read "${source.slice(at).trim()}"`, line);
    const [, string, number, word, symbol] = match;
    if (string) tokens.push({ type: 'literal', value: string.slice(1, -1).replace(/\\(.)/g, '$1') });
    else if (number) tokens.push({ type: 'literal', value: Number(number) });
    else if (word && LITERALS.has(word)) tokens.push({ type: 'literal', value: LITERALS.get(word) });
    else if (word) tokens.push({ type: 'word', value: word });
    else tokens.push({ type: 'symbol', value: symbol });
  }
  return tokens;
}

/** or < and < not < comparison < filters */
export function parseExpression(source, line) {
  const tokens = tokenize(source, line);
  let at = 0;
  const fail = (message) => {
    throw new TemplateError(`${message} in "${source}"`, line);
  };
  const peek = (value) => tokens[at] !== undefined && tokens[at].type !== 'literal' && tokens[at].value === value;
  const take = (value) => peek(value) && Boolean(++at);

  function or() {
    let left = and();
    while (take('or')) left = { type: 'or', left, right: and() };
    return left;
  }

  function and() {
    let left = not();
    while (take('and')) left = { type: 'and', left, right: not() };
    return left;
  }

  function not() {
    return take('not') ? { type: 'not', operand: not() } : comparison();
  }

  function comparison() {
    const left = filtered();
    const operator = COMPARE.find(peek);
    if (!operator) return left;
    at++;
    return { type: 'compare', operator, left, right: filtered() };
  }

  function filtered() {
    let node = atom();
    while (take('|')) {
      const name = tokens[at++];
      if (name?.type !== 'word') fail('Expected a filter name');
      const args = [];
      if (take(':')) {
        do args.push(atom());
        while (take(','));
      }
      node = { type: 'filter', name: name.value, input: node, args };
    }
    return node;
  }

  function atom() {
    if (take('(')) {
      const inner = or();
      if (!take(')')) fail('Expected ")"');
      return inner;
    }
    const token = tokens[at++];
    if (token?.type === 'literal') return token;
    if (token?.type === 'word') return { type: 'path', keys: token.value.split('.') };
    return fail('Expected a value');
  }

  const tree = or();
  if (at < tokens.length) fail(`Unexpected "${tokens[at].value}"`);
  return tree;
}
