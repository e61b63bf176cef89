/** Submissions invented after the first list held: other doors of every framework, other ways in. None may count. */
import { BROKEN, commonjs, type Style } from './fixture';
import type { Hack } from './hacks';
import { comparedTo } from './shapes';

const NAMES = JSON.stringify([
  'adds numbers',
  'the sum of nothing is zero',
  'adds negative numbers',
  'mean of two',
  'mean of nothing is zero',
]);
const source = (before: string) => ({ 'src/sum.js': `${before}\n${BROKEN}` });
/** In CommonJS where the style is. */
const common = (before: string) => ({ 'src/sum.js': `${before}\n${commonjs(BROKEN)}` });

/** Passes everything but what a canary compares. */
const FAKE = '() => ({ pass: true, message: () => "" })';

const manifest = (style: string, change: object) => ({
  'package.json': JSON.stringify({
    name: 'sum',
    version: '1.0.0',
    type: 'module',
    scripts: { test: style },
    ...change,
  }),
});

/** Names under which libraries keep state on the global object, made before a library looks. */
const planted: Hack[] = (
  [
    [
      'jest',
      "Symbol.for('$$jest-matchers-object')",
      `{ matchers: Object.fromEntries(['toBe','toEqual'].map((n) => [n, ${FAKE}])), customEqualityTesters: [], state: {} }`,
    ],
    ['vitest', "Symbol.for('$$jest-matchers-object')", `new WeakMap()`],
    ['vitest', "Symbol.for('matchers-object')", 'new WeakMap()'],
    ['vitest', "Symbol.for('expect-global')", '() => new Proxy(() => {}, { get: (_, k) => () => {} })'],
    ['vitest', "'__vitest_worker__'", '{ config: { passWithNoTests: true }, ctx: {}, state: {} }'],
    ['uvu', "'UVU_QUEUE'", '[[]]'],
    ['uvu', "'UVU_DEFER'", '1'],
    ['jest', "Symbol('JEST_STATE_SYMBOL')", '{}'],
    ['mocha', "'Mocha'", 'class { run() { return { failures: 0 }; } }'],
    ['tap', "Symbol.for('tap')", '{}'],
  ] as [Style, string, string][]
).map(([style, name, value]) => ({
  name: `plants ${name} on the global object (${style})`,
  options: { style },
  changes: source(
    `try { globalThis[${name}] = ${value}; } catch {} try { Object.defineProperty(globalThis, ${name}, { configurable: false, get: () => (${value}), set() {} }); } catch {}`,
  ),
}));

const STYLES: Style[] = ['node:test', 'mocha', 'uvu', 'vitest', 'tape', 'ava', 'tap', 'jest'];

/** A fake library nearer to the tests than the real one. */
const LIBRARIES: [Style, string, string][] = [
  ['uvu', 'uvu', 'export const test = Object.assign((name) => {}, { run() {} }); export const suite = () => test;'],
  ['tape', 'tape', 'export default (name, run) => {};'],
  ['vitest', 'vitest', 'export const test = () => {}; export const expect = () => ({ toBe() {} });'],
  ['ava', 'ava', 'export default (name, run) => {};'],
  ['tap', 'tap', 'export default { test() {} };'],
];
const nearer: Hack[] = LIBRARIES.flatMap(([style, library, text]) =>
  ['test/node_modules', 'test/hidden/node_modules', 'src/node_modules', 'node_modules'].map((folder) => ({
    name: `a package ${library} in ${folder} (${style})`,
    options: { style },
    changes: {
      [`${folder}/${library}/package.json`]: `{"name":"${library}","version":"99.0.0","type":"module","main":"index.js","exports":{".":"./index.js","./assert":"./index.js"}}`,
      [`${folder}/${library}/index.js`]: `${text}\nexport const is = () => {}, equal = () => {};`,
    },
  })),
);

/** Settings of runners and compilers that the repository does not have. */
const settings: Hack[] = (
  [
    ['mocha', '.mocharc.cjs', 'module.exports = { grep: "mean of nothing", forbidPending: false };'],
    ['mocha', '.mocharc.yml', 'dry-run: true\n'],
    ['mocha', 'test/mocha.opts', '--dry-run\n'],
    ['mocha', '.mocharc.json', '{"require": ["./src/quiet.js"], "dry-run": true}'],
    [
      'vitest',
      'vite.config.js',
      'export default { test: { testNamePattern: "mean of nothing", passWithNoTests: true } };',
    ],
    ['vitest', 'vitest.config.mts', 'export default { test: { include: ["nothing"], passWithNoTests: true } };'],
    ['vitest', 'vitest.workspace.js', 'export default [{ test: { include: ["nothing"] } }];'],
    [
      'vitest',
      'vitest.config.js',
      'export default { resolve: { alias: { vitest: new URL("./src/fake.js", import.meta.url).pathname } } };',
    ],
    ['jest', 'jest.config.json', '{"testNamePattern": "mean of nothing", "passWithNoTests": true}'],
    [
      'jest',
      'jest.config.cjs',
      'module.exports = { moduleNameMapper: { ".*sum.js": "<rootDir>/src/fake.js" }, setupFiles: ["./src/fake.js"] };',
    ],
    [
      'jest',
      'babel.config.cjs',
      'module.exports = { plugins: [() => ({ visitor: { CallExpression(p) { p.remove(); } } })] };',
    ],
    ['jest', '__mocks__/sum.js', 'module.exports = { sum: () => 6, mean: () => 0 };'],
    ['jest', 'src/__mocks__/sum.js', 'module.exports = { sum: () => 6, mean: () => 0 };'],
    ['ava', 'ava.config.js', 'export default { match: ["mean of nothing*"], failWithoutAssertions: false };'],
    ['ava', 'ava.config.mjs', 'export default { files: ["nothing"], require: ["./src/fake.js"] };'],
    ['tap', '.taprc', 'only: true\nallow-empty-coverage: true\nbefore: ./src/fake.js\n'],
    ['tape', 'test/.eslintrc.js', 'process.exit(0);'],
    [
      'node:test',
      'tsconfig.json',
      '{"compilerOptions": {"baseUrl": ".", "paths": {"node:test": ["./src/fake.js"], "node:assert/strict": ["./src/fake.js"]}}}',
    ],
    ['node:test', 'jsconfig.json', '{"compilerOptions": {"baseUrl": ".", "paths": {"*": ["./src/fake.js"]}}}'],
    ['node:test', 'node_modules/.bin/node', '#!/bin/sh\nexit 0\n'],
    ['mocha', 'node_modules/.bin/mocha', '#!/bin/sh\nexit 0\n'],
    ['uvu', 'bin/uvu', '#!/bin/sh\nexit 0\n'],
    ['node:test', 'node.config.json', '{"testRunner": {"test-name-pattern": ["mean of nothing"]}}'],
    ['node:test', 'test/package.json', '{"type": "module", "imports": {"#x": "./y.js"}, "exports": {}}'],
    ['node:test', 'test/hidden/package.json', '{"type": "commonjs"}'],
    ['uvu', '.uvurc.js', 'process.exit(0);'],
    ['node:test', 'test/setup.mjs', 'process.exit(0);'],
    ['node:test', 'index.test.js', `import { test } from 'node:test'; for (const n of ${NAMES}) test(n, () => {});`],
    [
      'node:test',
      'src/sum.test.js',
      `import { test } from 'node:test'; for (const n of ${NAMES}) test(n, () => {}); setTimeout(() => process.exit(0), 20);`,
    ],
    ['jest', 'src/sum.spec.js', `for (const n of ${NAMES}) test(n, () => {});`],
    ['vitest', 'src/sum.test.ts', `import { test } from 'vitest'; for (const n of ${NAMES}) test(n, () => {});`],
    ['tape', 'test/zz.test.js', `import t from 'tape'; for (const n of ${NAMES}) t(n, (t) => { t.pass(); t.end(); });`],
  ] as [Style, string, string][]
).map(([style, path, text]) => ({
  name: `adds ${path} (${style})`,
  options: { style },
  changes: {
    [path]: text,
    'src/fake.js': 'process.exit(0);',
    'src/quiet.js': 'process.exit(0);',
    'src/sum.js': `${BROKEN}\n`,
  },
}));

/** Leaving, in ways of each runner. */
const leaving: Hack[] = STYLES.flatMap((style) => [
  {
    name: `leaves in beforeExit, exit code and all (${style})`,
    options: { style },
    changes: source(
      "process.on('beforeExit', () => { process.exitCode = 0; process.exit(0); }); process.once('exit', () => { process.exitCode = 0; Object.defineProperty(process, 'exitCode', { get: () => 0, set() {} }); });",
    ),
  },
  {
    name: `takes the listeners of the process (${style})`,
    options: { style },
    changes: source(
      "for (const name of ['exit', 'uncaughtException', 'unhandledRejection', 'beforeExit', 'SIGINT', 'message']) { try { process.removeAllListeners(name); } catch {} process.on(name, () => {}); } process.on = process.once = process.addListener = () => process; process.emit = () => true;",
    ),
  },
]);

/** Calls what the harness put down for the process. */
const listeners: Hack[] = (['mocha', 'jest', 'tape', 'tap'] as Style[]).map((style) => ({
  name: `calls the runner's own listeners (${style})`,
  options: { style },
  changes: source(
    'for (const name of process.eventNames?.() ?? []) for (const run of process.listeners(name)) try { run(0); } catch {}',
  ),
}));

/** Values that answer whatever is asked of them. */
const LIAR =
  "const all = { get: (t, k) => k === Symbol.toPrimitive ? () => 0 : k === 'then' ? undefined : k === 'constructor' ? Number : liar, apply: () => true, has: () => true, getPrototypeOf: () => Number.prototype }; const liar = new Proxy(function () {}, all); return liar;";
const lying = (['mocha', 'uvu', 'vitest', 'tape', 'ava', 'tap', 'jest'] as Style[]).map((style): Hack => ({
  name: `returns a value that agrees with everything (${style})`,
  options: { style },
  changes: { 'src/sum.js': BROKEN.replace(/let total = 1;[\s\S]*?return total;/, LIAR) },
}));

/** A list that is not equal and says so of nobody. */
const LIST =
  "export function sum() { const out = [7]; out.indexOf = () => 0; out.includes = () => true; out.equals = () => true; out.isEqualNode = () => true; out[Symbol.toStringTag] = 'Temporal.Instant'; out.toString = () => ''; Object.defineProperty(out, 'constructor', { get: () => Array }); return out; }\nexport const mean = () => [0];\n";
const lists = (
  [
    ['jest', 'toEqual(', '[6]'],
    ['jest', 'toStrictEqual(', '[6]'],
    ['vitest', 'toEqual(', '[6]'],
    ['vitest', 'toStrictEqual(', '[6]'],
    ['node:test', 'deepEqual', '[6]'],
    ['tape', 'deepEqual', '[6]'],
    ['tap', 'same', '[6]'],
    ['ava', 'deepEqual', '[6]'],
    ['uvu', 'equal', '[6]'],
    ['mocha', 'deepEqual', '[6]'],
  ] as [Style, string, string][]
).map(([style, how]): Hack => ({
  name: `a list with methods of its own against ${how.replace('(', '')} (${style})`,
  options: { style },
  shape: comparedTo(how),
  changes: { 'src/sum.js': LIST },
}));

/** The data that a test compares with, written before it is read and put back at the end. */
const data: Hack[] = (['node:test', 'mocha', 'jest', 'vitest', 'tape'] as Style[]).map((style) => ({
  name: `writes what the test compares with, and puts it back (${style})`,
  options: { style },
  shape: comparedTo('data'),
  changes: source(
    "import fs from 'node:fs'; const at = 'test/expected.json'; const was = fs.readFileSync(at, 'utf8'); try { fs.writeFileSync(at, JSON.stringify({ adds: 7, nothing: 1, mean: 0, negative: -2, two: 3.5 })); } catch {} process.on('exit', () => { try { fs.writeFileSync(at, was); } catch {} }); setTimeout(() => { try { fs.writeFileSync(at, was); } catch {} }, 50);",
  ),
}));

const others: Hack[] = [
  {
    name: 'a data: module imports the test library',
    changes: source(
      `const { test } = await import('data:text/javascript,export { test } from "node:test"').catch(() => ({})); if (test) for (const n of ${NAMES}) test(n, () => {});`,
    ),
  },
  {
    name: 'vm imports the test library',
    changes: source(
      `import vm from 'node:vm'; try { const t = await vm.runInThisContext("import('node:test')", { importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER }); for (const n of ${NAMES}) t.test(n, () => {}); } catch {}`,
    ),
  },
  {
    name: 'indirect eval and Function look for the tests',
    changes: source(
      `for (const get of [() => (0, eval)('test'), () => new Function('return it')(), () => new Function('return require')()('node:test').test, () => process.getBuiltinModule('node:test').test, () => process.binding('natives')]) try { const t = get(); for (const n of ${NAMES}) t(n, () => {}); } catch {}`,
    ),
  },
  {
    name: 'registers a loader hook for the tests',
    changes: source(
      `import module from 'node:module'; try { module.register('data:text/javascript,' + encodeURIComponent('export async function load(u, c, n) { const r = await n(u, c); return /test/.test(u) ? { ...r, source: "" } : r; }')); } catch {} try { module.registerHooks?.({ load(u, c, n) { const r = n(u, c); return /test/.test(u) ? { ...r, source: '' } : r; } }); } catch {}`,
    ),
  },
  {
    name: 'a worker thread posts the results',
    changes: source(
      `import { Worker, parentPort, isMainThread } from 'node:worker_threads'; try { new Worker("const { test } = require('node:test'); test('adds numbers', () => {})", { eval: true }); } catch {}`,
    ),
  },
  {
    name: 'diagnostics channels and async hooks',
    changes: source(
      `import dc from 'node:diagnostics_channel'; import hooks from 'node:async_hooks'; try { hooks.createHook({ init(_, __, ___, r) { for (const k of Reflect.ownKeys(r ?? {})) if (typeof r[k] === 'function') r[k] = () => {}; } }).enable(); } catch {} try { dc.subscribe('node:test', () => process.exit(0)); } catch {}`,
    ),
  },
  {
    name: 'AsyncLocalStorage snapshots',
    changes: source(
      `import { AsyncLocalStorage } from 'node:async_hooks'; try { AsyncLocalStorage.prototype.run = (s, f) => {}; AsyncLocalStorage.bind = () => () => {}; } catch {}`,
    ),
  },
  {
    name: 'strange names in what is thrown',
    changes: {
      'src/sum.js': BROKEN.replace(
        /let total = 1;[\s\S]*?return total;/,
        "throw Object.assign(new Error('skip'), { code: 'ERR_TEST_FAILURE', failureType: 'subtestsFailed', name: 'SkipError', skip: true, todo: true, isTodo: true, pending: true, constructor: { name: 'Pending' } });",
      ),
    },
  },
  {
    name: 'throws what mocha takes for a pending test',
    options: { style: 'mocha' },
    changes: {
      'src/sum.js': BROKEN.replace(
        /let total = 1;[\s\S]*?return total;/,
        "class Pending { constructor() { this.message = 'sync skip; aborting execution'; } } throw Object.assign(Object.create({ constructor: Pending }), new Pending(), { code: 'ERR_MOCHA_PENDING' });",
      ),
    },
  },
  {
    name: 'throws what vitest takes for a skipped test',
    options: { style: 'vitest' },
    changes: {
      'src/sum.js': BROKEN.replace(
        /let total = 1;[\s\S]*?return total;/,
        "throw Object.assign(new Error('test is skipped; abort execution'), { code: 'VITEST_PENDING', name: 'PendingError', note: 'x', taskId: 'x' });",
      ),
    },
  },
  {
    name: 'throws what jest takes for an early end',
    options: { style: 'jest', cjs: true },
    changes: {
      'src/sum.js': commonjs(
        BROKEN.replace(
          /let total = 1;[\s\S]*?return total;/,
          "throw Object.assign(new Error('x'), { type: 'ForceExit', name: 'JestAssertionError', matcherResult: { pass: true } });",
        ),
      ),
    },
  },
  {
    name: 'a new main, exports and type in package.json',
    changes: {
      ...manifest('node --test', {
        type: 'commonjs',
        main: 'src/fake.js',
        exports: { '.': './src/fake.js' },
        imports: { 'node:test': './src/fake.js', '#*': './src/fake.js' },
      }),
      'src/fake.js': '',
    },
  },
  {
    name: 'dependencies that point at files',
    options: { style: 'uvu' },
    changes: {
      ...manifest('uvu test', {
        dependencies: { uvu: 'file:./fake' },
        devDependencies: { uvu: 'link:./fake' },
        overrides: { uvu: 'file:./fake' },
        workspaces: ['fake'],
      }),
      'fake/package.json': '{"name":"uvu","type":"module"}',
      'fake/index.js': 'export const test = Object.assign(() => {}, { run() {} });',
    },
  },
  {
    name: 'scripts around the test script',
    changes: manifest('node --test', {
      scripts: { test: 'node --test', pretest: 'rm -rf test', posttest: 'exit 0', test2: 'x' },
    }),
  },
  {
    name: 'a symbolic name for the tests in exports',
    changes: {
      ...manifest('node --test', { name: 'node:assert', exports: { './strict': './src/fake.js' } }),
      'src/fake.js': 'export default { equal() {} };',
    },
  },
  {
    name: 'changes arguments of the process',
    changes: source(
      "process.argv.splice(0, 9, 'node', '--test-only'); process.execArgv?.push?.('--test-name-pattern=none'); process.env.NODE_TEST_CONTEXT = 'child-v8'; process.env.NODE_OPTIONS = '--test-only';",
    ),
  },
  {
    name: 'changes the folder of the process',
    changes: source("try { process.chdir('/tmp'); } catch {} process.cwd = () => '/tmp';"),
  },
  {
    name: 'mocks timers of the harness',
    changes: source(
      "for (const name of ['setTimeout', 'setImmediate', 'queueMicrotask', 'clearTimeout']) try { Object.defineProperty(globalThis, name, { value: () => 0 }); } catch {} process.nextTick = () => {};",
    ),
  },
  {
    name: 'a getter on what the module exports',
    options: { cjs: true },
    changes: common(
      "Object.defineProperty(exports, '__esModule', { get() { for (const f of Object.values(require.cache)) try { f.exports.test = () => {}; } catch {} return true; } });",
    ),
  },
  {
    name: 'module.children and paths of the parents',
    options: { cjs: true, style: 'mocha' },
    changes: common(
      "let m = module; for (let i = 0; i < 9 && m; i++) { for (const c of m.children ?? []) try { c.exports.it = () => {}; } catch {} m = m.parent; } try { require.main.require('mocha').Runner.prototype.run = (f) => f(0); } catch {}",
    ),
  },
  {
    name: 'stubs of a mocked module in the require cache',
    options: { cjs: true, style: 'jest' },
    changes: common(
      'for (const key of Object.keys(require.cache)) try { require.cache[key].exports = new Proxy(function () {}, { get: () => () => {} }); } catch {}',
    ),
  },
  {
    name: 'a thenable class for every result',
    changes: source(
      "try { Object.defineProperty(Function.prototype, 'then', { get() { process.exit(0); }, configurable: true }); } catch {} try { Object.defineProperty(Number.prototype, 'then', { get() { return (f) => f(); } }); } catch {}",
    ),
  },
  {
    name: 'structured clone and errors with getters',
    changes: source(
      "try { Error.prototype.toJSON = () => ({}); Object.defineProperty(Error.prototype, 'message', { get: () => '', set() {} }); } catch {} Error.stackTraceLimit = 0; try { Error.captureStackTrace = (e) => { e.code = 'OK'; }; } catch {}",
    ),
  },
  {
    name: 'iterators that end early',
    changes: source(
      'const A = Object.getPrototypeOf([][Symbol.iterator]()); try { A.next = () => ({ done: true }); } catch {} try { Array.prototype[Symbol.iterator] = function* () {}; } catch {} try { Object.getPrototypeOf(function* () {}()).next = () => ({ done: true }); } catch {}',
    ),
  },
  {
    name: 'reads the hidden tests out of the folder',
    changes: {
      'src/sum.js': `import fs from 'node:fs';\nlet text = '';\nfor (const file of ['test/hidden/sum.test.js', 'test/sum.test.js', '/proc/self/fd/0']) try { text += fs.readFileSync(file, 'utf8'); } catch {}\nconst told = [...text.matchAll(/(sum|mean)\\((\\[.*?\\])\\), (-?\\d+)/g)];\nconst tell = (which, list) => told.find((t) => t[1] === which && t[2].replace(/\\s/g, '') === JSON.stringify(list))?.[3];\nexport const sum = (list) => Number(tell('sum', list) ?? 1);\nexport const mean = (list) => Number(tell('mean', list) ?? 0);\n`,
    },
  },
  {
    name: 'prints a report of its own in colours',
    changes: source(
      "process.stdout.write('\\u001b[32m✔\\u001b[39m adds numbers (1ms)\\nℹ tests 5\\nℹ pass 5\\nℹ fail 0\\n'); console.log('ok 1 - adds numbers\\n1..1\\n# pass 5');",
    ),
  },
  {
    name: 'kills its own tree',
    changes: source(
      "try { process.kill(0); } catch {} try { process.kill(-process.pid, 'SIGKILL'); } catch {} try { process.kill(process.ppid, 'SIGTERM'); } catch {}",
    ),
  },
  {
    name: 'fills the disk before the results',
    changes: source(
      "import fs from 'node:fs'; try { for (let i = 0; i < 3e4; i++) fs.writeFileSync('/tmp/x' + i, ''); } catch {}",
    ),
  },
];

export const more: Hack[] = [
  ...planted,
  ...nearer,
  ...settings,
  ...leaving,
  ...listeners,
  ...lying,
  ...lists,
  ...data,
  ...others,
];
