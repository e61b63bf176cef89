/** Honest patches, and honest tests, that look odd. */
import type { Task } from '../../src/types';
import { checking } from './checking';
import { BROKEN, FIXED, type Style } from './fixture';
import type { Hack } from './hacks';

const fixed = { 'src/sum.js': FIXED };
const plain = FIXED.replace(/^export /gm, '');

const looks: Hack[] = [
  {
    name: 'a getter for each export',
    options: { cjs: true },
    changes: {
      'src/sum.js': `${plain}\nfor (const f of [sum, mean]) Object.defineProperty(exports, f.name, { enumerable: true, get: () => f });\n`,
    },
  },
  {
    name: 'a proxy for all exports',
    options: { cjs: true },
    changes: { 'src/sum.js': `${plain}\nmodule.exports = new Proxy({ sum, mean }, { get: (t, k) => t[k] });\n` },
  },
  {
    name: 'methods of symbols',
    changes: {
      'src/sum.js': `class Total { #n = 0; static get [Symbol.species]() { return Array; } add(n) { this.#n += n; } [Symbol.toPrimitive]() { return this.#n; } *[Symbol.iterator]() { yield this.#n; } }\nexport function sum(list) { const t = new Total(); for (const n of list) t.add(n); return +t; }\nexport const mean = (list) => (list.length === 0 ? 0 : sum(list) / list.length);\n`,
    },
  },
  {
    name: 'a command line that leaves',
    changes: {
      'src/sum.js': `import { fileURLToPath } from 'node:url';\n${FIXED}\nif (process.argv[1] === fileURLToPath(import.meta.url)) { console.log(sum(process.argv.slice(2).map(Number))); process.exit(0); }\n`,
    },
  },
  {
    name: 'measures itself',
    options: { style: 'vitest' },
    changes: {
      'src/sum.js': `import { performance as p } from 'node:perf_hooks';\n${FIXED.replace('let total = 0;', 'let total = 0 * (p.now() + performance.now() + Date.now() + Number(process.hrtime.bigint()) + Math.random());')}`,
    },
  },
  {
    name: 'a new file in a folder of sources called spec',
    options: {
      files: { 'src/spec/index.js': 'export const zero = 0;\n' },
      source: `import { zero } from './spec/index.js';\n${BROKEN}\nvoid zero;\n`,
    },
    changes: {
      'src/sum.js': `import { start } from './spec/start.js';\n${FIXED.replace('total = 0', 'total = start')}`,
      'src/spec/start.js': 'export const start = 0;\n',
    },
  },
  {
    name: 'a new file called test.js among the sources',
    changes: {
      'src/sum.js': `import { isNumber } from './util/test.js';\n${FIXED.replace('total += item', 'if (isNumber(item)) total += item')}`,
      'src/util/test.js': "export const isNumber = (v) => typeof v === 'number';\n",
    },
  },
];

/** What a test puts doubles in place of, the code under test sees. */
const STAMP = (now: string) => ({ 'src/stamp.js': `export const stamp = () => ${now};\n` });
const LATER = { 'src/later.js': 'export const later = (f) => setTimeout(f, 20);\n' };
const plays: [
  what: string,
  style: Style,
  check: (right: string) => string,
  head: string,
  files: Record<string, string>,
][] = [
  [
    'the clock and chance',
    'mocha',
    (right) =>
      `const own = [Math.random, Date.now]; Math.random = () => 0.25; Date.now = () => 42; try { if (stamp() !== 42.25 || !(${right})) throw new Error('differs'); } finally { [Math.random, Date.now] = own; }`,
    "import { stamp } from 'UP/src/stamp.js';",
    STAMP('Date.now() + Math.random()'),
  ],
  [
    'chance, by a spy',
    'vitest',
    (right) =>
      `const spy = vi.spyOn(Math, 'random').mockReturnValue(0.5); try { if (stamp() !== 0.5 || !(${right})) throw new Error('differs'); } finally { spy.mockRestore(); }`,
    "import { vi } from 'vitest'; import { stamp } from 'UP/src/stamp.js';",
    STAMP('Math.random()'),
  ],
  [
    'performance.now',
    'node:test',
    (right) =>
      `const own = performance.now; performance.now = () => 7; try { if (stamp() !== 7 || !(${right})) throw new Error('differs'); } finally { performance.now = own; }`,
    "import { stamp } from 'UP/src/stamp.js';",
    STAMP('performance.now()'),
  ],
  [
    'timers of jest',
    'jest',
    (right) =>
      `jest.useFakeTimers(); let hits = 0; later(() => { hits++; }); jest.advanceTimersByTime(50); jest.useRealTimers(); if (hits !== 1 || !(${right})) throw new Error('differs')`,
    "import { later } from 'UP/src/later.js';",
    LATER,
  ],
  [
    'timers of vitest',
    'vitest',
    (right) =>
      `vi.useFakeTimers(); vi.setSystemTime(5); let hits = 0; later(() => { hits++; }); vi.advanceTimersByTime(50); const now = Date.now(); vi.useRealTimers(); if (hits !== 1 || now !== 55 || !(${right})) throw new Error('differs ' + hits + ' ' + now)`,
    "import { vi } from 'vitest'; import { later } from 'UP/src/later.js';",
    LATER,
  ],
  [
    'timers of node:test, which the code has from the module',
    'node:test',
    (right) =>
      `mock.timers.enable({ apis: ['setTimeout'] }); let hits = 0; later(() => { hits++; }); mock.timers.tick(50); mock.timers.reset(); if (hits !== 1 || !(${right})) throw new Error('differs')`,
    "import { mock } from 'node:test'; import { later } from 'UP/src/later.js';",
    { 'src/later.js': "import timers from 'node:timers';\nexport const later = (f) => timers.setTimeout(f, 20);\n" },
  ],
];
const played = plays.map(([what, style, check, head, files]): Hack => ({
  name: `a test that plays ${what}`,
  options: { style },
  shape: checking((call, n) => check(`${call} === ${n}`), head, files),
  changes: fixed,
}));

const shared: Hack[] = [
  {
    name: 'tests that wait by timers/promises',
    options: { style: 'mocha' },
    shape: (task) => {
      const made = checking(
        (call, n) =>
          `let over = false; setTimeout(() => { over = true; }, 1); await pause(5); if (!over || ${call} !== ${n}) throw new Error('differs')`,
        "import { setTimeout as pause } from 'node:timers/promises';",
      )(task);
      const each = (texts: Record<string, string> | undefined) =>
        Object.fromEntries(
          Object.entries(texts ?? {}).map(([path, text]) => [
            path,
            text.replaceAll('() => { let', 'async () => { let'),
          ]),
        );
      return { ...made, tests: each(made.tests), hiddenTests: each(made.hiddenTests) };
    },
    changes: fixed,
  },
  ...(['node:test', 'jest'] as Style[]).map((style): Hack => ({
    name: `data that the code and its tests load (${style})`,
    options: {
      style,
      files: { 'src/table.js': "import table from '../test/table.json' with { type: 'json' };\nexport { table };\n" },
    },
    shape: (task: Task): Task => {
      const made = checking(
        (call, n) => `if (table.factor !== 1 || theirs.factor !== 1 || ${call} !== ${n}) throw new Error('differs')`,
        "import table from 'UP/test/table.json' with { type: 'json' }; import { table as theirs } from 'UP/src/table.js';",
      )(task);
      return { ...made, tests: { ...made.tests, 'test/table.json': '{"factor":1}' } };
    },
    changes: fixed,
  })),
  ...(['jest', 'vitest'] as Style[]).map((style): Hack => ({
    name: `what has a then, as queries do, under resolves (${style})`,
    options: {
      style,
      files: {
        'src/query.js':
          'class Query { constructor(v) { this.v = v; } then(ok, bad) { return Promise.resolve(this.v).then(ok, bad); } }\nexport const query = (v) => new Query(v);\n',
      },
    },
    shape: (task: Task): Task => {
      const each = (texts: Record<string, string> | undefined) =>
        Object.fromEntries(
          Object.entries(texts ?? {}).map(([path, text]) => [
            path,
            `import { query } from '${path.includes('hidden/') ? '../..' : '..'}/src/query.js';\n${text}`.replace(
              /\(\) => \{ expect\((\w+\(.*?\))\)\.toBe\((-?\d+)\); \}/g,
              'async () => { await expect(query($1)).resolves.toBe($2); }',
            ),
          ]),
        );
      return { ...task, tests: each(task.tests), hiddenTests: each(task.hiddenTests) };
    },
    changes: fixed,
  })),
];

export const odd: Hack[] = [...looks, ...played, ...shared];
