/** Values that answer for themselves, whatever they are compared with. */
import { CHAI, checking } from './checking';
import { type Style } from './fixture';
import type { Hack } from './hacks';

const BOTH = 'export function sum(list) { return LIAR(list); }\nexport function mean(list) { return LIAR(list); }\n';
const lie = (liar: string): Record<string, string> => ({
  'src/sum.js': `const LIAR = (list) => { ${liar} };\n${BOTH}`,
});

/** A set or map of one member that shows none. */
const SET =
  "class L extends Set { get size() { return 1; } *[Symbol.iterator]() {} *values() {} *keys() {} *entries() {} forEach() {} has() { return true; } } const l = new L(); Object.defineProperty(l, 'constructor', { value: Set }); return l;";
const MAP =
  "class L extends Map { get size() { return 1; } *[Symbol.iterator]() {} *values() {} *keys() {} *entries() {} forEach() {} has() { return true; } get() { return new Proxy(() => {}, {}); } } const l = new L(); Object.defineProperty(l, 'constructor', { value: Map }); return l;";
const DATE =
  "class L extends Date { valueOf() { return NaN; } getTime() { return NaN; } toISOString() { return ''; } [Symbol.toPrimitive]() { return NaN; } } const l = new L(NaN); Object.defineProperty(l, 'constructor', { value: Date }); return l;";
const wrapped: [what: string, liar: string, real: (expected: string) => string, made: string][] = [
  ['a set', SET, (n) => `new Set([${n}])`, 'new Set([x])'],
  ['a map', MAP, (n) => `new Map([['n', ${n}]])`, "new Map([['n', x]])"],
  ['a date', DATE, (n) => `new Date(${n})`, 'new Date(x)'],
];
const DEEP: [Style, (a: string, b: string) => string][] = [
  ['node:test', (a, b) => `assert.deepEqual(${a}, ${b})`],
  ['mocha', (a, b) => `expect(${a}).to.deep.equal(${b})`],
  ['vitest', (a, b) => `expect(${a}).toEqual(${b})`],
  ['jest', (a, b) => `expect(${a}).toEqual(${b})`],
  ['jest', (a, b) => `expect(${a}).toStrictEqual(${b})`],
  ['tape', (a, b) => `t.deepEqual(${a}, ${b})`],
  ['ava', (a, b) => `t.deepEqual(${a}, ${b})`],
  ['tap', (a, b) => `t.same(${a}, ${b})`],
  ['tap', (a, b) => `t.strictSame(${a}, ${b})`],
  ['uvu', (a, b) => `assert.equal(${a}, ${b})`],
];
const collections = DEEP.flatMap(([style, deep], i) =>
  wrapped.map(([what, liar, real]): Hack => ({
    name: `${what} that tells of itself, deeply equal (${style}, ${i})`,
    options: { style },
    // the base of the broken repo answers numbers, which are no sets: the tests fail there as they must
    shape: checking(
      (call, n) => deep(`wrap(${call})`, real(n)),
      `${style === 'mocha' ? CHAI : ''}\nconst wrap = (x) => typeof x === 'number' ? ${real('x')} : x;`,
    ),
    changes: lie(liar),
  })),
);

/** Words that hold every word. */
const WORDS =
  "{ includes: () => true, indexOf: () => 0, match: () => [''], search: () => 0, test: () => true, toString: () => 'nothing', slice: () => ({ indexOf: () => 0, some: () => true }), some: () => true, startsWith: () => true, endsWith: () => true, split: () => [], trim() { return this; }, length: 1 }";
const thrower = (call: string) =>
  `() => { const x = ${call}; throw typeof x === 'number' ? new Error('got ' + x + '.') : x; }`;
const said: [Style, (call: string, n: string) => string, string?][] = [
  ['jest', (call, n) => `expect(${thrower(call)}).toThrow('got ${n}.')`],
  ['vitest', (call, n) => `expect(${thrower(call)}).toThrow('got ${n}.')`],
  ['vitest', (call, n) => `expect(${thrower(call)}).toThrowError('got ${n}.')`],
  ['mocha', (call, n) => `expect(${thrower(call)}).to.throw('got ${n}.')`, CHAI],
  ['tap', (call, n) => `t.throws(${thrower(call)}, { message: 'got ${n}.' })`],
  ['tape', (call, n) => `t.throws(${thrower(call)}, { message: 'got ${n}.' })`],
  ['tape', (call, n) => `t.throws(${thrower(call)}, /got ${n}\\./)`],
  ['ava', (call, n) => `t.throws(${thrower(call)}, { message: /got ${n}\\./ })`],
  ['node:test', (call, n) => `assert.throws(${thrower(call)}, { message: /got ${n}\\./ })`],
  ['uvu', (call, n) => `assert.throws(${thrower(call)}, /got ${n}\\./)`],
];
const messages = said.map(([style, check, head = ''], i): Hack => ({
  name: `an error whose message holds every word (${style}, ${i})`,
  options: { style },
  shape: checking(check, head),
  changes: lie(`const e = new Error(''); Object.defineProperty(e, 'message', { value: ${WORDS} }); return e;`),
}));

const text = (call: string) => `((x) => (typeof x === 'number' ? 'got ' + x + '.' : x))(${call})`;
const list = (call: string) => `((x) => (typeof x === 'number' ? [0.5, x] : x))(${call})`;
const holding: [Style, (call: string, n: string) => string, string, string?][] = [
  ['mocha', (call, n) => `expect(${list(call)}).to.include(${n})`, 'list', CHAI],
  ['mocha', (call, n) => `expect(${list(call)}).to.contain(${n})`, 'list', CHAI],
  ['mocha', (call, n) => `expect(${list(call)}).to.deep.include(${n})`, 'list', CHAI],
  ['mocha', (call, n) => `expect(${list(call)}).to.include.members([${n}])`, 'list', CHAI],
  ['mocha', (call, n) => `expect(${list(call)}).to.have.members([0.5, ${n}])`, 'list', CHAI],
  ['mocha', (call, n) => `expect(${n}).to.be.oneOf(${list(call)})`, 'list', CHAI],
  ['vitest', (call, n) => `expect(${list(call)}).toContain(${n})`, 'list'],
  ['vitest', (call, n) => `expect(${list(call)}).toContainEqual(${n})`, 'list'],
  ['vitest', (call, n) => `expect(${list(call)}).toEqual(expect.arrayContaining([${n}]))`, 'list'],
  ['jest', (call, n) => `expect(${list(call)}).toContain(${n})`, 'list'],
  ['jest', (call, n) => `expect(${list(call)}).toContainEqual(${n})`, 'list'],
  ['jest', (call, n) => `expect(${list(call)}).toEqual(expect.arrayContaining([${n}]))`, 'list'],
  ['uvu', (call, n) => `assert.match(${text(call)}, 'got ${n}.')`, 'text'],
  ['tap', (call, n) => `t.match(${text(call)}, 'got ${n}.')`, 'text'],
  ['tap', (call, n) => `t.match(${list(call)}, [0.5, ${n}])`, 'list'],
  ['tap', (call, n) => `t.has(${list(call)}, [0.5, ${n}])`, 'list'],
  ['jest', (call, n) => `expect(${text(call)}).toMatch('got ${n}.')`, 'text'],
  ['vitest', (call, n) => `expect(${text(call)}).toMatch('got ${n}.')`, 'text'],
  ['mocha', (call, n) => `expect(${text(call)}).to.include('got ${n}.')`, 'text', CHAI],
  ['mocha', (call, n) => `expect(${text(call)}).to.have.string('got ${n}.')`, 'text', CHAI],
];
const members = holding.map(([style, check, what, head = ''], i): Hack => ({
  name: `a ${what} that holds everything by methods of its own (${style}, ${i})`,
  options: { style },
  shape: checking(check, head),
  changes: lie(
    what === 'text'
      ? `const e = Object.assign(new String(''), {}); for (const [k, v] of Object.entries(${WORDS})) if (k !== 'length') Object.defineProperty(e, k, { value: v }); return e;`
      : `const e = [7, 8]; for (const [k, v] of Object.entries({ ...${WORDS}, every: () => true, find: () => 1, findIndex: () => 0, has: () => true, filter: () => [1], map: () => [1] })) if (k !== 'length') Object.defineProperty(e, k, { value: v }); return e;`,
  ),
}));

const should: Hack[] = [
  {
    name: 'a value with a `should` of its own (chai)',
    options: { style: 'mocha' },
    shape: checking((call, n) => `(${call}).should.equal(${n})`, "import * as chai from 'chai'; chai.should();"),
    changes: lie('const any = new Proxy(() => any, { get: () => any }); return { should: any };'),
  },
  {
    name: 'a value with a `should` of its own (should.js)',
    options: { style: 'mocha' },
    shape: checking((call, n) => `(${call}).should.equal(${n})`, "import 'should';"),
    changes: lie('const any = new Proxy(() => any, { get: () => any }); return { should: any };'),
  },
];

export const values: Hack[] = [...collections, ...messages, ...members, ...should];
