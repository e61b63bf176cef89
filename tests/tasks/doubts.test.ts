/** What makes a pass less than green: built-ins that the repository changes itself, lines that few tests look at. */
import { expect, test } from 'vitest';
import { sandboxes } from '../../src/sandboxes';
import { grade } from '../../src/tasks/grade';
import { remarks } from '../../src/facts/remarks';
import { weaklyHeld } from '../../src/tasks/weak';
import type { Task } from '../../src/types';
import { commonjs, FIXED, fixture, submit } from '../attacks/fixture';

const fresh = async () => (await sandboxes.embedded!.load()).create({}, undefined);

test('a repository that changes built-ins itself is judged without the freeze, and the report says so', async () => {
  const plain = fixture({ cjs: true });
  const task: Task = {
    ...plain,
    files: {
      ...plain.files,
      'src/sum.js': `Array.prototype.copyWithin = function () { return this.length; };\n${plain.files['src/sum.js']}`,
    },
    tests: {
      'test/sum.test.js': `${plain.tests['test/sum.test.js']}\ntest('counts', () => { assert.equal([1, 2].copyWithin(), 2); });\n`,
    },
    passToPass: [...plain.passToPass, 'counts'],
  };
  const fixed = task.files['src/sum.js']!.replace('total = 1', 'total = 0');
  const report = await grade(task, submit(task, { 'src/sum.js': fixed }), fresh);
  expect(report).toMatchObject({ resolved: true, open: true, tampered: [] });
  expect(remarks(report).join()).toMatch(/changes built-ins itself/);
  // A submission alone never opens it.
  const alone = await grade(
    plain,
    submit(plain, { 'src/sum.js': `Array.prototype.copyWithin = () => 1;\n'use strict';\n${commonjs(FIXED)}` }),
    fresh,
  );
  expect(alone.open).toBeUndefined();
});

test('a repair of what pollutes built-ins is judged where they can be polluted', async () => {
  const plain = fixture();
  const set = (guard: string) =>
    `export function sum(list) { return list; }\nexport function mean(object, path, value) {\n  for (const key of path.slice(0, -1)) {\n${guard}    object = object[key] ??= {};\n  }\n  object[path.at(-1)] = value;\n}\n`;
  const task: Task = {
    ...plain,
    files: { ...plain.files, 'src/sum.js': set('') },
    tests: {
      'test/sum.test.js':
        "import { test } from 'node:test';\nimport assert from 'node:assert/strict';\nimport { mean } from '../src/sum.js';\ntest('sets', () => { const o = {}; mean(o, ['a', 'b'], 1); assert.deepEqual(o, { a: { b: 1 } }); });\ntest('pollutes nothing', () => { try { mean({}, ['__proto__', 'polluted'], 1); } catch {} const seen = {}.polluted; delete Object.prototype.polluted; assert.equal(seen, undefined); });\n",
    },
    hiddenTests: {},
    failToPass: ['pollutes nothing'],
    passToPass: ['sets'],
  };
  expect(await grade(task, submit(task, {}), fresh)).toMatchObject({ resolved: false, open: true });
  const fixed = set("    if (key === '__proto__') throw new Error(key);\n");
  expect(await grade(task, submit(task, { 'src/sum.js': fixed }), fresh)).toMatchObject({ resolved: true, open: true });
});

test('mutants of the patched lines tell whether the tests look at them', async () => {
  const task = fixture();
  const folded = `export const sum = (list) => list.reduce((a, b) => a + b, 0);\n${FIXED.slice(FIXED.indexOf('export function mean'))}`;
  const held = await weaklyHeld(task, submit(task, { 'src/sum.js': folded }), fresh);
  expect(held).toMatchObject({ noticed: true });
  const unseen = `${FIXED}\nexport function spread(list) {\n  return Math.max(...list) - Math.min(...list);\n}\n`;
  const base = { ...task, files: { ...task.files, 'src/sum.js': FIXED }, failToPass: [] };
  const weak = await weaklyHeld(base, submit(base, { 'src/sum.js': unseen }), fresh);
  expect(weak).toMatchObject({ noticed: false });
  expect(
    remarks({ resolved: true, failToPass: {}, passToPass: {}, reasons: [], tampered: [], weak: weak!, ms: 0 })[0],
  ).toMatch(/Few tests look at this change/);
});
