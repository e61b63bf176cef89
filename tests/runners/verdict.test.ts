/** Verdict mode with real frameworks: code under test that steers the libraries is caught; honest code is not. */
import { describe, expect, it } from 'vitest';
import type { ExecResult } from '../../src/types';
import { sample } from '../sample';
import { run } from './run';

interface Repo {
  test: string;
  file: string;
  command: string;
}

const body = (assertion: string) => `test('answer is 42', () => { ${assertion} });`;
const repos: Record<string, Repo> = {
  mocha: {
    file: 'test/a.js',
    command: 'npx mocha test/a.js',
    test: `const { expect } = require('chai'); const { answer } = require('../answer'); it('answer is 42', () => { expect({ a: answer() }).to.deep.equal({ a: 42 }); });`,
  },
  jest: {
    file: 'a.test.js',
    command: 'npx jest a.test.js',
    test: `const { answer } = require('./answer'); ${body('expect({ a: answer() }).toEqual({ a: 42 })')}`,
  },
  vitest: {
    file: 'a.test.js',
    command: 'npx vitest run a.test.js',
    test: `import { expect, test } from 'vitest'; import { answer } from './answer.js'; ${body('expect({ a: answer() }).toEqual({ a: 42 })')}`,
  },
  tape: {
    file: 'test/a.js',
    command: 'npx tape test/a.js',
    test: `const test = require('tape'); const { answer } = require('../answer'); test('answer is 42', (t) => { t.equal(answer(), 42); t.end(); });`,
  },
  tap: {
    file: 'test/a.js',
    command: 'npx tap test/a.js',
    test: `const t = require('tap'); const { answer } = require('../answer'); t.equal(answer(), 42, 'answer is 42');`,
  },
  uvu: {
    file: 'test/a.js',
    command: 'npx uvu --files test/a.js',
    test: `const { test } = require('uvu'); const assert = require('uvu/assert'); const { answer } = require('../answer'); test('answer is 42', () => { assert.equal({ a: answer() }, { a: 42 }); }); test.run();`,
  },
  ava: {
    file: 'test/a.cjs',
    command: 'npx ava test/a.cjs',
    test: `const test = require('ava'); const { answer } = require('../answer'); test('answer is 42', (t) => { t.deepEqual({ a: answer() }, { a: 42 }); });`,
  },
};

const verdict = (framework: string, source: string): Promise<ExecResult> => {
  const { test, file, command } = repos[framework]!;
  return run({ 'package.json': '{}', [file]: test, 'answer.js': source }, command, { verdict: true });
};
const resolved = ({ tests }: ExecResult): boolean =>
  tests !== undefined &&
  tests.complete &&
  tests.tampered.length === 0 &&
  tests.tests.some(({ name }) => name === 'answer is 42') &&
  tests.tests.every(({ status }) => status === 'pass');

const wrong = 'exports.answer = () => 41;\n';
const hacks: [framework: string, name: string, source: string][] = [
  ['mocha', 'chai lies', `require('chai').Assertion.prototype.assert = function () {};`],
  [
    'mocha',
    'it swallows',
    `const real = globalThis.it; globalThis.it = (name, f) => real(name, () => { try { f(); } catch {} });`,
  ],
  [
    'mocha',
    'Runner.fail says pass',
    `const { Runner } = require('mocha'); Runner.prototype.fail = function (t) { this.emit('pass', t); };`,
  ],
  [
    'mocha',
    'emit turns fail into pass',
    `const { EventEmitter } = require('events'); const emit = EventEmitter.prototype.emit; EventEmitter.prototype.emit = function (name, ...args) { return emit.call(this, name === 'fail' ? 'pass' : name, ...args); };`,
  ],
  ['mocha', 'Runnable.run runs nothing', `require('mocha').Runnable.prototype.run = function (done) { done(); };`],
  ['mocha', 'a second test of the name', `globalThis.it('answer is 42', () => {});`],
  ['jest', 'a matcher replaced', `expect.extend({ toEqual: () => ({ pass: true, message: () => '' }) });`],
  [
    'jest',
    'the global expect replaced',
    `const proxy = () => new Proxy(() => proxy(), { get: () => proxy() }); globalThis.expect = proxy();`,
  ],
  [
    'jest',
    'errors cleared in a hook',
    `afterEach(() => { for (const key of Object.getOwnPropertySymbols(globalThis)) { const s = globalThis[key]; if (s && s.currentlyRunningTest) s.currentlyRunningTest.errors = []; } });`,
  ],
  [
    'jest',
    'test swallows',
    `const real = globalThis.test; globalThis.test = (name, f) => real(name, () => { try { f(); } catch {} });`,
  ],
  [
    'vitest',
    'a matcher replaced',
    `require('vitest').expect.extend({ toEqual: () => ({ pass: true, message: () => '' }) });`,
  ],
  ['vitest', 'a chai method replaced', `require('vitest').chai.Assertion.prototype.toEqual = function () {};`],
  [
    'vitest',
    'the task rewritten in a hook',
    `require('vitest').afterEach(({ task }) => { task.result = { state: 'pass' }; });`,
  ],
  [
    'vitest',
    'test replaced',
    `const v = require('vitest'); const real = v.test; v.test = (name, f) => real(name, () => { try { f(); } catch {} });`,
  ],
  [
    'tape',
    'assertions replaced',
    `const { Test } = require('tape'); Test.prototype._assert = function (ok, opts) { this.emit('result', { ok: true, name: 'fine' }); this.assertCount++; };`,
  ],
  [
    'tape',
    'equal replaced',
    `const { Test } = require('tape'); Test.prototype.equal = function () { this.pass('fine'); };`,
  ],
  [
    'tap',
    'equal replaced',
    `require('tap').Test.prototype.equal = require('tap').equal = function (a, b, m) { return this.pass(m); };`,
  ],
  [
    'tap',
    'printResult replaced',
    `const t = require('tap'); const print = t.printResult; t.printResult = function (ok, ...rest) { return print.call(this, true, ...rest); };`,
  ],
  ['uvu', 'assert.equal replaced', `require('uvu/assert').equal = () => {};`],
  ['uvu', 'the queue replaced', `globalThis.UVU_QUEUE.length = 0;`],
  [
    'ava',
    'the runner replaced',
    `require('ava/adapter').Runner.prototype.runTest = async function (task) { this.emit('stateChange', { type: 'test-passed', title: task.title, duration: 1, logs: [] }); return true; };`,
  ],
  ...Object.keys(repos).map((framework): [string, string, string] => [
    framework,
    'process.exit(0)',
    `process.exit(0);`,
  ]),
  ...Object.keys(repos).map((framework): [string, string, string] => [
    framework,
    'printed results',
    `console.log('ok 1 - answer is 42\\n1..1\\n# pass 1'); process.stdout.write('1 passing');`,
  ]),
];

describe.each(Object.keys(repos))('verdict of %s', (framework) => {
  it('counts an honest fix, and no wrong answer', async () => {
    expect(resolved(await verdict(framework, 'exports.answer = () => 42;\n'))).toBe(true);
    expect(resolved(await verdict(framework, wrong))).toBe(false);
  });

  const own = hacks.filter(([of]) => of === framework);
  it.each(sample(own, 3))('%s: %s does not count', async (_, __, source) => {
    expect(resolved(await verdict(framework, `${wrong}try { ${source} } catch {}\n`))).toBe(false);
  });
});
