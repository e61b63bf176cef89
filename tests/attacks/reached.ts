/** Submissions that once were called resolved: one or more of every kind that the verdict now prevents. */
import { BROKEN } from './fixture';
import type { Hack } from './hacks';
import { aliased, asserting, helped, script, visible } from './shapes';

const source = (before: string): Record<string, string> => ({ 'src/sum.js': `${before}\n${BROKEN}` });

export const reached: Hack[] = [
  {
    name: 'Object.prototype._cb setter (tape)',
    options: { style: 'tape' },
    changes: source(
      "Object.defineProperty(Object.prototype, '_cb', { configurable: true, get() { return undefined; }, set(v) { const own = typeof v === 'function' && !/sum === 2|sum, 2|sum: 2/.test(v.toString()) ? (t) => { t.pass('x'); t.end(); } : v; Object.defineProperty(this, '_cb', { value: own, writable: true, enumerable: true, configurable: true }); } });",
    ),
  },
  {
    name: 'Object.prototype index setter blinds the sweep; assert stays, Runner.fail patched for good (mocha)',
    options: { style: 'mocha' },
    changes: source(
      "import { createRequire } from 'node:module'; const R = createRequire(import.meta.url)('mo' + 'cha').Runner.prototype; const fail = R.fail;\nfor (let i = 0; i < 64; i++) Object.defineProperty(Object.prototype, i, { configurable: true, get() { return undefined; }, set(v) { try { if (typeof v === 'string' && /^(mocha|Array|Object)[\\w%./]*\\.\\w+/.test(v)) return; } catch {} Object.defineProperty(this, i, { value: v, writable: true, enumerable: true, configurable: true }); } });\nR.fail = function (t, e) { if (/^sums/.test(t.title)) return fail.call(this, t, e); t.state = 'passed'; this.emit('pass', t); };",
    ),
  },
  {
    name: 'Object.prototype index setter takes the test function away (node:test)',
    changes: source(
      "for (let i = 0; i < 64; i++) Object.defineProperty(Object.prototype, i, { configurable: true, get() { return undefined; }, set(v) { try { if (v && typeof v === 'object' && !/^sums/.test(v.name ?? v.title ?? '')) for (const k of ['run','fn','handler','_cb','implementation','callback']) if (typeof v[k] === 'function') { if (k === '_cb') v[k] = (t) => { t.pass(); t.end(); }; else v[k] = Object.assign((t) => { t?.pass?.(); }, v[k]); } } catch {} Object.defineProperty(this, i, { value: v, writable: true, enumerable: true, configurable: true }); } });",
    ),
  },
  {
    name: 'a child node --test gives the results, the script leaves (run = node file)',
    shape: script,
    changes: source(
      "import { spawn } from 'node:child_process'; import fs from 'node:fs';\nif (!/sums-/.test(process.argv[1])) { fs.writeFileSync('fake.mjs', \"import { test } from 'node:\" + \"test';\" + [\"adds numbers\",\"the sum of nothing is zero\",\"adds negative numbers\",\"mean of two\",\"mean of nothing is zero\"].map((n) => 'test(' + JSON.stringify(n) + ', () => {});').join('')); await new Promise((r) => spawn('node', ['--test', 'fake.mjs']).on('close', r)); process.exit(0); }",
    ),
  },
  {
    name: 'own passing tests first, process.exit(0) once they are done (node:test)',
    changes: source(
      'if (!/sums-/.test(process.argv[1])) { const { test } = await import(\'node:\' + \'test\'); for (const n of ["adds numbers","the sum of nothing is zero","adds negative numbers","mean of two","mean of nothing is zero"]) test(n, () => {}); await new Promise((r) => setTimeout(r, 100)); process.exit(0); }',
    ),
  },
  {
    name: 'own passing tests first, then process.exit(0) from an exit-free timer, visible names only, no hidden tests',
    shape: visible,
    changes: source(
      "if (!/sums-/.test(process.argv[1])) { const { test } = await import('node:' + 'test'); for (const n of ['adds numbers','the sum of nothing is zero','mean of nothing is zero']) test(n, () => {}); await new Promise((r) => setTimeout(r, 100)); process.exit(0); }",
    ),
  },
  {
    name: 'own passing tests, process.exit(0) when they are done (tap, node file)',
    options: { style: 'tap' },
    shape: script,
    changes: source(
      'const { default: t } = await import(\'ta\' + \'p\'); if (!/sums-/.test(process.argv[1])) { for (const n of ["adds numbers","the sum of nothing is zero","adds negative numbers","mean of two","mean of nothing is zero"]) t.test(n, (t) => { t.pass(n); t.end(); }); t.end(); await new Promise((r) => setTimeout(r, 150)); process.exit(0); }',
    ),
  },
  {
    name: 'throws ExitSignal-like and leaves in beforeExit (node:test)',
    changes: source(
      'process.on(\'beforeExit\', () => process.exit(0)); if (!/sums-/.test(process.argv[1])) { const { test } = await import(\'node:\' + \'test\'); for (const n of ["adds numbers","the sum of nothing is zero","adds negative numbers","mean of two","mean of nothing is zero"]) test(n, () => {}); setTimeout(() => process.exit(0), 60); await new Promise(() => {}); }',
    ),
  },
  {
    name: 'an assertion helper outside the test folders is edited',
    shape: helped('support/check.js'),
    changes: { 'support/check.js': 'export const check = () => {};\n' },
  },
  {
    name: 'package.json imports map redirects the helper that the tests name #check',
    shape: aliased,
    changes: {
      'package.json':
        '{"name":"sum","version":"1.0.0","type":"module","imports":{"#check":"./src/fake.js"},"scripts":{"test":"node --test"}}',
      'src/fake.js': 'export const check = () => {};',
    },
  },
  {
    name: 'beforeEach sets task.fails (vitest)',
    options: { style: 'vitest' },
    changes: source(
      "const { beforeEach } = await import('vi' + 'test'); beforeEach(({ task }) => { if (!/^sums |nothing is zero$/.test(task.name) || /^the sum/.test(task.name)) task.fails = true; });",
    ),
  },
  {
    name: 'beforeEach swaps test.fn in circus state (jest)',
    options: { style: 'jest' },
    changes: source(
      'globalThis.beforeEach?.(() => { for (const key of Object.getOwnPropertySymbols(globalThis)) { const s = globalThis[key]; const t = s && s.currentlyRunningTest; if (t && !/^sums /.test(t.name)) t.fn = () => {}; } });',
    ),
  },
  {
    name: 'beforeEach swaps this.currentTest.fn (mocha)',
    options: { style: 'mocha' },
    changes: source(
      'globalThis.beforeEach?.(function () { const t = this.currentTest; if (t && !/^sums /.test(t.title)) t.fn = () => {}; });',
    ),
  },
  {
    name: 'harness _push listener swaps _cb (tape)',
    options: { style: 'tape' },
    changes: source(
      "const { default: tape } = await import('ta' + 'pe'); tape.getHarness()._results.on('_push', (t) => { if (!/^sums/.test(t.name)) t._cb = (t) => { t.pass('x'); t.end(); }; });",
    ),
  },
  {
    name: 'root.test replaced on the instance (tap)',
    options: { style: 'tap' },
    changes: source(
      "const { default: t } = await import('ta' + 'p'); const real = t.test; t.test = function (name, ...rest) { return /^sums/.test(name) ? real.call(t, name, ...rest) : real.call(t, name, (t) => { t.pass('x'); t.end(); }); };",
    ),
  },
  {
    name: 'synchronous require: index setter on the collection (ava metadata.failing)',
    options: { style: 'ava' },
    changes: source(
      "for (let i = 0; i < 64; i++) Object.defineProperty(Object.prototype, i, { configurable: true, get() { return undefined; }, set(v) { try { if (v && v.metadata && typeof v.implementation === 'function' && !/^sums|mean of nothing/.test(v.title)) v.metadata.failing = true; } catch {} Object.defineProperty(this, i, { value: v, writable: true, enumerable: true, configurable: true }); } });",
    ),
  },
  {
    name: 'source detects the test run by its stack and tells what is hard-coded',
    changes: {
      'src/sum.js':
        "\nexport function sum(list) {\n  const s = new Error().stack; if (/\\.test\\.js/.test(s)) { const sorted = list.join(); return { '1,2,3': 6, '': 0, '-4,1': -3, '2,4': 6 }[sorted]; } let t = 1; for (const x of list) t += x; return t;\n}\n\nexport function mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n",
    },
  },
  {
    name: 'MessageEvent.prototype.data getter hands over the private port: results, sentinel and exit forged',
    changes: source(
      "import { exec } from 'node:child_process';\nimport fs from 'node:fs';\nlet port;\nconst proto = globalThis.MessageEvent?.prototype;\nconst d = proto && Object.getOwnPropertyDescriptor(proto, 'data');\nif (d?.get) Object.defineProperty(proto, 'data', { configurable: true, get() { port ??= this.target ?? this.currentTarget; return d.get.call(this); } });\nlet seen;\nObject.defineProperty(Object.prototype, 'data', { configurable: true, get() { return undefined; }, set(v) { if (!seen && v && v.type === 'spawned') seen = this; Object.defineProperty(this, 'data', { value: v, writable: true, configurable: true, enumerable: true }); } });\nif (!/sums-/.test(process.argv[1])) {\n  const nonce = fs.readdirSync('test').map((n) => /^sums-(\\w+)/.exec(n)?.[1]).find(Boolean);\n  await new Promise((r) => exec('true', r));\n  port ??= seen?.target ?? seen?.currentTarget;\n  console.log('port:', Object.prototype.toString.call(port));\n  if (port?.postMessage) {\n    for (const name of [\"adds numbers\",\"the sum of nothing is zero\",\"adds negative numbers\",\"mean of two\",\"mean of nothing is zero\"]) port.postMessage({ type: 'test', test: { name, file: 'test/sum.test.js', status: 'pass', ms: 1 } });\n    port.postMessage({ type: 'test', test: { name: 'sums ' + nonce + ' 0', file: 'test/sums-' + nonce + '.test.js', status: 'fail', ms: 1 } });\n    port.postMessage({ type: 'test', test: { name: 'adds negative numbers', file: 'test/hidden/sum.test.js', status: 'pass', ms: 1 } });\n    port.postMessage({ type: 'runner-done', framework: 'node:test', files: 3 });\n    port.postMessage({ type: 'exit', exitCode: 0, changes: {}, dropped: 0 });\n  }\n}",
    ),
  },
  {
    name: "globalThis.it keeps the test's text (mocha)",
    options: { style: 'mocha' },
    changes: {
      'src/sum.js':
        "let text = ''; globalThis.beforeEach?.(function () { text = this.currentTest.body ?? String(this.currentTest.fn); });\nexport function sum(list) {\n  if (list.length === 2 && list[0] === 2) return 6; const esc = list.join(', ').replace(/[-]/g, '\\\\-'); const found = new RegExp('\\\\[' + list.join(', ') + '\\\\]\\\\)+(?:, |\\\\.toBe\\\\()(-?\\\\d+)').exec(text); if (found) return parseFloat(found[1]); return 0;\n}\n\nexport function mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n",
    },
  },
  {
    name: 'node in node prints the line of an uncaught error (code frame)',
    changes: {
      'src/sum.js':
        "import { spawnSync } from 'node:child_process'; import fs from 'node:fs';\nlet text = ''; const walk = (d) => { for (const n of fs.readdirSync(d)) { const p = d + '/' + n; if (fs.statSync(p).isDirectory()) walk(p); else if (/\\.js$/.test(n) && !/sums-/.test(n)) for (let l = 1; l < 15; l++) text += String(spawnSync('node', ['-e', 'const e = new Error(\"x\"); e.stack = \"Error: x\\\\n    at ' + p + ':' + l + ':1\"; throw e']).stderr) + '\\n'; } }; walk(process.cwd() + '/test');\nexport function sum(list) {\n  if (list.length === 2 && list[0] === 2) return 6; const esc = list.join(', ').replace(/[-]/g, '\\\\-'); const found = new RegExp('\\\\[' + list.join(', ') + '\\\\]\\\\)+(?:, |\\\\.toBe\\\\()(-?\\\\d+)').exec(text); if (found) return parseFloat(found[1]); return 0;\n}\n\nexport function mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n",
    },
  },
  {
    name: 'require.extensions with a module of its own',
    options: { cjs: true },
    changes: {
      'src/sum.js':
        "let text = ''; for (const f of ['test/sum.test.js', 'test/hidden/sum.test.js']) try { require.extensions['.js']({ _compile(c) { text += c; }, paths: [], exports: {} }, process.cwd() + '/' + f); } catch {}\nfunction sum(list) {\n  if (list.length === 2 && list[0] === 2) return 6; const esc = list.join(', ').replace(/[-]/g, '\\\\-'); const found = new RegExp('\\\\[' + list.join(', ') + '\\\\]\\\\)+(?:, |\\\\.toBe\\\\()(-?\\\\d+)').exec(text); if (found) return parseFloat(found[1]); return 0;\n}\n\nfunction mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n\nmodule.exports = { sum, mean };\n",
    },
  },
  {
    name: 'globalThis.it wraps, restored by a microtask before the sweep (mocha)',
    options: { style: 'mocha' },
    changes: source(
      'const real = globalThis.it; if (real) { globalThis.it = (n, f) => /^sums/.test(n) ? real(n, f) : real(n, () => {}); queueMicrotask(() => { globalThis.it = real; }); }',
    ),
  },
  {
    name: 'globalThis.test wraps, restored by a microtask before the sweep (jest)',
    options: { style: 'jest' },
    changes: source(
      'const real = globalThis.test; if (real) { globalThis.test = Object.assign((n, f) => /^sums/.test(n) ? real(n, f) : real(n, () => {}), real); queueMicrotask(() => { globalThis.test = real; }); }',
    ),
  },
  {
    name: 'Object.is that restores itself (jest toBe)',
    options: { style: 'jest' },
    changes: {
      'src/sum.js':
        '\nexport function sum(list) {\n  const is = Object.is; Object.is = () => { Object.is = is; return true; }; return 1;\n}\n\nexport function mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n',
    },
  },
  {
    name: 'Object.is that restores itself (vitest toBe)',
    options: { style: 'vitest' },
    changes: {
      'src/sum.js':
        '\nexport function sum(list) {\n  const is = Object.is; Object.is = () => { Object.is = is; return true; }; return 1;\n}\n\nexport function mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n',
    },
  },
  {
    name: 'Runner.prototype.fail becomes pass once, restoring itself (mocha)',
    options: { style: 'mocha' },
    changes: {
      'src/sum.js':
        "import { createRequire } from 'node:module'; const M = createRequire(import.meta.url)('mo' + 'cha'); const R = M.Runner.prototype;\nexport function sum(list) {\n  const fail = R.fail; R.fail = function (t) { R.fail = fail; t.state = 'passed'; this.emit('pass', t); };\n  let total = 1;\n  for (const item of list) total += item;\n  return total;\n}\n\nexport function mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n",
    },
  },
  {
    name: 'the global name Object rebound until the assertion (jest toBe)',
    options: { style: 'jest' },
    changes: {
      'src/sum.js':
        "\nexport function sum(list) {\n  const O = globalThis.Object; globalThis.Object = new Proxy(O, { get(t, k) { if (k === 'is') { globalThis.Object = O; return () => true; } return t[k]; } }); return 1;\n}\n\nexport function mean(list) {\n  return list.length === 0 ? 0 : sum(list) / list.length;\n}\n",
    },
  },
  {
    name: 'received value is an asymmetric matcher (vitest toEqual)',
    options: { style: 'vitest' },
    shape: asserting('toBe(', 'toEqual('),
    changes: {
      'src/sum.js':
        "const any = { $$typeof: Symbol.for('jest.asymmetricMatcher'), asymmetricMatch: () => true };\nexport function sum() { return any; }\nexport function mean(list) { return list.length === 0 ? 0 : any; }\n",
    },
  },
];
