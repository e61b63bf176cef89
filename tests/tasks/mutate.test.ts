/** Bug injection: every operator on a site of its own, one edit per mutant, formatting kept, undone by its inverse. */
import { expect, test } from 'vitest';
import { inverse, mutants, OPERATORS, splice } from '../../src/tasks/mutate';

/** Source, operator, and what one of its mutants turns the source into. */
const cases: [string, string, string][] = [
  ['shift-boundary', 'a(b < c)', 'a(b <= c)'],
  ['flip-comparison', 'a(b < c)', 'a(b > c)'],
  ['flip-equality', 'a(b === c)', 'a(b !== c)'],
  ['flip-logical', 'a(b && c)', 'a(b || c)'],
  ['flip-nullish', 'a(b ?? c)', 'a(b || c)'],
  ['flip-arithmetic', 'a(b * c)', 'a(b / c)'],
  ['flip-bitwise', 'a(b >>> c)', 'a(b >> c)'],
  ['flip-assignment', 'a += b', 'a -= b'],
  ['flip-update', 'while (b) { a++; }', 'while (b) { a--; }'],
  ['flip-update-order', 'a(i++)', 'a(++i)'],
  ['drop-sign', 'a(-b)', 'a(b)'],
  ['swap-operands', 'a(b - c)', 'a(c - b)'],
  ['drop-operand', 'a(b || c)', 'a(b)'],
  ['negate-condition', 'if (a(b)) { c(); }', 'if (!a(b)) { c(); }'],
  ['drop-negation', 'a(!b)', 'a(b)'],
  ['swap-branches', 'a(b ? c : d)', 'a(b ? d : c)'],
  ['keep-one-branch', 'a(b ? c : d)', 'a(c)'],
  ['drop-guard', 'function f(a) {\n  if (!a) return;\n  b();\n}', 'function f(a) {\n  b();\n}'],
  ['drop-if', 'function f(a) {\n  if (a) b();\n  c();\n}', 'function f(a) {\n  c();\n}'],
  ['drop-else', 'if (a) { b(); } else { c(); }', 'if (a) { b(); }'],
  ['drop-condition', 'function f(a) { if (a) b(); }', 'function f(a) { b(); }'],
  ['drop-optional-chaining', 'a(b?.c)', 'a(b.c)'],
  ['drop-case-exit', 'switch (a) { case 1: b(); break; case 2: c(); }', 'switch (a) { case 1: b();  case 2: c(); }'],
  ['swap-loop-exit', 'for (const a of b) { if (a) break; }', 'for (const a of b) { if (a) continue; }'],
  ['off-by-one', 'a(3)', 'a(4)'],
  ['wrong-number', 'a(60)', 'a(600)'],
  ['wrong-string', "a('x', 'y')", "a('y', 'y')"],
  ['wrong-boolean', 'a(true)', 'a(false)'],
  ['shift-length', 'a(b.length)', 'a((b.length - 1))'],
  ['shift-index', 'a(b[i])', 'a(b[i + 1])'],
  ['drop-default', 'function f(a = 1) { return a; }', 'function f(a) { return a; }'],
  ['loosen-regexp', 'a(/^b+/g)', 'a(/^b+/)'],
  ['drop-spread', 'a([...b])', 'a([b])'],
  ['drop-element', 'a({ b, c })', 'a({ c })'],
  ['wrong-variable', 'function f(a, b) { return g(a); }', 'function f(a, b) { return g(b); }'],
  ['wrong-property', 'a(b.c, b.d)', 'a(b.d, b.d)'],
  ['wrong-method', 'a(b.some(c))', 'a(b.every(c))'],
  ['swap-arguments', 'a(b, c)', 'a(c, b)'],
  ['drop-argument', 'a(b, c)', 'a(b)'],
  ['drop-method', 'a(b.trim())', 'a(b)'],
  ['drop-wrapper', 'a(Number(b))', 'a(b)'],
  ['drop-await', 'async () => { await a(); }', 'async () => { a(); }'],
  ['drop-return', 'function f(a) { return a + 1; }', 'function f(a) { a + 1; }'],
  ['drop-call', '() => {\n  a();\n  return b;\n};', '() => {\n  return b;\n};'],
  ['drop-assignment', '() => {\n  a.b = 1;\n  return a;\n};', '() => {\n  return a;\n};'],
  ['drop-update', '() => {\n  a++;\n  return b;\n};', '() => {\n  return b;\n};'],
  ['drop-throw', '() => {\n  throw a;\n};', '() => {\n};'],
  ['drop-loop', '() => {\n  for (const a of b) c(a);\n  return d;\n};', '() => {\n  return d;\n};'],
  ['loop-once', 'while (a) { b(); }', 'if (a) { b(); }'],
  ['swap-statements', '() => { a(); b(); }', '() => { b(); a(); }'],
  [
    'return-to-break',
    'function f(a) { for (const b of a) { return b; } }',
    'function f(a) { for (const b of a) { break; } }',
  ],
  ['drop-finally', 'try { a(); } finally { b(); }', 'try { a(); } finally {}'],
];

test.each(cases)('%s', (operator, source, broken) => {
  const results = mutants('a.js', source)
    .filter((mutant) => mutant.operator === operator)
    .map(({ start, end, text }) => splice(source, start, end, text));
  expect(results).toContain(broken);
});

test('every operator has a case', () => {
  expect(OPERATORS.map(({ name }) => name).sort()).toEqual([...new Set(cases.map(([name]) => name))].sort());
});

test('mutants of one source are all different, parse, and are undone by their inverse', () => {
  const source = cases
    .map(([, text]) => `(function () {\n  ${text}\n})();`)
    .join('\n')
    .replaceAll('await', 'void')
    .replaceAll('return b; } }', 'b; } }');
  const all = mutants('a.js', source);
  expect(all.length).toBeGreaterThan(150);
  const broken = all.map(({ start, end, text }) => splice(source, start, end, text));
  expect(new Set(broken).size).toBe(all.length);
  all.forEach((mutant, i) => {
    const back = inverse(mutant, source);
    expect(broken[i]!.slice(back.start, back.end)).toBe(back.before);
    expect(splice(broken[i]!, back.start, back.end, back.after)).toBe(source);
  });
});

test('TypeScript is understood and its types are left alone', () => {
  const source = 'export function clamp(n: number, low: 0 | 1 = 0): number { return n < low ? low : n; }\n';
  const all = mutants('a.ts', source);
  expect(all.map(({ operator }) => operator)).toEqual(
    expect.arrayContaining(['shift-boundary', 'swap-branches', 'drop-default']),
  );
  const types = source.indexOf('0 | 1');
  expect(all.filter(({ start, end }) => start < types + 5 && end > types)).toEqual([]);
});

test('strings of imports, keys and error messages stay', () => {
  const source = "import x from 'one';\nconst y = require('two');\nthrow new Error('three', { 'four': 1 });\n";
  expect(mutants('a.js', source).filter(({ operator }) => operator === 'wrong-string')).toEqual([]);
});
