/** A small JavaScript/TypeScript tokenizer: enough to place edits on source that may not even parse. */

export interface Token {
  kind: 'name' | 'number' | 'string' | 'regex' | 'punctuator';
  text: string;
  start: number;
  end: number;
}

const punctuators = [
  '>>>=', '...', '===', '!==', '**=', '<<=', '>>=', '>>>', '&&=', '||=', '??=',
  '=>', '==', '!=', '<=', '>=', '&&', '||', '??', '?.', '++', '--', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<', '>>', '**',
]; // prettier-ignore
const beforeRegex = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'delete',
  'void',
  'throw',
  'new',
  'else',
  'do',
  'await',
  'yield',
  'instanceof',
]);

/** Tokens in order, comments left out. Code inside template literals is included; unknown characters are skipped. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  scan(text, 0, text.length, tokens);
  return tokens;
}

function regexMayStart(previous: Token | undefined): boolean {
  if (!previous) return true;
  if (previous.kind === 'name') return beforeRegex.has(previous.text);
  return previous.kind === 'punctuator' && ![')', ']', '}', '++', '--'].includes(previous.text);
}

function scan(text: string, from: number, to: number, tokens: Token[]): void {
  let at = from;
  const push = (kind: Token['kind'], end: number) => {
    tokens.push({ kind, text: text.slice(at, end), start: at, end });
    at = end;
  };
  while (at < to) {
    const c = text[at]!;
    if (/\s/.test(c)) {
      at++;
    } else if (text.startsWith('//', at) || (at === 0 && text.startsWith('#!'))) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? to : end;
    } else if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? to : end + 2;
    } else if (/[A-Za-z_$\u0080-\uffff]/.test(c)) {
      push('name', /^[\w$\u0080-\uffff]+/.exec(text.slice(at))![0].length + at);
    } else if (/\d/.test(c) || (c === '.' && /\d/.test(text[at + 1] ?? ''))) {
      push('number', /^(0[xob][\da-f_]+n?|[\d_]*\.?[\d_]+(e[+-]?\d+)?n?|\d+\.)/i.exec(text.slice(at))![0].length + at);
    } else if (c === "'" || c === '"') {
      push('string', stringEnd(text, at, to));
    } else if (c === '`') {
      at = template(text, at, to, tokens);
    } else if (c === '/' && regexMayStart(tokens.at(-1))) {
      const found = /^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/.exec(text.slice(at, at + 2000));
      push(found ? 'regex' : 'punctuator', at + (found ? found[0].length : 1));
    } else {
      const long = punctuators.find((p) => text.startsWith(p, at));
      push('punctuator', at + (long ?? c).length);
    }
  }
}

function stringEnd(text: string, start: number, to: number): number {
  for (let i = start + 1; i < to; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === text[start] || text[i] === '\n') return i + 1;
  }
  return to;
}

/** Tokens of the `${}` parts of a template literal; returns where it ends. */
function template(text: string, start: number, to: number, tokens: Token[]): number {
  for (let i = start + 1; i < to; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '`') return i + 1;
    else if (text.startsWith('${', i)) {
      let depth = 1;
      let end = i + 2;
      for (; end < to && depth > 0; end++) {
        if (text[end] === '{') depth++;
        else if (text[end] === '}') depth--;
        else if (text[end] === '`') end = template(text, end, to, []) - 1;
        else if (text[end] === "'" || text[end] === '"') end = stringEnd(text, end, to) - 1;
      }
      scan(text, i + 2, end - 1, tokens);
      i = end - 1;
    }
  }
  return to;
}

export interface FunctionSpan {
  name: string;
  start: number;
  end: number;
  params: string[];
  /** Where the parameter list stands: names there are definitions. */
  head: [start: number, end: number];
}

const notFunctions = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'function',
  'with',
  'await',
  'typeof',
  'new',
  'super',
]);

/** Index of the token that closes the bracket at `open`, or the last token. */
export function closing(tokens: Token[], open: number): number {
  const pairs: Record<string, string> = { '(': ')', '[': ']', '{': '}' };
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    const t = tokens[i]!;
    if (t.kind !== 'punctuator') continue;
    if (t.text in pairs) depth++;
    else if (t.text === ')' || t.text === ']' || t.text === '}') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return tokens.length - 1;
}

/** Named functions, methods and arrow functions bound to a name, outermost first. */
export function functionsOf(tokens: Token[]): FunctionSpan[] {
  const spans: FunctionSpan[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const t = tokens[i]!;
    if (t.kind !== 'name') continue;
    let open = -1;
    if (tokens[i + 1]?.text === '(' && !notFunctions.has(t.text)) {
      open = i + 1; // name(params) {   or   function name(params) {
    } else if (tokens[i + 1]?.text === '=' || tokens[i + 1]?.text === ':') {
      let j = i + 2;
      while (tokens[j] && ['async', 'function', '*'].includes(tokens[j]!.text)) j++;
      if (tokens[j]?.kind === 'name' && tokens[j + 1]?.text === '=>') {
        const end = bodyEnd(tokens, j + 2);
        spans.push({
          name: t.text,
          start: t.start,
          end: tokens[end]!.end,
          params: [tokens[j]!.text],
          head: [tokens[j]!.start, tokens[j]!.end],
        });
        continue;
      }
      if (tokens[j]?.text === '(') open = j;
    }
    if (open < 0) continue;
    const close = closing(tokens, open);
    let body = close + 1;
    if (tokens[body]?.text === ':') {
      // a TypeScript return type: skip to the body on the same level
      while (tokens[body] && !['{', '=>', ';', ','].includes(tokens[body]!.text)) body++;
    }
    const arrow = tokens[body]?.text === '=>';
    if (!arrow && tokens[body]?.text !== '{') continue;
    if (arrow && open === i + 1) continue; // a call whose argument list precedes an arrow: not a definition
    const end = bodyEnd(tokens, arrow ? body + 1 : body);
    const params = tokens
      .slice(open + 1, close)
      .filter((p, k, all) => p.kind === 'name' && [undefined, ',', '{', '[', '...'].includes(all[k - 1]?.text))
      .map((p) => p.text);
    spans.push({
      name: t.text,
      start: t.start,
      end: tokens[end]!.end,
      params,
      head: [tokens[open]!.start, tokens[close]!.end],
    });
  }
  return spans;
}

function bodyEnd(tokens: Token[], start: number): number {
  if (tokens[start]?.text === '{') return closing(tokens, start);
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    const text = tokens[i]!.text;
    if (['(', '[', '{'].includes(text)) depth++;
    else if ([')', ']', '}'].includes(text)) {
      if (depth === 0) return Math.max(start, i - 1);
      depth--;
    } else if (depth === 0 && (text === ';' || text === ',')) return i;
  }
  return tokens.length - 1;
}
