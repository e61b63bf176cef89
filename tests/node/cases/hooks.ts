/** What programs do with the module system, stacks and contexts: hooks, wrappers, call sites, names of their own. */
import type { Cases } from './index';

const dep = { 'dep.js': "exports.v = 'real'", 'user.js': "exports.v = require('./dep').v" };

export const hooks: Cases = {
  'await of what only inherits from Promise': [
    ['a.js'],
    {
      'a.js': `const { AsyncLocalStorage } = require('async_hooks'); new AsyncLocalStorage();
class Later { constructor() { this.inner = Promise.resolve(5); } then(a, b) { return this.inner.then(a, b); } }
Object.setPrototypeOf(Later.prototype, Promise.prototype);
(async () => console.log(await new Later()))();`,
    },
  ],
  'Module._load replaced': [
    ['a.js'],
    {
      'a.js': `const Module = require('module'); const old = Module._load; const seen = [];
Module._load = function (request, parent, isMain) { seen.push([request, parent.filename, isMain]); return request === './dep' ? { v: 'stub' } : old.apply(this, arguments); };
console.log(require('./user').v, JSON.stringify(seen)); Module._load = old;`,
      ...dep,
    },
  ],
  'Module._resolveFilename replaced, as aliases do': [
    ['a.js'],
    {
      'a.js': `const Module = require('module'); const old = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) { return old.call(this, request.replace(/^@\\//, __dirname + '/'), ...rest); };
console.log(require('@/user').v, require.resolve('@/dep') === __dirname + '/dep.js')`,
      ...dep,
    },
  ],
  'Module.prototype.require replaced': [
    ['a.js'],
    {
      'a.js': `const Module = require('module'); const old = Module.prototype.require;
Module.prototype.require = function (id) { const out = old.call(this, id); return id === './dep' ? { v: out.v + '!' } : out; };
console.log(require('./user').v)`,
      ...dep,
    },
  ],
  'require.extensions: an own language and a changed one': [
    ['a.js'],
    {
      'a.js': `require.extensions['.txt'] = (module, path) => { module.exports = require('fs').readFileSync(path, 'utf8').trim(); };
const old = require.extensions['.js'];
require.extensions['.js'] = (module, path) => { const compile = module._compile; module._compile = function (code, name) { return compile.call(this, code.replace('real', 'instrumented'), name); }; old(module, path); };
console.log(require('./t.txt'), require('./t'), require('./user').v, require('module')._extensions === require.extensions)`,
      't.txt': 'text\n',
      ...dep,
    },
  ],
  'Module.wrap and Module.wrapper': [
    ['a.js'],
    {
      'a.js': `const Module = require('module');
Module.wrapper[0] += 'const injected = 7;';
console.log(require('./b'));
Module.wrapper[0] = Module.wrapper[0].replace('const injected = 7;', '');
const wrap = Module.wrap; Module.wrap = (text) => wrap('var injected = 8;' + text);
console.log(require('./c'), Module.wrap('1'))`,
      'b.js': 'module.exports = injected',
      'c.js': 'module.exports = injected',
    },
  ],
  'module objects made by hand': [
    ['a.js'],
    {
      'a.js': `const Module = require('module'); const path = require('path');
const m = new Module('x.js'); m._compile('module.exports = 42', 'x.js'); console.log(m.exports, m.filename, m.loaded, m.id);
const n = new Module('/virtual/y.js', module); n.filename = '/virtual/y.js'; n.paths = Module._nodeModulePaths(__dirname);
n._compile('module.exports = [require("pkg"), __filename, __dirname, module.parent === undefined]', '/virtual/y.js'); console.log(n.exports, module.children.includes(n));
const o = new Module(__dirname + '/user.js', module); o.load(o.id); console.log(o.exports.v, o.loaded, o.filename === o.id, require.cache[o.id]);
function Sub() { Module.call(this, 's'); } console.log(Object.keys(new Sub()), typeof Module._pathCache, Module._nodeModulePaths('/a/b').join(':'))`,
      'node_modules/pkg/index.js': "module.exports = 'found'",
      ...dep,
    },
  ],
  'module.paths and require.resolve with paths': [
    ['a.js'],
    {
      'a.js': `module.paths.push(__dirname + '/extra'); console.log(require('far'));
console.log(require.resolve('far', { paths: [__dirname + '/other'] }) === __dirname + '/other/node_modules/far.js', require.resolve.paths('fs'), require.resolve.paths('./x').length);
try { require.resolve('nowhere') } catch (e) { console.log(e.code) } try { require('') } catch (e) { console.log(e.code) }`,
      'extra/far.js': "module.exports = 'extra'",
      'other/node_modules/far.js': '',
    },
  ],
  'require.cache: replaced, removed, filled': [
    ['a.js'],
    {
      'a.js': `const at = require.resolve('./dep'); require.cache[at] = { id: at, filename: at, loaded: true, exports: { v: 'cached' } };
console.log(require('./user').v); delete require.cache[at]; delete require.cache[require.resolve('./user')]; console.log(require('./user').v, Object.keys(require.cache).length)`,
      ...dep,
    },
  ],
  'structured call sites': [
    ['a.js'],
    {
      'a.js': `const who = require('./lib/who'); function caller() { return who(); } class A { method() { return who(); } static make() { return new B(); } } class B { constructor() { this.sites = who(); } }
console.log(JSON.stringify(caller()[0]), JSON.stringify(new A().method()[0]), JSON.stringify(A.make().sites.slice(0, 2)), JSON.stringify([1].map(() => who())[0].slice(0, 2)));
const o = {}; Error.captureStackTrace(o, caller); console.log(typeof o.stack, require('./lib/load'));`,
      'lib/who.js': `module.exports = function who() { const old = Error.prepareStackTrace; Error.prepareStackTrace = (_, s) => s; const sites = new Error().stack.slice(1); Error.prepareStackTrace = old;
return sites.map((s) => [s.getFileName(), s.getFunctionName(), s.getMethodName(), s.getTypeName(), s.getLineNumber(), s.getColumnNumber(), s.isNative(), s.isEval(), s.isConstructor(), s.isToplevel(), s.isAsync(), String(s)]); };`,
      'lib/load.js': "module.exports = require('./who')()[0]",
    },
  ],
  'call sites of an ES module': [
    ['a.mjs'],
    {
      'a.mjs':
        'Error.prepareStackTrace = (_, s) => s; function f() { return new Error().stack; } const s = f(); console.log(s[0].getFileName(), s[0].getFunctionName(), s[1].getFileName(), s[1].getLineNumber(), String(s[1]))',
    },
  ],
  'top-level names that the runtime uses too': [
    ['a.mjs'],
    {
      'a.mjs':
        "import { x } from './b.mjs'; function $m() { return x; } const $meta = 1, $async = 2, $import = 3, $each = 4, $b = 5; console.log($m(), $meta + $async + $import + $each + $b, import.meta.url.length > 1, (await import('./b.mjs')).x, require)\nvar require = 0",
      'b.mjs': 'let $m = 6; export { $m as x }; export default class $default {}',
    },
  ],
  'the same in CommonJS': [
    ['a.js'],
    {
      'a.js':
        "let $import = 1; const $async = 2; class $m {} console.log($import, $async, typeof $m); import('./b.mjs').then((ns) => console.log(ns.default))",
      'b.mjs': 'export default 6',
    },
  ],
  'AsyncLocalStorage across for await, generators and yield*': [
    ['a.mjs'],
    {
      'a.mjs': `import { AsyncLocalStorage } from 'node:async_hooks'; const als = new AsyncLocalStorage(); const tick = () => new Promise((r) => setTimeout(r, 1));
const s = () => als.getStore();
async function* gen(n) { try { for (let i = 0; i < n; i++) { console.log('gen', s()); await tick(); console.log('waited', s()); yield i; } } finally { console.log('closed', s()); } }
async function* outer() { const got = yield* gen(1); console.log('after yield*', s(), got); yield* [7, 8]; console.log('end', s()); }
async function run(id) {
  await als.run(id, async () => {
    for await (const x of gen(2)) console.log('loop', x, s());
    console.log('after', s());
    let a, b; for await ([a, b] of [[1, Promise.resolve(2)], Promise.resolve([3])]) { console.log(a, typeof b, s()); }
    label: for await (const { v = 1 } of [{}, { v: 2 }]) { for await (const y of gen(5)) { if (y === 0) continue label; break label; } }
    console.log('labels', s());
    for await (var z of outer()) { await tick(); if (z === 8) break; }
    console.log(z, s());
    try { for await (const x of (async function* () { yield 1; await tick(); throw new Error('bad') })()) await tick(); } catch (e) { console.log(e.message, s()); }
    try { for await (const x of [Promise.reject(new Error('rejected'))]) console.log('never'); } catch (e) { console.log(e.message, s()); }
    try { for await (const x of gen(3)) throw new Error('body'); } catch (e) { console.log(e.message, s()); }
    try { for await (const x of 5); } catch (e) { console.log(e.constructor.name); }
    const r = await (async () => { for await (const x of gen(3)) return x; })(); console.log(r, s());
  });
}
await run('one'); console.log(s());`,
    },
  ],
  'stats as bigints': [
    ['a.js'],
    {
      'a.js': `const fs = require('fs'); const big = { bigint: true };
for (const s of [fs.statSync('.', big), fs.lstatSync('a.js', big), fs.fstatSync(fs.openSync('a.js'), big), fs.statSync('a.js', { ...big, throwIfNoEntry: false })])
  console.log(typeof s.ino, typeof s.mtimeNs, typeof s.mode, typeof s.mtimeMs, s.mtime instanceof Date, s.isDirectory(), s.isFile(), s.isSymbolicLink(), s.mtimeNs / 1000000n === s.mtimeMs);
const s = fs.statSync('a.js'); console.log(typeof s.ino, s.mtimeNs, Object.keys(s).length, Object.keys(s).includes('isFile'), 'isFile' in s);
fs.promises.stat('a.js', big).then((s) => fs.stat('.', big, (_, t) => console.log(s.size > 100n, t.isDirectory(), fs.statSync('none', { throwIfNoEntry: false }))))`,
    },
  ],
  'ticks wait for promise jobs, in a script': [
    ['a.js'],
    {
      'a.js': `const say = (x) => () => console.log(x);
process.nextTick(say('n')); Promise.resolve().then(() => { console.log('p'); process.nextTick(say('pn')); queueMicrotask(() => { console.log('pq'); Promise.resolve().then(say('pqq')); }); });
queueMicrotask(say('q')); (async () => { await 0; console.log('a'); await 0; process.nextTick(say('an')); await 0; console.log('aa'); })(); console.log('s');
setImmediate(() => { Promise.resolve().then(() => { process.nextTick(say('in')); Promise.resolve().then(say('ip')); }); setImmediate(say('i2')); });`,
    },
  ],
  'ticks wait for promise jobs, in a module': [
    ['a.mjs'],
    {
      'a.mjs': `const say = (x) => () => console.log(x); import './b.mjs';
process.nextTick(say('n')); Promise.resolve().then(() => { console.log('p'); process.nextTick(say('pn')); }); queueMicrotask(say('q'));
await 0; console.log('a'); process.nextTick(say('n2')); await null; console.log('b'); await new Promise((done) => process.nextTick(done)); console.log('c');`,
      'b.mjs': `process.nextTick(() => console.log('dep n')); Promise.resolve().then(() => console.log('dep p'));`,
    },
  ],
  'a context across a loop that has no braces and what stands behind it': [
    ['a.js'],
    {
      'a.js': `const { AsyncLocalStorage } = require('async_hooks'); const s = new AsyncLocalStorage();
async function* g() { for (let i = 0; i < 2; i++) { await null; yield [i, s.getStore()]; } }
s.run('x', async () => { for await (const v of g()) console.log(v, s.getStore());await null;console.log(s.getStore()); });`,
    },
  ],
  'messages between ports': [
    ['a.js'],
    {
      'a.js': `const { MessageChannel, MessagePort, receiveMessageOnPort } = require('worker_threads'); const { port1, port2 } = new MessageChannel();
port1.postMessage(0); console.log(receiveMessageOnPort(port2), receiveMessageOnPort(port2), port1 instanceof MessagePort);
port2.on('message', (m) => { console.log(m); if (m.last) port2.close(); });
port1.postMessage({ a: new Map([[1, 2]]) }); port1.postMessage({ last: 1 });
const two = new MessageChannel(); two.port1.onmessage = ({ data }) => { console.log('event', data); two.port1.close(); }; two.port2.postMessage([1]);
const three = new MessageChannel(); three.port1.on('message', () => {}); three.port1.unref();`,
    },
  ],
};
