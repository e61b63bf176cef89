/** One small broken repo in every test style, for the verdict's tests. */
import type { Files, Framework, Task } from '../../src/types';

/** The bug: the sum starts at 1. */
export const BROKEN = `export function sum(list) {
  let total = 1;
  for (const item of list) total += item;
  return total;
}

export function mean(list) {
  return list.length === 0 ? 0 : sum(list) / list.length;
}
`;
export const FIXED = BROKEN.replace('total = 1', 'total = 0');

/** ES module source as CommonJS. */
export const commonjs = (source: string): string =>
  `${source.replace(/^export function/gm, 'function').replace(/^import \{ (.*) \} from (.*);$/gm, 'const { $1 } = require($2);')}\nmodule.exports = { sum, mean };\n`;

type Check = [name: string, actual: string, expected: string];
const VISIBLE: Check[] = [
  ['adds numbers', 'sum([1, 2, 3])', '6'],
  ['the sum of nothing is zero', 'sum([])', '0'],
  ['mean of nothing is zero', 'mean([])', '0'],
];
const HIDDEN: Check[] = [
  ['adds negative numbers', 'sum([-4, 1])', '-3'],
  ['mean of two', 'mean([2, 4])', '3'],
];

const STYLES: Record<
  Exclude<Framework, 'flat-tap'>,
  { script: string; head: string; test: (check: Check) => string; tail?: string }
> = {
  'node:test': {
    script: 'node --test',
    head: "import { test } from 'node:test';\nimport assert from 'node:assert/strict';",
    test: ([name, actual, expected]) => `test('${name}', () => { assert.equal(${actual}, ${expected}); });`,
  },
  mocha: {
    script: 'mocha',
    head: "import assert from 'node:assert/strict';",
    test: ([name, actual, expected]) => `it('${name}', () => { assert.equal(${actual}, ${expected}); });`,
  },
  uvu: {
    script: 'uvu test',
    head: "import { test } from 'uvu';\nimport * as assert from 'uvu/assert';",
    test: ([name, actual, expected]) => `test('${name}', () => { assert.is(${actual}, ${expected}); });`,
    tail: 'test.run();',
  },
  vitest: {
    script: 'vitest run',
    head: "import { test, expect } from 'vitest';",
    test: ([name, actual, expected]) => `test('${name}', () => { expect(${actual}).toBe(${expected}); });`,
  },
  tape: {
    script: "tape 'test/**/*.test.js'",
    head: "import test from 'tape';",
    test: ([name, actual, expected]) => `test('${name}', (t) => { t.equal(${actual}, ${expected}); t.end(); });`,
  },
  ava: {
    script: 'ava',
    head: "import test from 'ava';",
    test: ([name, actual, expected]) => `test('${name}', (t) => { t.is(${actual}, ${expected}); });`,
  },
  tap: {
    script: 'tap test/*.test.js',
    head: "import t from 'tap';",
    test: ([name, actual, expected]) => `t.test('${name}', (t) => { t.equal(${actual}, ${expected}); t.end(); });`,
  },
  jest: {
    script: 'jest',
    head: '',
    test: ([name, actual, expected]) => `test('${name}', () => { expect(${actual}).toBe(${expected}); });`,
  },
};
export type Style = keyof typeof STYLES;

export interface FixtureOptions {
  style?: Style;
  cjs?: boolean;
  typescript?: boolean;
  source?: string;
  files?: Record<string, string>;
}

/** The task; `source` replaces the broken src/sum. */
export function fixture({
  style = 'node:test',
  cjs = false,
  typescript = false,
  source = BROKEN,
  files = {},
}: FixtureOptions = {}): Task {
  const { script, head, test, tail = '' } = STYLES[style];
  const extension = typescript ? 'ts' : 'js';
  const write = (checks: Check[], path: string): string => {
    const text = `${head}\nimport { sum, mean } from '${path}';\n\n${checks.map(test).join('\n')}\n${tail}\n`;
    return cjs
      ? text
          .replace(/^import \* as (\w+) from (.*);$/gm, 'const $1 = require($2);')
          .replace(/^import (\{.*\}|\w+) from (.*);$/gm, 'const $1 = require($2);')
      : text;
  };
  return {
    id: `sum-${style}`,
    source: 'tests',
    licence: 'MIT',
    language: typescript ? 'typescript' : 'javascript',
    problem: 'Sums are too large.',
    files: {
      'package.json': `${JSON.stringify({ name: 'sum', version: '1.0.0', ...(cjs ? {} : { type: 'module' }), scripts: { test: script } }, null, 2)}\n`,
      'README.md': '# sum\n',
      [`src/sum.${extension}`]: cjs ? commonjs(source) : source,
      ...files,
    },
    tests: { [`test/sum.test.${extension}`]: write(VISIBLE, `../src/sum.${extension}`) },
    hiddenTests: { [`test/hidden/sum.test.${extension}`]: write(HIDDEN, `../../src/sum.${extension}`) },
    run: 'npm test',
    failToPass: ['adds numbers', 'the sum of nothing is zero', 'adds negative numbers', 'mean of two'],
    passToPass: ['mean of nothing is zero'],
  };
}

/** The whole workspace with some files replaced, added or (undefined) deleted. */
export function submit(task: Task, changes: Record<string, string | undefined>): { files: Files } {
  const files: Files = { ...task.files, ...task.tests };
  for (const [path, text] of Object.entries(changes)) {
    if (text === undefined) delete files[path];
    else files[path] = text;
  }
  return { files };
}
