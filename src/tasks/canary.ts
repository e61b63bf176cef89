/** The canary: a test file of the task's own framework, loaded with the same sources, in which every test must fail. */
import { relativeSpecifiers } from '../lib/specifiers';
import type { Framework, Task } from '../types';
import { resolveFrom } from '../lib/paths';

export interface Canary {
  path: string;
  source: string;
}

const IMPORTS: Partial<Record<Framework, [esm: string, cjs: string]>> = {
  'node:test': [
    "import { test } from 'node:test';\nimport assert from 'node:assert';",
    "const { test } = require('node:test');\nconst assert = require('node:assert');",
  ],
  mocha: ["import assert from 'node:assert';", "const assert = require('node:assert');"],
  vitest: ["import { test, expect } from 'vitest';", "const { test, expect } = require('vitest');"],
  tape: ["import test from 'tape';", "const test = require('tape');"],
  tap: ["import t from 'tap';", "const t = require('tap');"],
  uvu: [
    "import { test } from 'uvu';\nimport * as assert from 'uvu/assert';",
    "const { test } = require('uvu');\nconst assert = require('uvu/assert');",
  ],
  ava: ["import test from 'ava';", "const test = require('ava');"],
};

const ASSERTS = [
  'assert.strictEqual(sum, 2);',
  'assert.deepStrictEqual({ sum }, { sum: 2 });',
  'assert.ok(sum === 2);',
  "if (sum !== 2) throw new Error('wrong sum');",
];
const EXPECTS = [
  'expect(sum).toBe(2);',
  'expect({ sum }).toEqual({ sum: 2 });',
  "if (sum !== 2) throw new Error('wrong sum');",
];

/** One failing test per way to assert; `load` pulls in the sources under test first. */
const BODIES: Record<Exclude<Framework, 'flat-tap'>, (name: string, load: string, ui?: string) => string> = {
  'node:test': (name, load) =>
    ASSERTS.map((line, i) => `test('${name} ${i}', async () => { ${load} const sum = 1; ${line} });`).join('\n'),
  mocha: (name, load, ui) =>
    ASSERTS.map(
      (line, i) =>
        `${ui === 'tdd' || ui === 'qunit' ? 'test' : 'it'}('${name} ${i}', async () => { ${load} const sum = 1; ${line} });`,
    ).join('\n'),
  jest: (name, load) =>
    EXPECTS.map((line, i) => `test('${name} ${i}', async () => { ${load} const sum = 1; ${line} });`).join('\n'),
  vitest: (name, load) =>
    EXPECTS.map((line, i) => `test('${name} ${i}', async () => { ${load} const sum = 1; ${line} });`).join('\n'),
  tape: (name, load) =>
    ['t.equal(sum, 2);', 't.deepEqual({ sum }, { sum: 2 });', 't.ok(sum === 2);']
      .map((line, i) => `test('${name} ${i}', async (t) => { ${load} const sum = 1; ${line} });`)
      .join('\n'),
  tap: (name, load) =>
    ['t.equal(sum, 2);', 't.same({ sum }, { sum: 2 });', 't.ok(sum === 2);']
      .map((line, i) => `t.test('${name} ${i}', async (t) => { ${load} const sum = 1; ${line} });`)
      .join('\n'),
  uvu: (name, load) =>
    `${['assert.is(sum, 2);', 'assert.equal({ sum }, { sum: 2 });', 'assert.ok(sum === 2);'].map((line, i) => `test('${name} ${i}', async () => { ${load} const sum = 1; ${line} });`).join('\n')}\ntest.run();`,
  ava: (name, load) =>
    ['t.is(sum, 2);', 't.deepEqual({ sum }, { sum: 2 });', 't.true(sum === 2);']
      .map((line, i) => `test('${name} ${i}', async t => { ${load} const sum = 1; ${line} });`)
      .join('\n'),
};

/** The canary for a task; `nonce` keeps its path and names out of the way of the task's own. */
export function canaryFor(task: Task, framework: Framework, files: string[], nonce: string): Canary {
  const model = files[0] ?? Object.keys(task.tests)[0]!;
  const body = task.tests[model] ?? '';
  const folder = model.includes('/') ? `${model.slice(0, model.lastIndexOf('/'))}/` : '';
  const [, pattern, extension] = /(\.test|\.spec)?\.([cm]?[jt]sx?)$/.exec(model) ?? [];
  const path = `${folder}sums-${nonce}${pattern ?? (framework === 'vitest' || framework === 'jest' ? '.test' : '')}.${extension ?? 'js'}`;
  const name = `sums ${nonce}`;
  if (framework === 'flat-tap') return { path, source: `process.stdout.write('not ok 1 - ${name}\\n');\n` };
  const esm =
    extension?.startsWith('m') || (extension?.startsWith('c') ? false : /^\s*(import\s|export\s)/m.test(body));
  const sources = new Set<string>();
  for (const file of files) {
    for (const specifier of relativeSpecifiers(task.tests[file] ?? '')) {
      const target = resolveFrom(file, specifier);
      if (
        target.startsWith('..') ||
        Object.keys(task.tests).some((test) => test === target || test.startsWith(`${target}.`))
      )
        continue;
      const up = '../'.repeat(folder.split('/').length - 1);
      sources.add(JSON.stringify(up === '' ? `./${target}` : `${up}${target}`));
    }
  }
  const load = [...sources]
    .map((source) => `try { ${esm ? `await import(${source})` : `require(${source})`}; } catch {}`)
    .join(' ');
  const ui = typeof task.run === 'string' ? undefined : task.run.ui;
  const imports = IMPORTS[framework]?.[esm ? 0 : 1] ?? '';
  return { path, source: `${imports}\n${BODIES[framework](name, load, ui)}\n` };
}
