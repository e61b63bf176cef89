/** One small repo per framework: pass, fail, skip, todo, async, hooks, nesting, timeout, uncaught errors. */
import type { Framework } from '../../src/types';

export interface Fixture {
  framework: Exclude<Framework, 'node:test' | 'flat-tap'>;
  files: Record<string, string>;
  /** After the framework's name. */
  argv: string[];
}

const sum = `exports.add = (a, b) => a + b;\nexports.later = (v, ms = 1) => new Promise((r) => setTimeout(r, ms, v));\n`;
const json = (value: object) => JSON.stringify(value);

export const fixtures: Record<string, Fixture> = {
  mocha: {
    framework: 'mocha',
    argv: ['--timeout', '60', 'test/main.js'],
    files: {
      'package.json': json({ name: 'fixture' }),
      'sum.js': sum,
      'test/main.js': `
const assert = require('assert');
const { add, later } = require('../sum');
describe('sum', function () {
  const seen = [];
  before(() => seen.push('before'));
  beforeEach(() => seen.push('each'));
  it('adds', () => assert.strictEqual(add(1, 2), 3));
  it('fails with a diff', () => assert.deepStrictEqual({ a: add(1, 1) }, { a: 3 }));
  it('waits', async () => assert.strictEqual(await later(4), 4));
  it('calls back', (done) => { setTimeout(done, 1); });
  it.skip('is skipped', () => {});
  it('is pending');
  it('skips itself', function () { this.skip(); });
  it('times out', (done) => {});
  it('throws later', (done) => { setTimeout(() => { throw new Error('later'); }, 1); });
  it('rejects', () => Promise.reject(new Error('no')));
  describe('nested', () => {
    it('has run the hooks', () => assert.strictEqual(seen[0], 'before'));
    it('calls done with an error', (done) => done(new Error('given')));
  });
  describe('broken hook', () => {
    before(() => { throw new Error('hook'); });
    it('never runs', () => {});
  });
});
`,
    },
  },
  tape: {
    framework: 'tape',
    argv: ['test/*.js'],
    files: {
      'package.json': json({ name: 'fixture' }),
      'sum.js': sum,
      'test/one.js': `
const test = require('tape');
const { add, later } = require('../sum');
test('adds', (t) => { t.plan(2); t.equal(add(1, 2), 3); t.ok(true, 'fine'); });
test('fails', (t) => { t.equal(add(1, 1), 3, 'one and one'); t.end(); });
test('waits', async (t) => { t.equal(await later(4), 4); });
test('skipped', { skip: true }, (t) => { t.fail(); t.end(); });
test('has a todo', { todo: true }, (t) => { t.fail('not yet'); t.end(); });
`,
      'test/two.js': `
const test = require('tape');
test('throws as told', (t) => { t.throws(() => { throw new Error('boom'); }, /boom/); t.end(); });
test('plans too much', { timeout: 30 }, (t) => { t.plan(2); t.pass(); });
test('deep', (t) => { t.deepEqual({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }); t.end(); });
`,
    },
  },
  tap: {
    framework: 'tap',
    argv: ['test/main.js'],
    files: {
      'package.json': json({ name: 'fixture' }),
      'sum.js': sum,
      'test/main.js': `
const t = require('tap');
const { add, later } = require('../sum');
t.equal(add(1, 2), 3, 'adds');
t.same({ a: [1] }, { a: [1] });
t.same({ a: 1 }, { a: 2 }, 'differs');
t.equal(1, 1, 'left out', { skip: 'why not' });
t.equal(1, 2, 'still to do', { todo: true });
t.test('a group', async (t) => { t.equal(await later(4), 4); t.match('abc', /b/); });
t.test('a bad group', (t) => { t.plan(2); t.ok(true); t.ok(false, 'inside'); });
t.test('throws', (t) => { throw new Error('boom'); });
t.test('hooks', (t) => { let n = 0; t.beforeEach(() => { n++; }); t.test('inner', (t) => { t.equal(n, 1); t.end(); }); t.end(); });
`,
    },
  },
  uvu: {
    framework: 'uvu',
    argv: ['test'],
    files: {
      'package.json': json({ name: 'fixture' }),
      'sum.js': sum,
      'test/one.js': `
const { test, suite } = require('uvu');
const assert = require('uvu/assert');
const { add, later } = require('../sum');
test('adds', () => assert.is(add(1, 2), 3));
test('fails', () => assert.equal({ a: add(1, 1) }, { a: 3 }));
test('waits', async () => assert.is(await later(4), 4));
test.skip('left out', () => assert.unreachable());
test.run();
const more = suite('more');
let n = 0;
more.before.each(() => { n++; });
more('hooks ran', () => assert.is(n, 1));
more('throws', () => assert.throws(() => { throw new Error('boom'); }, /boom/));
more.run();
`,
      'test/two.js': `
const { test } = require('uvu');
test('throws a string', () => { throw new Error('odd'); });
test.run();
`,
    },
  },
  ava: {
    framework: 'ava',
    argv: ['test.js'],
    files: {
      'package.json': json({ name: 'fixture', type: 'module' }),
      'sum.js': `export const add = (a, b) => a + b;\nexport const later = (v) => new Promise((r) => setTimeout(r, 1, v));\n`,
      'test.js': `
import test from 'ava';
import { add, later } from './sum.js';
let ready = false;
test.before(() => { ready = true; });
test.beforeEach((t) => { t.context.n = 1; });
test('adds', (t) => { t.is(add(1, 2), 3); t.is(t.context.n, 1); t.true(ready); });
test('fails', (t) => { t.deepEqual({ a: add(1, 1) }, { a: 3 }); });
test('waits', async (t) => { t.is(await later(4), 4); });
test('likes', (t) => { t.like({ a: 1, b: 2 }, { a: 1 }); t.regex('abc', /b/); t.deepEqual(new Map([[1, { a: 2 }]]), new Map([[1, { a: 2 }]])); });
test('throws', async (t) => {
  const error = t.throws(() => { throw new TypeError('boom'); }, { instanceOf: TypeError, message: /boo/ });
  t.is(error.message, 'boom');
  await t.throwsAsync(async () => { throw new Error('x'); });
  t.notThrows(() => 1);
});
test('asserts nothing', () => {});
test('plans', (t) => { t.plan(2); t.pass(); });
test('rejects', async () => { throw new Error('no'); });
test.skip('skipped', (t) => t.fail());
test.todo('to do');
test.failing('known bug', (t) => { t.is(1, 2); });
test.failing('fixed bug', (t) => { t.is(1, 1); });
test.serial('first of all', (t) => { t.pass(); });
const macro = test.macro({ exec: (t, a, b) => t.is(a * 2, b), title: (given = '', a) => \`\${given} doubles \${a}\` });
test('macro', macro, 2, 4);
test(macro, 3, 7);
test('never ends', (t) => new Promise(() => {}));
test('times out', async (t) => { t.timeout(20); await new Promise((r) => setTimeout(r, 200)); t.pass(); });
test('tries', async (t) => { const attempt = await t.try((tt) => tt.is(1, 2)); attempt.discard(); t.pass(); });
`,
    },
  },
  jest: {
    framework: 'jest',
    argv: [],
    files: {
      'package.json': json({ name: 'fixture', jest: { testTimeout: 200 } }),
      'sum.js': sum,
      'greet.js': `const { name } = require('./name');\nexports.greet = () => 'hi ' + name();\n`,
      'name.js': `exports.name = () => 'real';\n`,
      'test/main.test.js': `
const { add, later } = require('../sum');
describe('sum', () => {
  let n = 0;
  beforeEach(() => { n++; });
  test('adds', () => expect(add(1, 2)).toBe(3));
  test('fails', () => { expect({ a: add(1, 1) }).toEqual({ a: 3 }); });
  test('waits', async () => { await expect(later(4)).resolves.toBe(4); });
  test('calls back', (done) => { setTimeout(done, 1); });
  test.skip('skipped', () => {});
  test.todo('to do');
  test('times out', (done) => {});
  test('throws later', (done) => { setTimeout(() => { throw new Error('later'); }, 1); });
  test.each([[1, 1, 2], [1, 2, 4]])('%i + %i = %i', (a, b, c) => { expect(add(a, b)).toBe(c); });
  test.each\`
    a | b | c
    \${1} | \${1} | \${2}
  \`('tagged $a + $b', ({ a, b, c }) => { expect(add(a, b)).toBe(c); });
  test.failing('known bug', () => { expect(1).toBe(2); });
  describe('nested', () => {
    it('ran the hooks', () => expect(n).toBeGreaterThan(5));
    it('counts assertions', () => { expect.assertions(2); expect(1).toBe(1); });
  });
});
describe('broken hook', () => {
  beforeAll(() => { throw new Error('hook'); });
  test('is failed by it', () => {});
});
`,
      'test/mock.test.js': `
const { greet } = require('../greet');
jest.mock('../name', () => ({ name: jest.fn(() => 'mock') }));
test('mocks are hoisted', () => expect(greet()).toBe('hi mock'));
test('actual stays', () => expect(jest.requireActual('../name').name()).toBe('real'));
test('spies', () => {
  const target = { f: () => 1 };
  const spy = jest.spyOn(target, 'f').mockReturnValue(2);
  expect(target.f('x')).toBe(2);
  expect(spy).toHaveBeenCalledWith('x');
  spy.mockRestore();
  expect(target.f()).toBe(1);
});
test('fake timers', () => {
  jest.useFakeTimers();
  const f = jest.fn();
  setTimeout(f, 1000);
  jest.advanceTimersByTime(1000);
  expect(f).toHaveBeenCalledTimes(1);
  jest.useRealTimers();
});
test('inline snapshot', () => expect({ a: [1, 'x'] }).toMatchInlineSnapshot(\`
{
  "a": [
    1,
    "x",
  ],
}
\`));
test('wrong inline snapshot', () => expect('b').toMatchInlineSnapshot(\`"a"\`));
test('file snapshot', () => expect({ b: 1 }).toMatchSnapshot());
expect.extend({ toBeEven: (n) => ({ pass: n % 2 === 0, message: () => n + ' is odd' }) });
test('extends', () => { expect(2).toBeEven(); expect(3).not.toBeEven(); });
`,
      'test/__snapshots__/mock.test.js.snap': `// Jest Snapshot v1, https://goo.gl/fbAQLP

exports[\`file snapshot 1\`] = \`
{
  "b": 1,
}
\`;
`,
      'test/broken.test.js': `require('../nowhere');\ntest('never', () => {});\n`,
    },
  },
  vitest: {
    framework: 'vitest',
    argv: ['run'],
    files: {
      'package.json': json({ name: 'fixture', type: 'module' }),
      'vitest.config.ts': `import { defineConfig } from 'vitest/config';\nexport default defineConfig({ test: { testTimeout: 100, include: ['test/**/*.test.ts'] } });\n`,
      'src/sum.ts': `export const add = (a: number, b: number): number => a + b;\nexport const later = <T>(v: T): Promise<T> => new Promise((r) => setTimeout(r, 1, v));\n`,
      'src/name.ts': `export const name = (): string => 'real';\nexport default 1;\n`,
      'src/greet.ts': `import { name } from './name';\nexport const greet = () => 'hi ' + name();\n`,
      'test/main.test.ts': `
import { describe, it, test, expect, vi, beforeEach, expectTypeOf } from 'vitest';
import { add, later } from '../src/sum';
interface Unused { a: string }
let n = 0;
beforeEach(() => { n++; });
describe('sum', () => {
  it('adds', () => expect(add(1, 2)).toBe(3));
  it('fails', () => { expect({ a: add(1, 1) }).toEqual({ a: 3 } as Unused | object); });
  it('waits', async () => { await expect(later(4)).resolves.toBe(4); });
  it.skip('skipped', () => {});
  it.todo('to do');
  it('times out', () => new Promise(() => {}));
  it.each([[1, 1, 2], [1, 2, 4]])('%i + %i = %i', (a, b, c) => { expect(add(a, b)).toBe(c); });
  it.each([{ a: 1 }])('object $a', ({ a }) => expect(a).toBe(1));
  it.fails('known bug', () => { expect(1).toBe(2); });
  it('types', () => { expectTypeOf(add).toBeFunction(); });
  describe('nested', () => {
    test('ran the hooks', () => expect(n).toBeGreaterThan(3));
    test('soft', () => { expect.soft(1).toBe(2); expect.soft(1).toBe(1); });
  });
});
test('fake timers', () => {
  vi.useFakeTimers();
  const f = vi.fn();
  setTimeout(f, 1000);
  vi.advanceTimersByTime(1000);
  expect(f).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
test('inline snapshot', () => expect({ a: [1, 'x'] }).toMatchInlineSnapshot(\`
  {
    "a": [
      1,
      "x",
    ],
  }
\`));
test('wrong inline snapshot', () => expect('b').toMatchInlineSnapshot(\`"a"\`));
`,
      'test/mock.test.ts': `
import { expect, test, vi } from 'vitest';
import { greet } from '../src/greet';
import { name } from '../src/name';
const { value } = vi.hoisted(() => ({ value: 'mock' }));
vi.mock('../src/name', async (original) => ({ ...(await original<object>()), name: vi.fn(() => value) }));
test('mocks are hoisted', () => expect(greet()).toBe('hi mock'));
test('the mock is seen', () => { expect(vi.isMockFunction(name)).toBe(true); expect(name).toHaveBeenCalledTimes(1); });
test('actual stays', async () => { const real = await vi.importActual<typeof import('../src/name')>('../src/name'); expect(real.name()).toBe('real'); });
test('spies', () => {
  const target = { f: () => 1 };
  vi.spyOn(target, 'f').mockReturnValue(2);
  expect(target.f()).toBe(2);
  vi.restoreAllMocks();
  expect(target.f()).toBe(1);
});
`,
      'test/broken.test.ts': `import '../src/nowhere';\nimport { test } from 'vitest';\ntest('never', () => {});\n`,
    },
  },
};

/** Test files that define nothing; every framework must end with an exit code other than 0. */
export const empty: Record<string, Fixture> = Object.fromEntries(
  Object.entries(fixtures).map(([name, { framework }]) => {
    const file = framework === 'vitest' || framework === 'jest' ? 'test/none.test.js' : 'test/none.js';
    return [
      name,
      {
        framework,
        argv: [...(framework === 'vitest' ? ['run'] : []), file],
        files: { 'package.json': '{}', [file]: 'exports.x = 1;\n' },
      },
    ];
  }),
);
