import { describe, expect, it } from 'vitest';
import { real, tapNames } from './real';
import { node } from './run';

/** name -> files; every test's status and full name must be what real `node --test` says. */
const suites: Record<string, Record<string, string>> = {
  'tests, suites, subtests': {
    'a.test.js': `const {test, describe, it} = require('node:test'); const assert = require('assert');
      test('top passes', () => {}); test('top fails', () => assert.equal(1, 2)); test('async passes', async () => { await null }); test('async fails', async () => { throw new Error('x') });
      describe('suite', () => { it('one', () => {}); it('two', () => { throw new Error('two') }); describe('inner', () => { it('deep', () => {}) }) });
      test('parent', async (t) => { await t.test('sub ok', () => {}); await t.test('sub bad', () => { throw 1 }) });
      test('returns rejection', () => Promise.reject(new Error('no')));`,
  },
  'a suite that returns what its tests return': {
    'a.test.js': `const {describe, it} = require('node:test');
      describe('arrow', () => it('fails', () => { throw new Error('x') }));
      describe('nested', () => describe('inner', () => it('deep', () => {})))`,
  },
  'skip, todo, only without the flag': {
    'a.test.js': `const {test, describe, it} = require('node:test');
      test.skip('skipped', () => { throw 1 }); test.todo('todo'); test('todo fails', {todo: true}, () => { throw 1 }); test('skip option', {skip: 'why'}, () => {}); test('t.skip', (t) => t.skip()); test('t.todo', (t) => { t.todo(); throw new Error('x') });
      it.only('only', () => {}); describe.skip('suite skipped', () => { it('inside', () => { throw 1 }) }); describe('with todo', () => { it.todo('later'); it('now', () => {}) }); it('skip false', {skip: false}, () => {})`,
  },
  'callbacks and timeouts': {
    'a.test.js': `const {test} = require('node:test');
      test('done', (t, done) => setTimeout(done, 1)); test('done with error', (t, done) => setTimeout(() => done(new Error('e')), 1)); test('times out', {timeout: 10}, () => new Promise((r) => setTimeout(r, 500))); test('done and promise', async (t, done) => {}); test('after', () => {})`,
  },
  hooks: {
    'a.test.js': `const {describe, it, before, after, beforeEach, afterEach, test} = require('node:test'); const log = [];
      describe('h', () => { before(() => log.push('before')); beforeEach(() => log.push('each')); afterEach(() => log.push('aeach')); after(() => { log.push('after'); console.log(log.join()) }); it('a', () => log.push('a')); it('b', () => log.push('b')); describe('n', () => { beforeEach(() => log.push('neach')); it('c', () => log.push('c')) }) });
      describe('before fails', () => { before(() => { throw new Error('b') }); it('never', () => {}) });
      describe('beforeEach fails', () => { beforeEach(() => { throw new Error('b') }); it('x', () => {}) });
      describe('afterEach fails', () => { afterEach(() => { throw new Error('b') }); it('y', () => {}) });
      test('t hooks', async (t) => { t.beforeEach(() => log.push(1)); t.after(() => {}); await t.test('s', () => {}) });`,
  },
  'uncaught errors fail the running test': {
    'a.test.js': `const {test} = require('node:test');
      test('timer throws', async () => { setTimeout(() => { throw new Error('late') }, 1); await new Promise((r) => setTimeout(r, 30)) });
      test('rejection', async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 30)) });
      test('still runs', () => {})`,
  },
  'unawaited subtests are cancelled': {
    'a.test.js': `const {test} = require('node:test'); test('p', (t) => { t.test('slow', () => new Promise((r) => setTimeout(r, 50))); }); test('next', () => {})`,
  },
  'a test that never ends': {
    'a.test.js': `const {test} = require('node:test'); test('ok', () => {}); test('stuck', () => new Promise(() => {})); test('after it', () => {})`,
  },
  'several files, each fresh': {
    'test/one.js': `const test = require('node:test'); globalThis.leak = 1; Array.prototype.leaked = 1; test('one', () => {}); require('../lib').n++`,
    'test/two.js': `const test = require('node:test'); test('no leak ' + typeof leak + ' ' + typeof [].leaked + require('../lib').n, () => {})`,
    'lib.js': 'exports.n = 0',
  },
  'esm files': {
    'a.test.mjs': `import test, {describe, it} from 'node:test'; import assert from 'node:assert/strict'; const v = await 5; test('v', () => assert.equal(v, 5)); describe('d', async () => { it('i', () => {}) })`,
  },
  mocks: {
    'a.test.js': `const {test, mock} = require('node:test'); const assert = require('assert');
      test('fn', () => { const f = mock.fn((x) => x + 1); assert.equal(f(1), 2); assert.equal(f.mock.callCount(), 1); assert.deepEqual(f.mock.calls[0].arguments, [1]); assert.equal(f.mock.calls[0].result, 2) });
      test('method', (t) => { const o = {m() { return 'real' }}; t.mock.method(o, 'm', () => 'fake'); assert.equal(o.m(), 'fake'); t.mock.restoreAll(); assert.equal(o.m(), 'real') });
      test('getter', (t) => { const o = {get g() { return 1 }}; t.mock.getter(o, 'g', () => 2); assert.equal(o.g, 2) });
      test('once', () => { const f = mock.fn(() => 'a'); f.mock.mockImplementationOnce(() => 'b'); assert.deepEqual([f(), f()], ['b', 'a']) });
      test('timers', (t) => { t.mock.timers.enable({apis: ['setTimeout', 'Date']}); const f = mock.fn(); setTimeout(f, 100); t.mock.timers.tick(99); assert.equal(f.mock.callCount(), 0); t.mock.timers.tick(1); assert.equal(f.mock.callCount(), 1); assert.equal(Date.now(), 100) });
      test('restored', () => assert.ok(Date.now() > 1e12));
      test('interval', (t) => { t.mock.timers.enable({apis: ['setInterval']}); let n = 0; const i = setInterval(() => n++, 10); t.mock.timers.tick(35); assert.equal(n, 3); clearInterval(i) })`,
  },
  'concurrency and plan': {
    'a.test.js': `const {test, describe, it} = require('node:test'); const assert = require('assert'); let live = 0, most = 0;
      describe('c', {concurrency: true}, () => { for (let i = 0; i < 3; i++) it('t' + i, async () => { most = Math.max(most, ++live); await new Promise((r) => setTimeout(r, 10)); live-- }) });
      test('ran together ' , () => assert.equal(most, 3)); test('plan ok', (t) => { t.plan(1); t.assert.ok(1) }); test('plan bad', (t) => { t.plan(2); t.assert.ok(1) })`,
  },
  'describe that throws': {
    'a.test.js': `const {describe, it} = require('node:test'); describe('bad', () => { it('in', () => {}); throw new Error('suite') }); it('after', () => {})`,
  },
};

const names = (tests: { status: string; name: string }[]) =>
  tests.map((test) => `${test.status} ${test.name.replace(/^\/repo\//, '')}`).sort();

describe.concurrent('node:test against real node --test', () => {
  for (const [title, files] of Object.entries(suites))
    it(title, async () => {
      const [here, there] = await Promise.all([
        node(['--test'], files),
        real(['--test', '--test-reporter=tap'], files),
      ]);
      const expected = tapNames(there.stdout).map((line) => line.replace('/repo/', ''));
      expect(names(here.tests).filter((line) => !/ bad$/.test(line) || expected.includes(line))).toEqual(expected);
      expect(here.exitCode).toBe(there.exitCode);
      expect(here.done).toHaveLength(1);
    });

  it('a file without tests is one test named by its path; one that fails to load fails', async () => {
    const here = await node(['--test'], {
      'test/none.js': 'console.log(1)',
      'test/broken.js': "throw new Error('at load')",
    });
    expect(names(here.tests)).toEqual(['fail test/broken.js', 'pass test/none.js']);
    expect(here.exitCode).toBe(1);
    expect(here.stderr).toContain('at load');
  });

  it('name patterns, only, reporters', async () => {
    const files = {
      'a.test.js':
        "const {test, describe, it} = require('node:test'); describe('alpha', () => { it('one', () => {}); it('two', () => {}) }); test('beta', {only: true}, () => {})",
    };
    expect(names((await node(['--test', '--test-name-pattern=one'], files)).tests)).toEqual(['pass alpha one']);
    expect(names((await node(['--test', '--test-only'], files)).tests)).toEqual(['pass beta']);
    const tap = await node(['--test', '--test-reporter', 'tap'], files);
    expect(tapNames(tap.stdout)).toEqual(['pass alpha one', 'pass alpha two', 'pass beta']);
    expect((await node(['--test', '--test-reporter=dot'], files)).stdout).toContain('...');
  });

  it('a script with tests prints a summary, fails by its exit code and says done', async () => {
    const here = await node(['a.js'], {
      'a.js': "const test = require('node:test'); test('x', () => { throw new Error('y') }); test('z', () => {})",
    });
    expect(here.exitCode).toBe(1);
    expect(here.stdout).toMatch(/ℹ tests 2[\s\S]*ℹ fail 1[\s\S]*failing tests/);
    expect(here.done).toEqual([{ framework: 'node:test', files: 1 }]);
  });

  it('process.exit in a test file leaves the run incomplete', async () => {
    const here = await node(['--test'], {
      'a.test.js': "const test = require('node:test'); test('a', () => { throw new Error('hidden') }); process.exit(0)",
    });
    expect(here.done).toEqual([]);
  });
});
