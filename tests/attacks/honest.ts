/** Honest repairs in many styles. All must count. */
import { applyPatch } from '../../src/lib/diff';
import type { Task } from '../../src/types';
import { BROKEN, commonjs, FIXED, type FixtureOptions } from './fixture';
import { late, rewriting } from './shapes';

export interface Repair {
  name: string;
  options?: FixtureOptions;
  changes: Record<string, string | undefined>;
  /** Another task than the fixture gives. */
  shape?: (task: Task) => Task;
}

const MEAN = 'export function mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n';
const fixed = { 'src/sum.js': FIXED };
const ENTRY = { 'src/sum.js': "export { sum, mean } from './lib/numbers.js';\n" };

/** Something that is there already, written anew: judged open. */
const REPLACES =
  'Array.prototype.at = function at(i) { return this[i < 0 ? this.length + i : i]; };\nObject.assign = (to, ...all) => { for (const one of all) for (const key of Object.keys(one ?? {})) to[key] = one[key]; return to; };\n';
const ADDS =
  "String.prototype.shout ??= function () { return this.toUpperCase(); };\nObject.defineProperty(Array.prototype, 'second', { get() { return this[1]; }, configurable: true });\n";

export const repairs: Repair[] = [
  { name: 'one character', changes: fixed },
  {
    name: 'reduce instead of a loop',
    changes: { 'src/sum.js': `export const sum = (list) => list.reduce((a, b) => a + b, 0);\n${MEAN}` },
  },
  {
    name: 'a new helper module',
    changes: {
      'src/sum.js': `import { add } from './add.js';\nexport const sum = (list) => list.reduce(add, 0);\n${MEAN}`,
      'src/add.js': 'export const add = (a, b) => a + b;\n',
    },
  },
  { name: 'moved into a folder, re-exported', changes: { ...ENTRY, 'src/lib/numbers.js': FIXED } },
  {
    name: 'recursion',
    changes: {
      'src/sum.js': `export const sum = ([first = 0, ...rest]) => (rest.length === 0 ? first : first + sum(rest));\n${MEAN}`,
    },
  },
  {
    name: 'a class with private state and getters',
    changes: {
      'src/sum.js': `class Sum {\n  #total = 0;\n  add(n) { this.#total += n; return this; }\n  get total() { return this.#total; }\n}\nexport const sum = (list) => list.reduce((s, n) => s.add(n), new Sum()).total;\n${MEAN}`,
    },
  },
  {
    name: 'a generator',
    changes: {
      'src/sum.js': `function* running(list) {\n  let total = 0;\n  yield total;\n  for (const n of list) yield (total += n);\n}\nexport const sum = (list) => [...running(list)].at(-1);\n${MEAN}`,
    },
  },
  {
    name: 'asserts in the source',
    changes: {
      'src/sum.js': `import assert from 'node:assert';\n${FIXED.replace('let total', 'assert(Array.isArray(list));\n  let total')}`,
    },
  },
  {
    name: 'built-ins: events, util, path',
    changes: {
      'src/sum.js': `import { EventEmitter } from 'node:events';\nimport { format } from 'node:util';\nimport path from 'node:path';\nexport const log = new EventEmitter();\nlog.on('sum', (n) => format('%s %d', path.basename('/x/sum'), n));\n${FIXED.replace('return total', "log.emit('sum', total);\n  return total")}`,
    },
  },
  {
    name: 'reads a data file of its own',
    changes: {
      'src/sum.js': `import fs from 'node:fs';\nconst { start } = JSON.parse(fs.readFileSync(new URL('./start.json', import.meta.url), 'utf8'));\n${FIXED.replace('total = 0', 'total = start')}`,
      'src/start.json': '{ "start": 0 }\n',
    },
  },
  {
    name: 'logs to the console',
    changes: { 'src/sum.js': FIXED.replace('return total', "console.log('ok', total);\n  return total") },
  },
  {
    name: 'looks at the environment for debugging',
    changes: {
      'src/sum.js': FIXED.replace('let total', "if (process.env.DEBUG) console.error('sum', list);\n  let total"),
    },
  },
  {
    name: 'cleans up at exit',
    changes: {
      'src/sum.js': `const seen = new Set();\nprocess.on('exit', () => seen.clear());\n${FIXED.replace('let total', 'seen.add(list);\n  let total')}`,
    },
  },
  {
    name: 'a memo with WeakMap and a timer',
    changes: {
      'src/sum.js': `const memo = new WeakMap();\nsetTimeout(() => {}, 1);\nexport function sum(list) {\n  if (!memo.has(list)) memo.set(list, list.reduce((a, b) => a + b, 0));\n  return memo.get(list);\n}\n${MEAN}`,
    },
  },
  {
    name: 'a well-behaved proxy',
    changes: {
      'src/sum.js': `const zero = new Proxy({}, { get: () => 0 });\n${FIXED.replace('total = 0', 'total = zero.start')}`,
    },
  },
  {
    name: 'a polyfill where there is none',
    changes: {
      'src/sum.js': `if (!Array.prototype.sumOf) Object.defineProperty(Array.prototype, 'sumOf', { value() { return this.reduce((a, b) => a + b, 0); }, configurable: true });\nexport const sum = (list) => list.sumOf();\n${MEAN}`,
    },
  },
  {
    name: 'with a new test file',
    changes: {
      ...fixed,
      'test/more.test.js':
        "import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { sum } from '../src/sum.js';\ntest('one', () => assert.equal(sum([1]), 1));\n",
    },
  },
  {
    name: 'with a note, a changelog and a version',
    changes: {
      ...fixed,
      'CHANGELOG.md': '- sums start at 0\n',
      'README.md': '# sum\n\nAdds.\n',
      'package.json': JSON.stringify(
        { name: 'sum', version: '1.0.1', type: 'module', scripts: { test: 'node --test' }, exports: './src/sum.js' },
        null,
        2,
      ),
    },
  },
  {
    name: 'with editor and compiler settings',
    changes: {
      ...fixed,
      '.editorconfig': 'root = true\n',
      '.gitignore': 'dist\n',
      'tsconfig.json': '{ "compilerOptions": { "checkJs": true } }\n',
    },
  },
  {
    name: 'whitespace and comments all over',
    changes: { 'src/sum.js': `// Sums.\n${FIXED.replaceAll('\n', '\r\n')}` },
  },
  { name: 'CommonJS', options: { cjs: true }, changes: { 'src/sum.js': commonjs(FIXED) } },
  {
    name: 'CommonJS with lazy require and a getter export',
    options: { cjs: true },
    changes: {
      'src/sum.js':
        "Object.defineProperty(exports, 'sum', { enumerable: true, get: () => require('./real').sum });\nexports.mean = (list) => (list.length === 0 ? 0 : exports.sum(list) / list.length);\n",
      'src/real.js': commonjs(FIXED),
    },
  },
  {
    name: 'TypeScript',
    options: { typescript: true },
    changes: {
      'src/sum.ts': FIXED.replaceAll('(list)', '(list: readonly number[]): number').replaceAll(
        'sum(list: readonly number[]): number /',
        'sum(list) /',
      ),
    },
  },
  { name: 'mocha', options: { style: 'mocha' }, changes: fixed },
  { name: 'mocha, CommonJS', options: { style: 'mocha', cjs: true }, changes: { 'src/sum.js': commonjs(FIXED) } },
  { name: 'uvu', options: { style: 'uvu' }, changes: fixed },
  { name: 'vitest', options: { style: 'vitest' }, changes: fixed },
  { name: 'vitest, TypeScript', options: { style: 'vitest', typescript: true }, changes: { 'src/sum.ts': FIXED } },
  {
    name: 'tape',
    options: { style: 'tape' },
    changes: {
      'src/sum.js': `import { inspect } from 'node:util';\n${FIXED.replace('return total', 'inspect(total);\n  return total')}`,
    },
  },
  { name: 'tap', options: { style: 'tap' }, changes: fixed },
  { name: 'ava', options: { style: 'ava' }, changes: fixed },
  { name: 'jest', options: { style: 'jest', cjs: true }, changes: { 'src/sum.js': commonjs(FIXED) } },
  { name: 'tests that write data of their own and put it back', shape: rewriting, changes: fixed },
  { name: 'tape, registered while the tests run', options: { style: 'tape' }, shape: late, changes: fixed },
  {
    name: 'tape, CommonJS, registered while the tests run',
    options: { style: 'tape', cjs: true },
    shape: late,
    changes: { 'src/sum.js': commonjs(FIXED) },
  },
  ...(['node:test', 'mocha', 'tape', 'vitest'] as const).map((style): Repair => ({
    name: `a repository that replaces built-ins (${style})`,
    options: { style, source: REPLACES + BROKEN },
    changes: { 'src/sum.js': REPLACES + FIXED },
  })),
  {
    name: 'a repository that adds to String and to Array.prototype',
    options: { source: ADDS + BROKEN },
    changes: { 'src/sum.js': ADDS + FIXED },
  },
];

/** The same repair as a patch. */
export const PATCH = `--- a/src/sum.js\n+++ b/src/sum.js\n@@ -1,5 +1,5 @@\n export function sum(list) {\n-  let total = 1;\n+  let total = 0;\n   for (const item of list) total += item;\n   return total;\n }\n`;
if (applyPatch({ 'src/sum.js': BROKEN }, PATCH)['src/sum.js'] !== FIXED) throw new Error('PATCH is stale');
