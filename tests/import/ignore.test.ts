/** .gitignore as git reads it, and never longer than it takes to read. */
import fc from 'fast-check';
import ignore from 'ignore';
import { expect, test } from 'vitest';
import { gitignores, MOST_RULES } from '../../src/lib/gitignore';

const of = (text: string, path = '.gitignore') => gitignores(new Map([[path, text]]));

test.each([
  ['*.log', 'a/b.log', true], ['*.log', 'a/b.logs', false], ['/dist', 'dist/x.js', true], ['/dist', 'a/dist/x.js', false],
  ['dist/', 'dist', false], ['dist/', 'a/dist/x', true], ['a/**/b', 'a/x/y/b', true], ['a/**/b', 'a/b', true], ['**/foo', 'x/foo', true],
  ['foo/**', 'foo/a/b', true], ['foo/*', 'foo/a/b', true], ['*.[oa]', 'x.o', true], ['[!a]x', 'bx', true], ['[!a]x', 'ax', false],
  ['*\n!keep.js', 'keep.js', false], ['build\n!build/x', 'build/x', true], ['\\#x', '#x', true], ['# x', '# x', false],
  ['x\\ ', 'x ', true], ['x  ', 'x', true], ['a?c', 'abc', true], ['a?c', 'a/c', false], ['doc/*.txt', 'doc/a/b.txt', false], ['*', 'a', true],
  ['Node_Modules', 'node_modules/x', true], ['a\n!a\na', 'a', true], ['[a-c]1', 'b1', true], ['[a', '[a', false], ['a/', 'b/a/c', true],
])('%j and %j: %s', (text, path, out) => {
  expect(of(text)(path)).toBe(out);
}); // prettier-ignore

test('rules of a folder count below it, and overrule those above', () => {
  const ignored = gitignores(
    new Map([
      ['.gitignore', '*.tmp'],
      ['sub/.gitignore', '!keep.tmp\nlocal'],
    ]),
  );
  expect(['a.tmp', 'sub/keep.tmp', 'sub/local', 'local', 'sub/x/local'].map(ignored)).toEqual([
    true,
    false,
    true,
    false,
    true,
  ]);
});

test('as the library that other tools use', () => {
  const part = fc.constantFrom('a', 'b', 'ab', 'a.b', '*', '*.b', 'a*', '*a*', '?', '**', 'a?', '[ab]');
  const rule = fc
    .tuple(fc.constantFrom('', '/', '!'), fc.array(part, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
    .map(([front, parts, end]) => front + parts.join('/') + end);
  const path = fc.array(fc.constantFrom('a', 'b', 'ab', 'a.b', 'ba'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), path, (rules, names) => {
      // The library takes `x/**` for the folder's content only where git does; the root `**` differs.
      if (rules.some((text) => /(^|\/)\*\*\/?$/.test(text))) return;
      const text = rules.join('\n');
      expect([text, names.join('/'), of(text)(names.join('/'))]).toEqual([
        text,
        names.join('/'),
        ignore().add(text).ignores(names.join('/')),
      ]);
    }),
    { numRuns: 2000 },
  );
});

test('work is counted: many rules, and rules that are slow as regular expressions', () => {
  const slow = of('*a*a*a*a*a*a*a*a*b\n' + Array.from({ length: 150_000 }, (_, i) => `x*y*z*a*b*c${i}`).join('\n'));
  expect(slow.note).toMatch(/150,001 rules; only the first 2,000/);
  expect(of('x*y*z*a*b*c\n'.repeat(150_000)).note).toBeNull();
  for (let i = 0; i < 200; i++) expect(slow(`${'a'.repeat(250)}/${'x'.repeat(250)}${i}`)).toBe(false);
  expect(MOST_RULES).toBe(2_000);
});
