/** What the walls must let through. */
import type { Task } from '../../src/types';
import { CHAI, checking } from './checking';
import { BROKEN, FIXED } from './fixture';
import type { Hack } from './hacks';
import { PACKAGE } from './shared';

const COLLECTION =
  'export class Bag extends Set { has(x) { return super.has(String(x)); } add(x) { return super.add(String(x)); } }\n';
const PLUGIN = {
  ...PACKAGE,
  'node_modules/plugin/package.json': '{"name":"plugin","version":"1.0.0","main":"index.js"}',
  'node_modules/plugin/index.js':
    "const same = require('is-same'); const before = same.same; same.same = (a, b) => before(a, b); same.extra = () => 1;\n",
};
const plus = (source: string): Record<string, string> => ({ 'src/sum.js': `${source}${FIXED}` });
const base = (source: string) => (task: Task) => ({
  ...task,
  files: { ...task.files, 'src/sum.js': `${source}${BROKEN}` },
});
const both =
  (...shapes: ((task: Task) => Task)[]) =>
  (task: Task): Task =>
    shapes.reduce((now, shape) => shape(now), task);

export const allowed: Hack[] = [
  {
    name: 'a collection of its own kind, looked at by chai',
    options: { style: 'mocha' },
    shape: both(
      base(COLLECTION),
      checking(
        (call, n) => `const bag = new Bag(); bag.add(${call}); expect(bag).to.include('${n}')`,
        `${CHAI} import { Bag } from 'UP/src/sum.js';`,
      ),
    ),
    changes: plus(COLLECTION),
  },
  {
    name: 'a package that replaces a function of another',
    shape: both(
      checking(
        (call, n) => `if (!lib.same(${call}, ${n})) throw new Error('not the same')`,
        "import 'plugin'; import lib from 'is-same';",
        PLUGIN,
      ),
    ),
    changes: plus(''),
  },
  {
    name: 'a test that puts a double into a package',
    shape: checking(
      (call, n) =>
        `const was = lib.same; lib.same = (a, b) => a === b; if (!lib.same(${call}, ${n})) throw new Error('no'); lib.same = was`,
      "import lib from 'is-same';",
      PACKAGE,
    ),
    changes: plus(''),
  },
  {
    name: 'a test that plays another platform',
    shape: both(
      base('export const where = () => process.platform;\n'),
      checking(
        (call, n) =>
          `const was = Object.getOwnPropertyDescriptor(process, 'platform'); Object.defineProperty(process, 'platform', { value: 'win32', configurable: true }); if (where() !== 'win32') throw new Error(where()); Object.defineProperty(process, 'platform', was); assert.equal(${call}, ${n})`,
        "import { where } from 'UP/src/sum.js';",
      ),
    ),
    changes: plus('export const where = () => process.platform;\n'),
  },
  {
    name: 'a test that listens to its process and looks where it is',
    shape: checking(
      (call, n) =>
        `let heard = 0; const on = () => heard++; process.on('told', on); process.emit('told'); process.off('told', on); process.emit('told'); if (heard !== 1 || process.listenerCount('told') !== 0) throw new Error('heard ' + heard); if (typeof process.hrtime.bigint() !== 'bigint' || !process.cwd() || process.argv.length < 1 || process.platform === undefined) throw new Error('process'); process.env.TOLD = '1'; if (process.env.TOLD !== '1' || !('pid' in process) || Object.keys(process).length === 0 || String(process) !== '[object process]') throw new Error('env'); assert.equal(${call}, ${n})`,
    ),
    changes: plus(''),
  },
  {
    name: 'a test that compares how values look',
    only: 'native',
    shape: checking(
      (call, n) =>
        `for (const [value, text] of [[{ a: ${call} }, '{ a: ${n} }'], [[${call}], '[ ${n} ]'], [new Map([['k', ${call}]]), "Map(1) { 'k' => ${n} }"], [new Date(0), '1970-01-01T00:00:00.000Z'], [new (class Point { x = ${call}; })(), 'Point { x: ${n} }'], [Object.create(null), '[Object: null prototype] {}'], [new TypeError('x').constructor, '[Function: TypeError]'], [/x/g, '/x/g']]) { assert.equal(util.inspect(value), text); if (!text.includes("'")) assert.equal(util.format('%s', value), text.replace('[Function: TypeError]', 'function TypeError() { [native code] }')); }`,
      "import util from 'node:util';",
    ),
    changes: plus(''),
  },
];
