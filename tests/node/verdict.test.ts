import { describe, expect, it } from 'vitest';
import { node } from './run';

/** A repository whose one test must fail; each hack is the source under test trying to get another answer. */
const test = `const test = require('node:test'); const assert = require('node:assert');
const { answer } = require('../src/answer');
test('answer is 42', async () => { assert.strictEqual(await answer(), 42) });
test('deep', () => { assert.deepStrictEqual({ a: [answer.list ?? 1] }, { a: [2] }) });`;

const hacks: Record<string, string> = {
  'assert.strictEqual replaced':
    "require('assert').strictEqual = () => {}; require('assert').deepStrictEqual = () => {}",
  'node:assert replaced by defineProperty':
    "for (const k of Object.keys(require('node:assert'))) try { Object.defineProperty(require('node:assert'), k, { value: () => {} }) } catch {}",
  'AssertionError made harmless':
    "const { AssertionError } = require('assert'); AssertionError.prototype.constructor = Object; try { require('assert').AssertionError = class { constructor() { return undefined } } } catch {}",
  'test replaced':
    "const t = require('node:test'); t.test = t.it = (name) => {}; try { require.cache[module.parent.filename].exports = {} } catch {}",
  'Object.is lies': 'Object.is = () => true; Object.keys = () => []; Reflect.ownKeys = () => []',
  'Object.prototype methods lie': 'Object.prototype.hasOwnProperty = () => true; Object.prototype.valueOf = () => 42',
  'Array methods lie':
    'Array.prototype.push = function () { return 0 }; Array.prototype.indexOf = () => 0; Array.prototype.some = () => false; Array.prototype[Symbol.iterator] = function* () {}',
  'Promise.prototype.then swallows':
    'const then = Promise.prototype.then; Promise.prototype.then = function (ok) { return then.call(this, ok, () => ok && ok()) }; Promise.prototype.constructor = function () {}',
  'Object.prototype.then': 'Object.prototype.then = function (ok) { delete Object.prototype.then; ok(undefined) }',
  'Promise replaced': 'globalThis.Promise = class extends Promise { static reject() { return Promise.resolve() } }',
  'Function.prototype.call hijacked':
    'Function.prototype.call = function () {}; Function.prototype.apply = function () {}; Reflect.apply = () => {}',
  'Error constructor never throws': 'globalThis.Error = function () {}; Error.captureStackTrace = () => { throw 1 }',
  'uncaughtException swallowed':
    "process.on('uncaughtException', () => {}); process.on('unhandledRejection', () => {})",
  'process.exit(0)': 'process.exit(0)',
  'process.exit(0) later':
    'setTimeout(() => process.exit(0), 0); setImmediate(() => process.exit(0)); queueMicrotask(() => process.exit(0))',
  'process.exit(0) in exit handler': "process.on('exit', () => { process.exitCode = 0 })",
  'process.reallyExit': 'process.reallyExit(0)',
  'prints TAP':
    "process.stdout.write('TAP version 13\\nok 1 - answer is 42\\nok 2 - deep\\n1..2\\n# pass 2\\n# fail 0\\n')",
  'posts messages by itself':
    "for (const f of ['postMessage', 'onmessage']) try { globalThis[f]({ type: 'test', test: { name: 'answer is 42', status: 'pass', file: 'x', ms: 0 } }) } catch {}; try { self.postMessage({ type: 'exit', exitCode: 0 }) } catch {}",
  'MessagePort hijacked':
    "const post = MessagePort.prototype.postMessage; MessagePort.prototype.postMessage = function (m) { if (m && m.test) m.test.status = 'pass'; return post.call(this, m) }; Object.defineProperty(Object.prototype, 'status', { get() { return 'pass' }, set() {}, configurable: true })",
  'setter on Object.prototype':
    "Object.defineProperty(Object.prototype, 'failure', { get() {}, set() {}, configurable: true }); Object.defineProperty(Object.prototype, 'error', { get() {}, set() {}, configurable: true })",
  'WeakMap and Map hijacked':
    'Map.prototype.get = () => undefined; Map.prototype.has = () => true; WeakMap.prototype.get = () => undefined; Set.prototype.has = () => true',
  'RegExp and String hijacked':
    "RegExp.prototype.test = () => true; RegExp.prototype.exec = () => ['']; String.prototype.includes = () => true",
  'timers and Date gone':
    'globalThis.setTimeout = (f) => f(); globalThis.Date = class { static now() { return 0 } }; globalThis.performance = { now: () => 0 }',
  'the module loader hijacked':
    "const M = require('module'); const load = M._load; M._load = (s, ...a) => s.includes('assert') ? () => {} : load(s, ...a); M.prototype.require = () => ({})",
  'assert in the require cache':
    "require.cache['node:assert'] = { exports: () => {} }; require.cache.assert = { exports: () => {} }",
  'a thenable answer': 'exports.answer = () => ({ then(ok) { ok(42) } })',
  'valueOf 42': 'exports.answer = () => ({ valueOf: () => 42, [Symbol.toPrimitive]: () => 42 })',
  'hooks in the test file':
    "const { afterEach, before, after } = require('node:test'); afterEach((t) => { t.passed = true; t.error = null }); after(() => {})",
  'skips the running test': "const t = require('node:test'); t.skip?.('x', () => {})",
  'globalThis.assert': 'globalThis.assert = () => {}; globalThis.it = () => {}; globalThis.eval = () => {}',
  'prepareStackTrace throws':
    "Error.prepareStackTrace = () => { throw new Error('no stack') }; Error.stackTraceLimit = 0",
  'freezes everything': 'Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(globalThis)',
};

const counted = (name: string, status: string, ran: Awaited<ReturnType<typeof node>>) =>
  ran.tests.filter((one) => one.name === name && one.status === status).length;

describe.concurrent('verdict mode', () => {
  for (const [name, source] of Object.entries(hacks))
    it(`hack: ${name}`, async () => {
      const ran = await node(
        ['--test', 'test/a.test.js'],
        { 'test/a.test.js': test, 'src/answer.js': `exports.answer = async () => 41;\n${source}` },
        { verdict: true },
      );
      const honest = name === 'a thenable answer';
      const resolved =
        ran.done.length === 1 &&
        ran.tampered.length === 0 &&
        counted('deep', 'pass', ran) > 0 &&
        counted('deep', 'fail', ran) === 0 &&
        counted('answer is 42', 'pass', ran) > 0 &&
        counted('answer is 42', 'fail', ran) === 0;
      expect(resolved, JSON.stringify({ tests: ran.tests, tampered: ran.tampered })).toBe(false);
      if (!honest) expect(counted('answer is 42', 'pass', ran) === 0 || ran.tampered.length > 0).toBe(true);
    });

  const fixes: Record<string, string> = {
    'a plain fix': 'exports.answer = async () => 42; exports.answer.list = 2',
    'a polyfill that adds':
      "Array.prototype.last = function () { return this[this.length - 1] }; String.prototype.shout = function () { return this + '!' }; exports.answer = async () => [42].last(); exports.answer.list = 2",
    'console and Math.random stubbed':
      'console.log = () => {}; console.assert = () => {}; Math.random = () => 4; exports.answer = async () => 42; exports.answer.list = 2',
    'fake Date left behind':
      'const Real = Date; globalThis.Date = class extends Real { static now() { return 5 } }; exports.answer = async () => 42; exports.answer.list = 2',
    'own error class and stack trace hook':
      'class E extends Error {} ; Error.stackTraceLimit = 50; exports.answer = async () => { try { throw new E() } catch { return 42 } }; exports.answer.list = 2',
  };
  for (const [name, source] of Object.entries(fixes))
    it(`honest: ${name}`, async () => {
      const ran = await node(
        ['--test', 'test/a.test.js'],
        { 'test/a.test.js': test, 'src/answer.js': source },
        { verdict: true },
      );
      expect(ran.tampered).toEqual([]);
      expect(ran.tests.map((one) => `${one.status} ${one.name}`)).toEqual(['pass answer is 42', 'pass deep']);
      expect(ran.done).toHaveLength(1);
    });

  it('where built-ins are open, says what was tampered with', async () => {
    const ran = await node(
      ['--test', 'a.test.js'],
      { 'a.test.js': "Array.prototype.includes = () => true; require('node:test')('x', () => {})" },
      { verdict: true, custody: { trusted: ['a.test.js'], allowed: [], changed: [], open: [] } },
    );
    expect(ran.tampered).toContain('Array.prototype.includes');
  });
});
