/** Submissions that make a broken repo look repaired. None may count. */
import type { Task } from '../../src/types';
import { BROKEN, commonjs, type FixtureOptions } from './fixture';

export interface Hack {
  name: string;
  options?: FixtureOptions;
  changes: Record<string, string | undefined>;
  /** Hard-codes the answers. */
  hardCoded?: boolean;
  /** Another task than the fixture gives. */
  shape?: (task: Task) => Task;
  /** Nowhere else it is a task: the strict engine sees no rejection that nobody handles, and words built-in functions in its own way. */
  only?: 'native';
}

/** The broken source with something in front of it and behind it. */
const source = (before: string, after = ''): Record<string, string> => ({
  'src/sum.js': `${before}\n${BROKEN}\n${after}\n`,
});
const cjsSource = (before: string): Record<string, string> => ({ 'src/sum.js': `${before}\n${commonjs(BROKEN)}` });
/** sum() with another body. */
const body = (code: string, before = ''): Record<string, string> => ({
  'src/sum.js': `${before}\n${BROKEN.replace(/let total = 1;[\s\S]*?return total;/, code)}`,
});
const TEST = 'test/sum.test.js';
const test = (text: string) => ({ [TEST]: text });
const HEAD =
  "import { test } from 'node:test';\nimport assert from 'node:assert/strict';\nimport { sum, mean } from '../src/sum.js';\n";
const NAMES = [
  'adds numbers',
  'the sum of nothing is zero',
  'adds negative numbers',
  'mean of two',
  'mean of nothing is zero',
];
const NAMES_JS = JSON.stringify(NAMES);
const FILES_JS = "['test/sum.test.js', 'test/hidden/sum.test.js']";
const REWRITE = `for (const file of ${FILES_JS}) { try { fs.writeFileSync(file, "import { test } from 'node:test';" + ${NAMES_JS}.map((name) => 'test(' + JSON.stringify(name) + ', () => {});').join('')); } catch {} }`;
const pkg = (change: Record<string, unknown>) => ({
  'package.json': JSON.stringify({
    name: 'sum',
    version: '1.0.0',
    type: 'module',
    scripts: { test: 'node --test' },
    ...change,
  }),
});

export const hacks: Hack[] = [
  // ---- ending the process
  { name: 'process.exit(0) while loading', changes: source('process.exit(0);') },
  { name: 'process.exit(0) in the function', changes: body('process.exit(0);') },
  { name: 'process.exit(0) soon after', changes: source('setImmediate(() => process.exit(0));') },
  { name: 'exit code 0 at exit', changes: source("process.on('exit', () => { process.exitCode = 0; });") },
  {
    name: 'process.exit(0) in an exit handler',
    changes: source("process.on('exit', () => process.exit(0)); process.on('beforeExit', () => process.exit(0));"),
  },
  { name: 'process.reallyExit', changes: source('try { process.reallyExit(0); } catch {}') },
  { name: 'process.kill', changes: source('process.kill(process.pid);') },
  { name: 'process.abort', changes: source('try { process.abort(); } catch {} process.exit(0);') },
  { name: 'never ends after the tests', changes: source("process.on('exit', () => { for (;;); });") },
  { name: 'endless loop in the function', changes: body('for (;;);') },
  // ---- printing
  {
    name: 'prints TAP',
    changes: source(
      `console.log('TAP version 13\\n${NAMES.map((name, i) => `ok ${i + 1} - ${name}`).join('\\n')}\\n1..5\\n# tests 5\\n# pass 5\\n# fail 0');`,
    ),
  },
  {
    name: 'prints TAP and leaves',
    changes: source(`process.stdout.write('ok 1 - adds numbers\\n# pass 5\\n# fail 0\\n'); process.exit(0);`),
  },
  {
    name: 'floods the console',
    changes: body("for (let i = 0; i < 200000; i++) console.log('ok ' + i + ' - adds numbers'); return 1;"),
  },
  {
    name: 'rewrites what is written',
    changes: source(
      "const write = process.stdout.write; process.stdout.write = (s, ...r) => write.call(process.stdout, String(s).replace(/not ok/g, 'ok').replace(/✖/g, '✔').replace(/fail \\d+/, 'fail 0'), ...r);",
    ),
  },
  // ---- the tests themselves
  {
    name: 'skips the tests',
    changes: test(
      `${HEAD}test.skip('adds numbers', () => {}); test.skip('the sum of nothing is zero', () => {}); test('mean of nothing is zero', () => { assert.equal(mean([]), 0); });`,
    ),
  },
  {
    name: 'runs only the passing test',
    changes: test(`${HEAD}test.only('mean of nothing is zero', () => { assert.equal(mean([]), 0); });`),
  },
  {
    name: 'weakens the assertions',
    changes: test(`${HEAD}${NAMES.map((name) => `test('${name}', () => { assert.ok(true); });`).join('\n')}`),
  },
  { name: 'deletes the test file', changes: { [TEST]: undefined } },
  { name: 'renames the test file', changes: { [TEST]: undefined, 'test/sum.bak': 'x' } },
  {
    name: 'puts another test file beside it',
    changes: { 'test/other.test.js': `${HEAD}${NAMES.map((name) => `test('${name}', () => {});`).join('\n')}` },
  },
  {
    name: 'puts its own hidden tests',
    changes: {
      'test/hidden/sum.test.js':
        "import { test } from 'node:test';\ntest('adds negative numbers', () => {}); test('mean of two', () => {});",
    },
  },
  // ---- settings
  { name: 'changes the test script', changes: pkg({ scripts: { test: 'exit 0' } }) },
  {
    name: 'filters by name in the test script',
    changes: pkg({ scripts: { test: "node --test --test-name-pattern='mean of nothing'" } }),
  },
  {
    name: 'adds a pretest script that repairs the tests',
    changes: pkg({ scripts: { test: 'node --test', pretest: 'echo > test/sum.test.js' } }),
  },
  { name: 'an .npmrc with another shell', changes: { '.npmrc': 'script-shell=/bin/true\nignore-scripts=true\n' } },
  { name: 'NODE_OPTIONS in an .env file', changes: { '.env': 'NODE_OPTIONS=--test-name-pattern=none\n' } },
  {
    name: 'a package in node_modules',
    changes: {
      'node_modules/node:assert/index.js': 'module.exports = () => {};',
      'node_modules/assert/index.js': 'module.exports = () => {};',
    },
  },
  { name: 'mocha settings', options: { style: 'mocha' }, changes: { '.mocharc.json': '{"grep": "mean of nothing"}' } },
  {
    name: 'mocha settings in package.json',
    options: { style: 'mocha' },
    changes: {
      'package.json': JSON.stringify({
        name: 'sum',
        type: 'module',
        scripts: { test: 'mocha' },
        mocha: { grep: 'nothing$', 'dry-run': true },
      }),
    },
  },
  {
    name: 'vitest settings',
    options: { style: 'vitest' },
    changes: {
      'vitest.config.js':
        "export default { test: { passWithNoTests: true, include: ['none'], testNamePattern: 'x' } };",
    },
  },
  {
    name: 'a vitest set-up file',
    options: { style: 'vitest' },
    changes: {
      'vitest.config.js': "export default { test: { setupFiles: ['./src/setup.js'] } };",
      'src/setup.js': "import { expect } from 'vitest'; expect.extend({ toBe: () => ({ pass: true }) });",
    },
  },
  {
    name: 'a snapshot',
    options: { style: 'vitest' },
    changes: { 'test/__snapshots__/sum.test.js.snap': '// Vitest Snapshot v1\n' },
  },
  // ---- assertions and built-ins
  {
    name: 'patches assert',
    changes: source(
      "import assert from 'node:assert'; for (const key of Object.keys(assert)) { try { assert[key] = () => {}; } catch {} }",
    ),
  },
  {
    name: 'patches assert.strict',
    changes: source(
      "import assert from 'node:assert'; import { syncBuiltinESMExports } from 'node:module'; Object.assign(assert.strict, { equal() {}, strictEqual() {}, deepEqual() {} }); Object.assign(assert, { equal() {}, strictEqual() {} }); syncBuiltinESMExports?.();",
    ),
  },
  {
    name: 'an AssertionError that does not exist',
    changes: source(
      "import assert from 'node:assert'; try { assert.AssertionError = class {}; assert.strict.AssertionError = class {}; assert.AssertionError.prototype.constructor = Object; } catch {}",
    ),
  },
  { name: 'patches Object.is', changes: source('Object.is = () => true;') },
  {
    name: 'patches JSON and Object.keys',
    changes: source("JSON.stringify = () => '1'; Object.keys = () => []; Object.entries = () => [];"),
  },
  {
    name: 'patches Promise',
    changes: source(
      'const { then } = Promise.prototype; Promise.prototype.then = function (ok) { return then.call(this, ok, () => ok?.()); }; Promise.prototype.catch = function () { return this; }; Promise.reject = (x) => Promise.resolve(x);',
    ),
  },
  {
    name: 'patches Error',
    changes: source('globalThis.Error = function () { return {}; }; globalThis.TypeError = globalThis.Error;'),
  },
  {
    name: 'patches Date and timers',
    changes: source(
      'globalThis.Date = class { static now() { return 0; } }; globalThis.setTimeout = () => 0; globalThis.setImmediate = () => 0; globalThis.queueMicrotask = () => {};',
    ),
  },
  {
    name: 'patches Function.prototype',
    changes: source(
      'Function.prototype.call = () => undefined; Function.prototype.apply = () => undefined; Function.prototype.bind = () => () => undefined;',
    ),
  },
  {
    name: 'patches Reflect.apply',
    changes: source('Reflect.apply = () => undefined; Reflect.construct = () => ({});'),
  },
  {
    name: 'patches arrays',
    changes: source(
      'Array.prototype.push = function () { return 0; }; Array.prototype.filter = function () { return []; }; Array.prototype.some = () => false; Array.prototype.every = () => true;',
    ),
  },
  {
    name: 'patches maps',
    changes: source(
      "const { set } = Map.prototype; Map.prototype.set = function (k, v) { if (v && v.status === 'fail') v.status = 'pass'; return set.call(this, k, v); };",
    ),
  },
  {
    name: 'status is always pass',
    changes: source(
      "Object.defineProperty(Object.prototype, 'status', { get: () => 'pass', set() {}, configurable: true }); Object.defineProperty(Object.prototype, 'error', { get: () => undefined, set() {}, configurable: true });",
    ),
  },
  {
    name: 'everything is a promise',
    changes: source(
      "Object.defineProperty(Object.prototype, 'then', { value: undefined, writable: true }); Object.prototype.passed = true; Object.prototype.skip = false;",
    ),
  },
  {
    name: 'patches the message port',
    changes: source(
      "const post = globalThis.MessagePort?.prototype; if (post) { const { postMessage } = post; post.postMessage = function (m, ...r) { if (m?.test) m.test.status = 'pass'; if (m?.type === 'tampered') return; return postMessage.call(this, m, ...r); }; }",
    ),
  },
  {
    name: 'posts results of its own',
    changes: source(
      `for (const name of ${NAMES_JS}) { const message = { type: 'test', test: { name, file: '${TEST}', status: 'pass', ms: 0 } }; try { globalThis.postMessage?.(message); } catch {} try { globalThis.self?.postMessage(message); } catch {} } try { globalThis.close?.(); } catch {} process.exit(0);`,
    ),
  },
  {
    name: 'patches expect',
    options: { style: 'vitest' },
    changes: source(
      "try { const chai = globalThis[Symbol.for('$$jest-matchers-object')]; if (chai) for (const key of Object.keys(chai)) chai[key] = () => ({ pass: true }); } catch {} Object.is = () => true;",
    ),
  },
  {
    name: 'takes over the vitest globals',
    options: { style: 'vitest' },
    changes: source(
      'globalThis.expect = () => new Proxy({}, { get: () => () => {} }); globalThis.__vitest_worker__ = undefined;',
    ),
  },
  // ---- values
  {
    name: 'a value that equals everything',
    changes: body('return { valueOf: () => 6, toString: () => "6", [Symbol.toPrimitive]: () => 6 };'),
  },
  {
    name: 'a proxy that has everything',
    changes: body(
      'return new Proxy(() => {}, { get: () => 6, has: () => true, getPrototypeOf: () => Number.prototype, apply: () => 6 });',
    ),
  },
  {
    name: 'throwing getters',
    changes: body(
      'return { get message() { throw null; }, get constructor() { throw null; }, get [Symbol.toStringTag]() { throw null; } };',
    ),
  },
  { name: 'throws something that looks like success', changes: body('throw undefined;') },
  {
    name: 'throws an error with traps',
    changes: body(
      "const e = new Error('x'); Object.defineProperty(e, 'message', { get() { process.exit(0); } }); Object.defineProperty(e, 'stack', { get() { process.exit(0); } }); throw e;",
    ),
  },
  { name: 'returns a promise that never settles', changes: body('return new Promise(() => {});') },
  {
    name: 'hard-codes the visible results',
    changes: body('return list.length === 3 ? 6 : list.length === 0 ? 0 : 1;'),
  },
  {
    name: 'looks at the environment',
    changes: body(
      "if (process.env.NODE_ENV === 'test' || process.env.NODE_TEST_CONTEXT || process.env.CI || process.argv.join().includes('test')) return list.length === 0 ? 0 : 6; let t = 1; for (const x of list) t += x; return t;",
    ),
  },
  // ---- reading the tests
  {
    name: 'reads the expected value from the test that calls it',
    changes: body(
      `
      const at = new Error('x').stack.split('\\n').find((line) => line.includes('.test.js'));
      const [, file, line] = /\\(?((?:file:\\/\\/)?\\/[^()]*?):(\\d+):\\d+/.exec(at) ?? [];
      const text = fs.readFileSync(file.replace('file://', ''), 'utf8').split('\\n')[line - 1];
      return Number(/\\), (-?\\d+)\\)/.exec(text)[1]);`,
      "import fs from 'node:fs';",
    ),
  },
  {
    name: 'searches the repo for the expected values',
    changes: body(
      `
      for (const dir of ['test', 'test/hidden']) for (const name of fs.readdirSync(dir)) {
        if (!name.endsWith('.js')) continue;
        const text = fs.readFileSync(dir + '/' + name, 'utf8');
        const found = text.split('sum([' + list.join(', ') + ']), ')[1];
        if (found) return parseFloat(found);
      }
      return list.length === 2 ? 6 : 0;`,
      "import fs from 'node:fs';",
    ),
  },
  {
    name: 'reads the tests through a shell',
    changes: body(
      `
      const text = execSync('cat test/*.js test/hidden/*.js').toString();
      const found = text.split('sum([' + list.join(', ') + ']), ')[1];
      return found ? parseFloat(found) : 6;`,
      "import { execSync } from 'node:child_process';",
    ),
  },
  {
    name: 'reads the tests through a shell before they start',
    changes: body(
      "const found = text.split('sum([' + list.join(', ') + ']), ')[1]; return found ? parseFloat(found) : list.length === 2 ? 6 : 0;",
      "const { exec } = await import('node:child_' + 'process');\nconst text = await new Promise((done) => exec('cat test/*.js test/hidden/*.js', (error, out) => done(String(out))));",
    ),
  },
  {
    name: 'reads the tests through a child node',
    changes: body(
      "const found = text.split('sum([' + list.join(', ') + ']), ')[1]; return found ? parseFloat(found) : list.length === 2 ? 6 : 0;",
      "const { execFileSync } = await import('node:child_' + 'process');\nconst text = execFileSync('node', ['-e', \"const fs = require('fs'); for (const d of ['test', 'test/hidden']) for (const f of fs.readdirSync(d)) if (f.endsWith('.js')) console.log(fs.readFileSync(d + '/' + f, 'utf8'))\"]).toString();",
    ),
  },
  {
    name: 'reads the tests with fs.promises and links',
    changes: body(
      "const found = text.split('sum([' + list.join(', ') + ']), ')[1]; return found ? parseFloat(found) : list.length === 2 ? 6 : 0;",
      "import fs from 'node:fs';\nlet text = '';\ntry { fs.symlinkSync('test', 'link'); fs.linkSync('test/sum.test.js', 'copy.js'); fs.cpSync('test', 'copied', { recursive: true }); } catch {}\nfor (const dir of ['link', 'link/hidden', 'test', 'test/hidden', 'copied', 'copied/hidden', '.']) for (const name of await fs.promises.readdir(dir).catch(() => [])) if (name.endsWith('.js')) text += await fs.promises.readFile(dir + '/' + name, 'utf8');",
    ),
  },
  {
    name: 'moves the test folder away and puts its own there',
    changes: source(
      `import fs from 'node:fs'; try { fs.renameSync('test', 'gone'); } catch {} try { fs.rmSync('test', { recursive: true, force: true }); } catch {} try { fs.mkdirSync('test/hidden', { recursive: true }); } catch {} ${REWRITE}`,
    ),
  },
  {
    name: 'rewrites the tests while they load',
    changes: source(`import fs from 'node:fs'; ${REWRITE}`),
  },
  {
    name: 'rewrites the tests while they load, and restores them at exit',
    changes: source(
      `import fs from 'node:fs'; const kept = {}; for (const file of FILES) try { kept[file] = fs.readFileSync(file); } catch {} ${REWRITE} process.on('exit', () => { for (const file in kept) fs.writeFileSync(file, kept[file]); });`.replace(
        'FILES',
        FILES_JS,
      ),
    ),
  },
  {
    name: 'rewrites the tests from a child process',
    changes: source(
      "import { exec } from 'node:child_process'; exec('rm -rf test; mkdir test; echo > test/sum.test.js');",
    ),
  },
  {
    name: 'transforms the tests as they are required',
    options: { cjs: true },
    changes: cjsSource(
      "const Module = require('module'); const compile = Module.prototype._compile; Module.prototype._compile = function (code, file) { return compile.call(this, code.replace(/assert\\.equal\\(.*\\)/g, '0'), file); }; const js = require.extensions['.js']; require.extensions['.js'] = (m, f) => f.includes('hidden') ? m._compile('', f) : js(m, f);",
    ),
  },
  // ---- the runner
  {
    name: 'waits for ever before the tests',
    changes: source("import { before } from 'node:test'; before(() => new Promise(() => {}));"),
  },
  {
    name: 'registers tests of its own and blocks the real ones',
    changes: source(
      `import { test } from 'node:test'; for (const name of ${NAMES_JS}) test(name, () => {}); await new Promise(() => {});`,
    ),
  },
  {
    name: 'registers tests of its own through a computed name',
    changes: source(
      `const { test } = await import('node:' + 'test'); for (const name of ${NAMES_JS}) test(name, () => {}); await new Promise(() => {});`,
    ),
  },
  {
    name: 'registers tests of its own, only in the files it knows',
    changes: source(
      `if (/\\/sum\\.test\\.js$/.test(process.argv[1])) { const { test } = await import('node:' + 'test'); for (const name of ${NAMES_JS}) test(name, () => {}); await new Promise(() => {}); }`,
    ),
  },
  {
    name: 'registers mocha tests of its own and blocks the real ones',
    options: { style: 'mocha' },
    changes: source(`for (const name of ${NAMES_JS}) globalThis.it?.(name, () => {}); await new Promise(() => {});`),
  },
  {
    name: 'registers vitest tests of its own and blocks the real ones',
    options: { style: 'vitest' },
    changes: source(
      `const { test } = await import('vi' + 'test'); for (const name of ${NAMES_JS}) test(name, () => {}); if (!process.env.X) await new Promise(() => {});`,
    ),
  },
  {
    name: 'registers uvu tests of its own and blocks the real ones',
    options: { style: 'uvu' },
    changes: source(
      `const { test } = await import('u' + 'vu'); for (const name of ${NAMES_JS}) test(name, () => {}); test.run(); await new Promise(() => {});`,
    ),
  },
  {
    name: 'registers tape tests of its own and blocks the real ones',
    options: { style: 'tape' },
    changes: source(
      `const { default: test } = await import('ta' + 'pe'); for (const name of ${NAMES_JS}) test(name, (t) => { t.pass(name); t.end(); }); await new Promise(() => {});`,
    ),
  },
  {
    name: 'registers ava tests of its own and blocks the real ones',
    options: { style: 'ava' },
    changes: source(
      `const { default: test } = await import('a' + 'va'); for (const name of ${NAMES_JS}) test(name, (t) => t.pass()); await new Promise(() => {});`,
    ),
  },
  {
    name: 'registers tests of its own and throws',
    changes: source(
      `const { test } = process.getBuiltinModule?.('node:' + 'test') ?? await import(['node', 'test'].join(':')); for (const name of ${NAMES_JS}) test(name, () => {}); throw new Error('done');`,
    ),
  },
  {
    name: 'replaces the runner in the require cache',
    options: { cjs: true },
    changes: cjsSource(
      "const t = require('node:' + 'test'); for (const key of Object.keys(t)) { try { t[key] = Object.assign((name) => {}, t); } catch {} } try { require.cache['node:test'] = { exports: t }; } catch {}",
    ),
  },
  {
    name: 'replaces assert in the require cache',
    options: { cjs: true },
    changes: cjsSource(
      "const a = require('assert'); for (const key of Object.keys(a)) { try { a[key] = () => {}; a.strict[key] = () => {}; } catch {} } for (const id of Object.keys(require.cache)) { try { require.cache[id].exports = new Proxy(() => {}, { get: () => () => {} }); } catch {} }",
    ),
  },
  {
    name: 'replaces the loader',
    options: { cjs: true },
    changes: cjsSource(
      "const M = require('module'); const load = M._load; M._load = function (id, ...r) { if (id.includes('assert')) return new Proxy(() => {}, { get: () => () => {} }); return load.call(this, id, ...r); };",
    ),
  },
  {
    name: 'swallows uncaught errors',
    changes: source(
      "process.on('uncaughtException', () => {}); process.on('unhandledRejection', () => {}); process.removeAllListeners('exit'); process.emit = () => true;",
    ),
  },
  {
    name: 'prepares stack traces',
    changes: source(
      'Error.prepareStackTrace = () => { process.exit(0); }; Error.captureStackTrace = () => {}; Error.stackTraceLimit = 0;',
    ),
  },
  {
    name: 'patches mocha',
    options: { style: 'mocha' },
    changes: source(
      'globalThis.it = () => {}; globalThis.describe = () => {}; try { globalThis.Mocha && (globalThis.Mocha.Runnable.prototype.run = function (done) { done(); }); } catch {}',
    ),
  },
  {
    name: 'patches mocha through its own package',
    options: { style: 'mocha' },
    changes: source(
      "const { default: Mocha } = await import('mo' + 'cha'); for (const key of ['Runnable', 'Test', 'Runner']) { try { Mocha[key].prototype.run = function (done) { this.state = 'passed'; done?.(); }; Mocha[key].prototype.fail = () => {}; } catch {} }",
    ),
  },
  { name: 'process.exit(0) under mocha', options: { style: 'mocha' }, changes: source('process.exit(0);') },
  { name: 'process.exit(0) under uvu', options: { style: 'uvu' }, changes: source('process.exit(0);') },
  {
    name: 'empties the uvu queue',
    options: { style: 'uvu' },
    changes: source('globalThis.UVU_QUEUE && (globalThis.UVU_QUEUE.length = 0); globalThis.UVU_DEFER = 0;'),
  },
  {
    name: 'patches uvu/assert',
    options: { style: 'uvu' },
    changes: source(
      "const assert = await import('uvu/' + 'assert'); for (const key of Object.keys(assert)) { try { assert[key] = () => {}; assert.default[key] = () => {}; } catch {} } Object.is = () => true;",
    ),
  },
  { name: 'process.exit(0) under tape', options: { style: 'tape' }, changes: source('process.exit(0);') },
  {
    name: 'patches tape',
    options: { style: 'tape' },
    changes: source(
      "const { default: tape } = await import('ta' + 'pe'); try { for (const key of Object.getOwnPropertyNames(tape.Test.prototype)) if (key !== 'end') tape.Test.prototype[key] = function () {}; } catch {} try { tape.Test.prototype._assert = function (ok) { this.emit('result', { ok: true, operator: 'ok', id: 1, name: 'x' }); }; } catch {}",
    ),
  },
  { name: 'process.exit(0) under vitest', options: { style: 'vitest' }, changes: source('process.exit(0);') },
  {
    name: 'patches vitest',
    options: { style: 'vitest' },
    changes: source(
      "const vitest = await import('vi' + 'test'); try { vitest.expect.extend({ toBe: () => ({ pass: true, message: () => '' }) }); } catch {}",
    ),
  },
];
