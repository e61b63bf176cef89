/**
 * Candidate repairs of one file: each undoes a mistake of a known kind (a wrong operator, an off-by-one, a negated
 * condition …). It knows the kinds, never the task: everything is made from the text alone.
 */
import { closing, functionsOf, tokenize, type FunctionSpan, type Token } from './tokens';

export interface Candidate {
  start: number;
  end: number;
  replacement: string;
  /** Kind of mistake it would undo. */
  kind: string;
  /** How often this kind is the cause, relative to the others. */
  prior: number;
}

const swaps: [kind: string, prior: number, table: Record<string, string[]>][] = [
  ['comparison', 1, { '<': ['<=', '>', '>='], '<=': ['<', '>=', '>'], '>': ['>=', '<', '<='], '>=': ['>', '<=', '<'] }],
  ['equality', 1, { '===': ['!=='], '!==': ['==='], '==': ['!='], '!=': ['=='] }],
  ['logic', 1, { '&&': ['||'], '||': ['&&', '??'], '??': ['||', '&&'] }],
  ['arithmetic', 0.9, { '+': ['-'], '-': ['+'], '*': ['/', '+'], '/': ['*'], '%': ['*', '/'], '**': ['*'] }],
  ['assignment', 0.8, { '+=': ['-='], '-=': ['+='], '*=': ['/='], '/=': ['*='], '&&=': ['||='], '||=': ['&&=', '??='], '??=': ['||=', '&&='], '|=': ['&='], '&=': ['|='] }],
  ['increment', 0.8, { '++': ['--'], '--': ['++'] }],
  ['bits', 0.6, { '&': ['|'], '|': ['&', '^'], '^': ['&', '|'], '<<': ['>>'], '>>': ['<<', '>>>'], '>>>': ['>>', '<<'] }],
]; // prettier-ignore

const methods: string[][] = [
  ['min', 'max'], ['floor', 'ceil', 'round', 'trunc'], ['push', 'unshift'], ['pop', 'shift'], ['startsWith', 'endsWith'],
  ['indexOf', 'lastIndexOf'], ['some', 'every'], ['toLowerCase', 'toUpperCase'], ['trimStart', 'trimEnd', 'trim'], ['padStart', 'padEnd'],
  ['keys', 'values', 'entries'], ['find', 'filter'], ['findIndex', 'findLastIndex'], ['map', 'filter'], ['get', 'has'], ['set', 'delete'], ['add', 'delete'],
  ['slice', 'splice'], ['forEach', 'map'], ['concat', 'push'], ['then', 'catch'], ['replace', 'replaceAll'], ['first', 'last'], ['start', 'end'],
  ['left', 'right'], ['from', 'to'], ['head', 'tail'], ['next', 'prev'], ['row', 'column'], ['rows', 'columns'], ['width', 'height'], ['x', 'y'],
  ['getUTCDate', 'getUTCDay'], ['getUTCHours', 'getUTCMinutes'], ['resolve', 'reject'], ['encode', 'decode'], ['parent', 'child'], ['key', 'value'],
]; // prettier-ignore

const binary = new Set(['<', '<=', '>', '>=', '===', '!==', '==', '!=', '&&', '||', '??', '+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>', '=', '+=', '-=']); // prettier-ignore
const endsOperand = (t: Token | undefined) =>
  !!t &&
  (t.kind !== 'punctuator'
    ? !['return', 'typeof', 'case', 'in', 'of', 'new', 'await', 'else'].includes(t.text)
    : [')', ']', '}'].includes(t.text));

/** All candidates of a file, in file order. */
export function candidatesOf(text: string): Candidate[] {
  const tokens = tokenize(text);
  const functions = functionsOf(tokens);
  const out: Candidate[] = [];
  const add = (start: number, end: number, replacement: string, kind: string, prior: number) => {
    if (text.slice(start, end) !== replacement) out.push({ start, end, replacement, kind, prior });
  };
  tokens.forEach((t, i) => {
    operators(tokens, i, text, add);
    constants(tokens, i, add);
    names(tokens, i, text, functions, add);
    conditions(tokens, i, text, add);
    calls(tokens, i, text, add);
    statements(tokens, i, text, functions, add);
    if (t.text === '?.')
      add(t.start, t.end, tokens[i + 1]?.text === '(' || tokens[i + 1]?.text === '[' ? '' : '.', 'optional', 0.3);
  });
  const seen = new Set<string>();
  return out.filter((c) => {
    const key = `${c.start}:${c.end}:${c.replacement}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** Is this `=` part of a declaration or a default value? */
function declares(tokens: Token[], i: number): boolean {
  const before = tokens[i - 2]?.text ?? '';
  return ['const', 'let', 'var', '(', ',', '{', ':', '|'].includes(before) || ['}', ']'].includes(tokens[i - 1]!.text);
}

type Add = (start: number, end: number, replacement: string, kind: string, prior: number) => void;

function operators(tokens: Token[], i: number, text: string, add: Add): void {
  const t = tokens[i]!;
  if (t.kind !== 'punctuator') return;
  const generic =
    (t.text === '<' || t.text === '>') &&
    /[\w)\]]/.test(text[t.start - 1] ?? '') &&
    t.text === '<' &&
    text[t.end] !== ' ';
  if (generic) return; // TypeScript type arguments
  const isBinary = endsOperand(tokens[i - 1]);
  for (const [kind, prior, table] of swaps) {
    if (!(t.text in table)) continue;
    if (kind !== 'increment' && !isBinary) continue;
    table[t.text]!.forEach((other, rank) => add(t.start, t.end, other, kind, prior / (1 + rank * 0.7)));
  }
  if (isBinary && ['-', '/', '%', '<', '>', '<=', '>=', '+', '**'].includes(t.text)) {
    const left = tokens[i - 1]!;
    const right = tokens[i + 1];
    const simple = (x: Token | undefined) => !!x && (x.kind === 'name' || x.kind === 'number' || x.kind === 'string');
    const alone = simple(left) && simple(right) && ![ '.', '?.' ].includes(tokens[i - 2]?.text ?? '') && !['(', '.', '[', '?.'].includes(tokens[i + 2]?.text ?? ''); // prettier-ignore
    if (alone)
      add(left.start, right!.end, `${right!.text} ${t.text} ${left.text}`, 'operands', t.text === '+' ? 0.3 : 0.5);
  }
  if (
    (t.text === '+' || t.text === '-') &&
    isBinary &&
    tokens[i + 1]?.kind === 'number' &&
    tokens[i + 1]!.text === '1'
  ) {
    add(tokens[i - 1]!.end, tokens[i + 1]!.end, '', 'off-by-one', 0.7);
  }
  if (t.text === '!' && tokens[i + 1]) add(t.start, t.end, '', 'negation', 0.8);
}

function constants(tokens: Token[], i: number, add: Add): void {
  const t = tokens[i]!;
  if (t.kind === 'number' && /^\d+$/.test(t.text)) {
    const n = Number(t.text);
    const near = [n + 1, n - 1, n + 2, n - 2].filter((m) => m >= 0);
    near.forEach((m, rank) =>
      add(t.start, t.end, String(m), 'constant', n > 20 ? 0.45 / (1 + rank) : 0.9 / (1 + rank * 0.5)),
    );
    if (n === 1) add(t.start, t.end, '-1', 'constant', 0.2);
    if (n % 10 === 0 && n > 0) add(t.start, t.end, String(n / 10), 'constant', 0.15);
  }
  if (t.text === 'true') add(t.start, t.end, 'false', 'boolean', 0.9);
  if (t.text === 'false') add(t.start, t.end, 'true', 'boolean', 0.9);
  if (t.kind === 'string' && t.text.length === 2) add(t.start, t.end, `${t.text[0]} ${t.text[0]}`, 'text', 0.15);
}

/** Another name of the same function in the place of a plain name; another method in the place of a method. */
function names(tokens: Token[], i: number, text: string, functions: FunctionSpan[], add: Add): void {
  const t = tokens[i]!;
  if (t.kind !== 'name') return;
  const member = ['.', '?.'].includes(tokens[i - 1]?.text ?? '');
  if (member) {
    for (const group of methods) {
      if (group.includes(t.text))
        for (const other of group) if (other !== t.text) add(t.start, t.end, other, 'method', 0.7);
    }
    if (t.text === 'length' && !['=', '(', '-', '++', '--'].includes(tokens[i + 1]?.text ?? ''))
      add(t.end, t.end, ' - 1', 'off-by-one', 0.5);
    return;
  }
  if (tokens[i + 1]?.text === '(' || tokens[i + 1]?.text === ':' || tokens[i + 1]?.text === '=>') return;
  const operand =
    binary.has(tokens[i - 1]?.text ?? '') || ['(', ',', '[', 'return', '!', '...'].includes(tokens[i - 1]?.text ?? '');
  if (!operand) return;
  if (functions.some((f) => f.head[0] <= t.start && t.end <= f.head[1])) return;
  const inner = functions.filter((f) => f.start <= t.start && t.end <= f.end).at(-1);
  if (!inner || inner.params.includes(t.text) === false && !new RegExp(`\\b(const|let|var)\\s+(\\w+\\s*,\\s*)*${escape(t.text)}\\b`).test(text.slice(inner.start, inner.end))) return; // prettier-ignore
  const locals = [...text.slice(inner.start, inner.end).matchAll(/\b(?:const|let|var)\s+([A-Za-z_$][\w$]*)/g)].map(
    (m) => m[1]!,
  );
  const others = [...new Set([...inner.params, ...locals])].filter((name) => name !== t.text && name.length < 30);
  for (const other of others.slice(0, 6)) add(t.start, t.end, other, 'variable', 0.25);
  const following = tokens[i + 1]?.text ?? '';
  if ([',', ')', ']', ';'].includes(following) && ['(', ',', '[', '<', '<=', '-', '+'].includes(tokens[i - 1]!.text)) {
    add(t.end, t.end, ' + 1', 'off-by-one', 0.2);
    add(t.end, t.end, ' - 1', 'off-by-one', 0.2);
  }
}

function conditions(tokens: Token[], i: number, text: string, add: Add): void {
  const t = tokens[i]!;
  if ((t.text === 'if' || t.text === 'while') && tokens[i + 1]?.text === '(') {
    const close = closing(tokens, i + 1);
    const [from, to] = [tokens[i + 1]!.end, tokens[close]!.start];
    const inside = text.slice(from, to);
    if (inside.startsWith('!(') && closing(tokens, i + 3) === close - 1)
      add(from, to, inside.slice(2, -1), 'condition', 1);
    else if (/^![\w$.]+$/.test(inside)) add(from, to, inside.slice(1), 'condition', 1);
    else add(from, to, /^[\w$.]+$/.test(inside) ? `!${inside}` : `!(${inside})`, 'condition', 0.8);
    // a statement that lost its else
    const next = tokens[close + 1];
    if (t.text === 'if' && next?.text === '{') {
      const end = closing(tokens, close + 1);
      if (tokens[end + 1]?.text === 'if') add(tokens[end]!.end, tokens[end]!.end, ' else', 'else', 0.3);
      if (tokens[end + 1]?.text === 'else' && tokens[end + 2]?.text === '{') {
        const last = closing(tokens, end + 2);
        const [a, b] = [
          text.slice(next.start, tokens[end]!.end),
          text.slice(tokens[end + 2]!.start, tokens[last]!.end),
        ];
        add(next.start, tokens[last]!.end, `${b} else ${a}`, 'branches', 0.7);
      }
    }
  }
  if (t.text === '?' && tokens[i + 1] && tokens[i + 1]!.text !== ':') {
    let depth = 0;
    for (let j = i + 1; j < Math.min(tokens.length, i + 60); j++) {
      const x = tokens[j]!.text;
      if (['(', '[', '{'].includes(x)) depth++;
      else if ([')', ']', '}'].includes(x)) depth--;
      if (depth < 0 || (depth === 0 && (x === ';' || x === '?'))) return;
      if (depth === 0 && x === ':') {
        let end = j + 1;
        for (let d = 0; end < tokens.length; end++) {
          const y = tokens[end]!.text;
          if (['(', '[', '{'].includes(y)) d++;
          else if ([')', ']', '}'].includes(y) && --d < 0) break;
          else if (d === 0 && (y === ';' || y === ',' || y === '?')) break;
        }
        if (tokens[end]?.text === '?' || !tokens[end - 1]) return;
        const yes = text.slice(tokens[i + 1]!.start, tokens[j - 1]!.end);
        const no = text.slice(tokens[j + 1]?.start ?? 0, tokens[end - 1]!.end);
        add(tokens[i + 1]!.start, tokens[end - 1]!.end, `${no} : ${yes}`, 'ternary', 0.9);
        return;
      }
    }
  }
}

function calls(tokens: Token[], i: number, text: string, add: Add): void {
  if (tokens[i]!.text !== '(' || tokens[i - 1]?.kind !== 'name') return;
  if (['if', 'for', 'while', 'switch', 'catch', 'function'].includes(tokens[i - 1]!.text)) return;
  const close = closing(tokens, i);
  if (tokens[close + 1]?.text === '{' || tokens[close + 1]?.text === '=>') return;
  const starts = [i + 1];
  let depth = 0;
  for (let j = i + 1; j < close; j++) {
    const x = tokens[j]!.text;
    if (['(', '[', '{'].includes(x)) depth++;
    else if ([')', ']', '}'].includes(x)) depth--;
    else if (x === ',' && depth === 0) starts.push(j + 1);
  }
  for (let k = 0; k + 1 < starts.length && k < 3; k++) {
    const a = text.slice(tokens[starts[k]!]!.start, tokens[starts[k + 1]! - 2]!.end);
    const bEnd = k + 2 < starts.length ? starts[k + 2]! - 2 : close - 1;
    const b =
      tokens[starts[k + 1]!] && bEnd >= starts[k + 1]!
        ? text.slice(tokens[starts[k + 1]!]!.start, tokens[bEnd]!.end)
        : '';
    if (b && a.length < 60 && b.length < 60)
      add(tokens[starts[k]!]!.start, tokens[bEnd]!.end, `${b}, ${a}`, 'arguments', 0.6);
  }
}

/** Something that went missing: await, return, an early exit. */
function statements(tokens: Token[], i: number, text: string, functions: FunctionSpan[], add: Add): void {
  const t = tokens[i]!;
  const previous = tokens[i - 1]?.text ?? ';';
  const starts =
    [';', '{', '}', ')', '=>', 'else'].includes(previous) &&
    /[\n{;]\s*$/.test(text.slice(Math.max(0, t.start - 80), t.start));
  if (t.kind === 'name' && tokens[i + 1] && starts) {
    const inner = functions.filter((f) => f.start <= t.start && t.end <= f.end).at(-1);
    const keyword = ['return', 'const', 'let', 'var', 'if', 'for', 'while', 'throw', 'function', 'class', 'switch', 'case', 'break', 'continue', 'try', 'else', 'import', 'export', 'default', 'await', 'async', 'do', 'yield', 'static', 'get', 'set'].includes(t.text); // prettier-ignore
    if (
      inner &&
      inner.name !== 'constructor' &&
      !keyword &&
      !['this', 'super'].includes(t.text) &&
      ['(', '.', '['].includes(tokens[i + 1]!.text)
    )
      add(t.start, t.start, 'return ', 'return', 0.3);
  }
  if (
    t.kind === 'name' &&
    ['=', 'return'].includes(previous) &&
    ['(', '.'].includes(tokens[i + 1]?.text ?? '') &&
    /\basync\b/.test(text)
  ) {
    add(t.start, t.start, 'await ', 'await', 0.4);
  }
  if (t.text === ';' && tokens[i + 1]?.text === '}') {
    const line = text.slice(text.lastIndexOf('\n', t.start) + 1, t.start);
    const indent = /^\s*/.exec(line)![0];
    if (!/^\s*(return|break|continue|throw)\b/.test(line)) {
      add(t.end, t.end, `\n${indent}continue;`, 'exit', 0.08);
      add(t.end, t.end, `\n${indent}break;`, 'exit', 0.08);
      add(t.end, t.end, `\n${indent}return;`, 'exit', 0.05);
    }
  }
}

const escape = (name: string) => name.replace(/[$]/g, '\\$&');
