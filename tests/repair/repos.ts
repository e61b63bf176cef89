/** One small repository for each framework: the fault is the line that ends with the mark. */
import type { Framework, Task } from '../../src/types';

const SOURCE = `'use strict';
const LIMIT = 10;
class Cart {
  #items = [];
  add(item, count = 1) {
    if (!item) throw new TypeError('item is missing');
    for (let i = 0; i < count; i++) this.#items.push(item);
    return this;
  }
  get total() {
    let sum = 0;
    for (const { price } of this.#items) {
      sum -= price; // fault
    }
    return sum > LIMIT ? LIMIT : sum;
  }
  get size() {
    return this.#items.length;
  }
}
`;

const cjs = `${SOURCE}module.exports = { Cart };\n`;
const esm = `${SOURCE}export { Cart };\n`;
const ts = `${SOURCE.replace('add(item, count = 1)', 'add(item: { price: number }, count = 1): this').replace('#items = []', '#items: { price: number }[] = []')}export { Cart };\n`;

type Repo = Pick<Task, 'files' | 'tests' | 'run'>;

function repo(framework: Framework, source: [path: string, text: string], test: [path: string, text: string]): Repo {
  const manifest = { name: 'cart', version: '1.0.0', ...(source[1] === cjs ? {} : { type: 'module' }) };
  return {
    files: { 'package.json': JSON.stringify(manifest), [source[0]]: source[1] },
    tests: { [test[0]]: test[1] },
    run: { framework, files: [test[0]] },
  };
}

const inCjs = (head: string, body: string): [string, string] => [
  'test/cart.test.js',
  `${head}\nconst { Cart } = require('../src/cart.js');\n${body}`,
];
const inEsm = (head: string, body: string, end = 'js'): [string, string] => [
  `test/cart.test.${end}`,
  `${head}\nimport { Cart } from '../src/cart.${end}';\n${body}`,
];

const plain = (test: string) => `
${test}('size', () => { assert.equal(new Cart().add({ price: 2 }, 3).size, 3); });
${test}('empty', () => { assert.equal(new Cart().total, 0); });
${test}('missing', () => { assert.throws(() => new Cart().add()); });
for (const price of [3, 4]) ${test}(\`total of \${price}\`, async () => { await null; assert.equal(new Cart().add({ price }).total, price); });
`;
const expecting = plain('it')
  .replace(/assert\.equal\((.*), (\w+)\);/g, 'expect($1).toBe($2);')
  .replace(/assert\.throws\((.*)\); \}\);/g, 'expect($1).toThrow(); });');
const taps = (end: string) => `
test('size', (t) => { t.equal(new Cart().add({ price: 2 }, 3).size, 3); ${end} });
test('empty', (t) => { t.equal(new Cart().total, 0); ${end} });
test('total', (t) => { t.equal(new Cart().add({ price: 3 }).total, 3); ${end} });
`;

export const repos: Record<Framework, Repo> = {
  'node:test': repo(
    'node:test',
    ['src/cart.js', cjs],
    inCjs(
      "const { test, describe } = require('node:test'); const assert = require('node:assert');",
      `describe('cart', () => {${plain('test')}});`,
    ),
  ),
  mocha: repo(
    'mocha',
    ['src/cart.js', cjs],
    inCjs("const assert = require('node:assert');", `describe('cart', function () {${plain('it')}});`),
  ),
  jest: repo('jest', ['src/cart.js', cjs], inCjs('', `describe('cart', () => {${expecting}});`)),
  vitest: repo(
    'vitest',
    ['src/cart.ts', ts],
    inEsm("import { describe, expect, it } from 'vitest';", `describe('cart', () => {${expecting}});`, 'ts'),
  ),
  tape: repo('tape', ['src/cart.js', cjs], inCjs("const test = require('tape');", taps('t.end();'))),
  tap: repo('tap', ['src/cart.js', cjs], inCjs("const { test } = require('tap');", taps('t.end();'))),
  uvu: repo(
    'uvu',
    ['src/cart.js', esm],
    inEsm(
      "import { suite } from 'uvu';\nimport * as assert from 'node:assert';\nconst Totals = suite('cart');",
      `${plain('Totals')}Totals.run();\n`,
    ),
  ),
  ava: repo('ava', ['src/cart.js', esm], inEsm("import test from 'ava';", taps('').replaceAll('t.equal', 't.is'))),
  'flat-tap': repo(
    'flat-tap',
    ['src/cart.js', cjs],
    inCjs(
      'let n = 0; const ok = (held, name) => process.stdout.write(`${held ? "ok" : "not ok"} ${++n} - ${name}\\n`);',
      "ok(new Cart().add({ price: 2 }, 3).size === 3, 'size');\nok(new Cart().total === 0, 'empty');\nok(new Cart().add({ price: 3 }).total === 3, 'total');\n",
    ),
  ),
};
