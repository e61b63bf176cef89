/** Candidate repairs: each common mistake in a small text has its repair among the candidates, and only programs do. */
import { describe, expect, test } from 'vitest';
import { candidatesOf } from '../../src/repair/candidates';
import { isProgram } from '../../src/repair/syntax';

const pool = { strings: ["'asc'", "'desc'", "'red'"], numbers: ['60', '24', '7'] };
const apply = (text: string, c: { start: number; end: number; replacement: string }) =>
  text.slice(0, c.start) + c.replacement + text.slice(c.end);
const dense = (text: string) => text.replace(/[\s()]/g, '');
const repairs = (text: string, path = 'src/a.js') =>
  candidatesOf(path, text, pool).map((c) => ({ kind: c.kind, text: apply(text, c) }));

const mistakes: [kind: string, wrong: string, right: string][] = [
  ['boundary', 'const f = (a, b) => a < b;', 'const f = (a, b) => a <= b;'],
  ['comparison', 'const f = (a, b) => a < b;', 'const f = (a, b) => a > b;'],
  ['equality', 'if (a === b) go();', 'if (a !== b) go();'],
  ['logic', 'if (a && b) go();', 'if (a || b) go();'],
  ['nullish', 'const x = a || 1;', 'const x = a ?? 1;'],
  ['arithmetic', 'const x = a + b;', 'const x = a - b;'],
  ['operands', 'const x = a - b;', 'const x = b - a;'],
  ['assignment', 'x -= 2;', 'x += 2;'],
  ['increment', 'i--;', 'i++;'],
  ['sign', 'function f(n) { return n < 3 ? 1 : 2; }', 'function f(n) { return n < 3 ? -1 : 2; }'],
  ['condition', 'if (!(a < b)) go();', 'if (a < b) go();'],
  ['negation', 'if (ready) go();', 'if (!ready) go();'],
  ['branches', 'const x = a ? b : c;', 'const x = a ? c : b;'],
  ['branches', 'if (a) { b(); } else { c(); }', 'if (a) { c(); } else { b(); }'],
  ['exit', 'for (;;) { if (a) break; }', 'for (;;) { if (a) continue; }'],
  ['constant', 'const x = list.slice(2);', 'const x = list.slice(1);'],
  ['number', 'const hour = 600;', 'const hour = 60;'],
  ['boolean', 'const x = { deep: true };', 'const x = { deep: false };'],
  ['length', 'for (let i = 0; i < a.length; i++) go();', 'for (let i = 0; i < a.length - 1; i++) go();'],
  ['length', 'const last = a[a.length - 1];', 'const last = a[a.length];'],
  ['text', "const order = '';", "const order = 'asc';"],
  ['regexp', 'const x = /^[a-z]+/;', 'const x = /^[a-z]+$/;'],
  ['method', 'const x = Math.floor(y);', 'const x = Math.ceil(y);'],
  ['variable', 'function f(low, high) { return low - low; }', 'function f(low, high) { return high - low; }'],
  ['property', 'go(p.x, p.y, p.x);', 'go(p.x, p.x, p.x);'],
  ['arguments', 'go(a, b);', 'go(b, a);'],
  ['return', 'function f(a) { a + 1; }', 'function f(a) { return a + 1; }'],
  ['await', 'async function f() { const x = g(); }', 'async function f() { const x = await g(); }'],
  ['spread', 'const x = [a, b];', 'const x = [...a, b];'],
  ['loop', 'if (a) { a = next(a); }', 'while (a) { a = next(a); }'],
  ['else', 'if (a) { b(); } if (c) { d(); }', 'if (a) { b(); } else if (c) { d(); }'],
];

describe('candidates', () => {
  test.each(mistakes)('%s: %s', (kind, wrong, right) => {
    expect(
      repairs(wrong)
        .filter((r) => dense(r.text) === dense(right))
        .map((r) => r.kind),
    ).toContain(kind);
  });

  test('a lost return of a value nobody uses is the likeliest of its kind', () => {
    const text = 'function f(a) { log(a); a * 2; }';
    const returns = candidatesOf('src/a.js', text, pool).filter((c) => c.kind === 'return');
    returns.sort((a, b) => b.prior - a.prior);
    expect(apply(text, returns[0]!)).toBe('function f(a) { log(a); return a * 2; }');
  });

  test('a parameter that nothing reads is the likeliest other variable', () => {
    const text = 'function f(list, from, to) { return list.slice(from, list.length); }';
    const others = candidatesOf('src/a.js', text, pool).filter((c) => c.kind === 'variable');
    others.sort((a, b) => b.prior - a.prior);
    expect(others[0]!.replacement).toBe('to');
  });

  test('names of imports, types and messages of errors are left alone', () => {
    const text = "import { a } from './a.js';\ntype T = 'x' | 'y';\nthrow new Error('x');\nexport const b: T = a;\n";
    expect(repairs(text, 'src/a.ts').map((r) => r.text.split('\n').slice(0, 3).join('\n'))).toEqual(
      repairs(text, 'src/a.ts').map(() => text.split('\n').slice(0, 3).join('\n')),
    );
  });

  test('no two candidates give the same text, and hardly any is not a program', () => {
    const text = mistakes.map(([, wrong], i) => `export const t${i} = async () => { ${wrong} };`).join('\n');
    const texts = repairs(text).map((r) => r.text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.filter((one) => !isProgram('src/a.js', one)).length / texts.length).toBeLessThan(0.02);
  });

  test('a file that is no JavaScript has none', () => {
    expect(candidatesOf('src/a.js', 'this is { not ( a program', pool)).toEqual([]);
  });
});
