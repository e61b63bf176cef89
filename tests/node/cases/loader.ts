/** Programs about modules: name -> [argv, files]. Output and exit code must equal real Node's. */
import type { Cases } from './index';

export const loader: Cases = {
  'a file called default beside a default export': [
    ['a.mjs'],
    {
      'a.mjs': "import d from './default.mjs'; export default d + 1; console.log(d);",
      'default.mjs': 'export default 4;',
    },
  ],
  'commonjs exports and require': [
    ['a.js'],
    {
      'a.js':
        "const b = require('./b'); console.log(b.x, module.exports === exports, require.main === module, __filename, __dirname)",
      'b.js': 'exports.x = 1; module.exports.y = 2;',
    },
  ],
  'module.exports function and cycles': [
    ['a.js'],
    {
      'a.js': "exports.early = 1; const b = require('./b'); exports.late = 2; console.log(b.seen, b.get())",
      'b.js': "const a = require('./a'); exports.seen = Object.keys(a); exports.get = () => a.late",
    },
  ],
  'require json, directory index, main': [
    ['a.js'],
    {
      'a.js': "console.log(require('./data').n, require('./dir'), require('pkg'))",
      'data.json': '{"n":5}',
      'dir/index.js': "module.exports='index'",
      'node_modules/pkg/package.json': '{"main":"lib/x"}',
      'node_modules/pkg/lib/x.js': "module.exports='pkg'",
    },
  ],
  'package exports with conditions and patterns': [
    ['a.mjs'],
    {
      'a.mjs':
        "import a from 'p'; import b from 'p/sub/x'; import {createRequire} from 'module'; console.log(a, b, createRequire(import.meta.url)('p'))",
      'node_modules/p/package.json': '{"exports":{".":{"import":"./m.mjs","require":"./c.cjs"},"./sub/*":"./s/*.js"}}',
      'node_modules/p/m.mjs': "export default 'esm'",
      'node_modules/p/c.cjs': "module.exports='cjs'",
      'node_modules/p/s/x.js': "module.exports='sub'",
    },
  ],
  'exports error': [
    ['a.js'],
    {
      'a.js': "try { require('p/hidden') } catch (e) { console.log(e.code, e.message.split(' in ')[0]) }",
      'node_modules/p/package.json': '{"exports":{".":"./m.js"}}',
      'node_modules/p/m.js': '',
      'node_modules/p/hidden.js': '',
    },
  ],
  'imports and self reference': [
    ['a.mjs'],
    {
      'package.json': '{"name":"me","type":"module","exports":{"./x":"./x.js"},"imports":{"#y":"./y.js"}}',
      'a.mjs': "import x from 'me/x'; import y from '#y'; console.log(x,y)",
      'x.js': 'export default 1',
      'y.js': 'export default 2',
    },
  ],
  'esm named, default, namespace': [
    ['a.mjs'],
    {
      'a.mjs':
        "import d, {a, b as c} from './b.mjs'; import * as ns from './b.mjs'; console.log(d, a, c, ns, Object.keys(ns))",
      'b.mjs': 'export const a = 1; export function b(){ return 2 } export default class K {}',
    },
  ],
  'esm live bindings': [
    ['a.mjs'],
    {
      'a.mjs': "import {n, inc} from './b.mjs'; console.log(n); inc(); console.log(n); console.log({n})",
      'b.mjs': 'export let n = 1; export function inc(){ n++ }',
    },
  ],
  'esm cycles with hoisted functions': [
    ['a.mjs'],
    {
      'a.mjs': "import {b} from './b.mjs'; export function a(){ return 'a' } console.log(b())",
      'b.mjs': "import {a} from './a.mjs'; console.log(a()); export const b = () => a() + 'b'",
    },
  ],
  'esm temporal dead zone': [
    ['a.mjs'],
    {
      'a.mjs': "import './b.mjs'; export const x = 1",
      'b.mjs': "import {x} from './a.mjs'; try { x } catch (e) { console.log(e.name) }",
    },
  ],
  'esm re-exports': [
    ['a.mjs'],
    {
      'a.mjs': "import * as all from './b.mjs'; console.log(Object.keys(all), all.z, all.ns.y)",
      'b.mjs':
        "export * from './c.mjs'; export {y as z, default} from './c.mjs'; export * as ns from './c.mjs'; export const own = 1",
      'c.mjs': 'export const x = 1, y = 2; export default 3',
    },
  ],
  'esm missing export is a SyntaxError': [
    ['a.mjs'],
    {
      'a.mjs': "try { await import('./b.mjs') } catch (e) { console.log(e.name, e.message) }",
      'b.mjs': "import {nope} from './c.mjs'; console.log(nope)",
      'c.mjs': 'export const x = 1',
    },
  ],
  'esm imports commonjs': [
    ['a.mjs'],
    { 'a.mjs': "import d, {x} from './c.cjs'; console.log(d, x)", 'c.cjs': 'exports.x = 1; exports.y = 2' },
  ],
  'esm idioms: __dirname and require': [
    ['a.mjs'],
    {
      'a.mjs':
        "import {createRequire} from 'node:module'; import {fileURLToPath} from 'node:url'; import path from 'node:path'; const __filename = fileURLToPath(import.meta.url); const __dirname = path.dirname(__filename); const require = createRequire(import.meta.url); console.log(__filename, __dirname, require('./d.json'))",
      'd.json': '[1]',
    },
  ],
  'esm user variables named exports, module and require': [
    ['a.mjs'],
    {
      'a.mjs':
        'const exports = {a: 1}; const module = 2; function require() { return 3 } export { exports }; console.log(exports, module, require(), typeof __filename)',
    },
  ],
  'top-level await in the graph': [
    ['a.mjs'],
    {
      'a.mjs': "import {v} from './b.mjs'; console.log('a', v)",
      'b.mjs': "import './c.mjs'; export const v = await new Promise(r => setTimeout(() => r(7), 5)); console.log('b')",
      'c.mjs': "console.log('c')",
    },
  ],
  'import.meta': [
    ['a.mjs'],
    {
      'a.mjs':
        'console.log(import.meta.url, import.meta.dirname, import.meta.filename, import.meta.resolve("./x.js"), import.meta.resolve("fs"))',
    },
  ],
  'dynamic import from commonjs': [
    ['a.js'],
    {
      'a.js': "import('./b.mjs').then(ns => console.log(ns.default, ns.x)); console.log('first')",
      'b.mjs': 'export default 1; export const x = 2',
    },
  ],
  'dynamic import of commonjs and json': [
    ['a.mjs'],
    {
      'a.mjs':
        "const c = await import('./c.cjs'); console.log(c.default, c.x); const {default: j} = await import('./j.json', {with: {type: 'json'}}); console.log(j)",
      'c.cjs': 'exports.x = 1',
      'j.json': '{"a":[1]}',
    },
  ],
  'json with attributes': [
    ['a.mjs'],
    { 'a.mjs': "import j from './j.json' with { type: 'json' }; console.log(j.a)", 'j.json': '{"a":1}' },
  ],
  'type module and .cjs': [
    ['a.js'],
    {
      'package.json': '{"type":"module"}',
      'a.js': "import c from './c.cjs'; console.log(c, import.meta.url)",
      'c.cjs': 'module.exports = typeof require',
    },
  ],
  'shadowed import names': [
    ['a.mjs'],
    {
      'a.mjs':
        "import {x, f} from './b.mjs'; function g(x) { return x } const h = ({x}) => x; { let f = () => 'inner'; console.log(f()) } console.log(g(5), h({x: 6}), x, f(), [1].map(x => x), class { x = x }); try { throw 1 } catch (x) { console.log(x) } for (const x of [9]) console.log(x)",
      'b.mjs': "export const x = 'X'; export const f = () => 'F'",
    },
  ],
  'calls of imports have no this': [
    ['a.mjs'],
    {
      'a.mjs': "import {f} from './b.mjs'\nconst a = 1\nf()\nconst b = a\nf``\nif (a) f()\nelse f()",
      'b.mjs': 'export function f() { console.log(this) }',
    },
  ],
  'default exports keep their names': [
    ['a.mjs'],
    {
      'a.mjs':
        "import a from './1.mjs'; import b from './2.mjs'; import c from './3.mjs'; import d from './4.mjs'; console.log(a.name, b.name, c.name, d.name, a())",
      '1.mjs': 'export default function () { return 1 }',
      '2.mjs': 'export default () => {}',
      '3.mjs': 'export default class {}',
      '4.mjs': 'export default class Named {}',
    },
  ],
  'require cache can be cleared': [
    ['a.js'],
    {
      'a.js':
        "const a = require('./b'); delete require.cache[require.resolve('./b')]; const b = require('./b'); console.log(a === b, a.n, b.n)",
      'b.js': 'globalThis.n = (globalThis.n ?? 0) + 1; exports.n = globalThis.n',
    },
  ],
  'failed require runs again': [
    ['a.js'],
    {
      'a.js': "for (const i of [1,2]) try { require('./b') } catch (e) { console.log(e.message) }",
      'b.js': "throw new Error('boom ' + (globalThis.k = (globalThis.k ?? 0) + 1))",
    },
  ],
  'missing modules': [
    ['a.js'],
    {
      'a.js':
        "try { require('./nope') } catch (e) { console.log(e.code, e.message.split('\\n')[0], e.requireStack.length) } try { require('nopkg') } catch (e) { console.log(e.code, e.message.split('\\n')[0]) } import('nopkg').catch(e => console.log(e.code)); import('./no.mjs').catch(e => console.log(e.code))",
    },
  ],
  'module object': [
    ['a.js'],
    {
      'a.js':
        "console.log(module.id, module.loaded, module.children.length, module.paths[0], require.resolve('./b'), require('module').builtinModules.includes('fs'), require('module').isBuiltin('node:fs'))",
      'b.js': '',
    },
  ],
  'hashbang and strict': [
    ['a.js'],
    { 'a.js': '#!/usr/bin/env node\nconsole.log(this === exports, (function () { return typeof this })())' },
  ],
  'stdin module': [
    ['--input-type=module', '-'],
    {},
    "import fs from 'fs'; console.log(typeof fs.readFileSync, await 5)",
  ],
  'builtin namespaces': [
    ['a.mjs'],
    {
      'a.mjs':
        "import fs, {readFileSync} from 'fs'; import * as path from 'path'; import {strict as assert} from 'assert'; assert.equal(fs.readFileSync, readFileSync); console.log(path.join('a','b'), path.default.sep)",
    },
  ],
  'json syntax error names the file': [
    ['a.js'],
    {
      'a.js':
        "try { require('./x.json') } catch (e) { console.log(e.name, e.message.startsWith(__dirname + '/x.json')) }",
      'x.json': '{oops',
    },
  ],
  'symbolic identity of builtins': [
    [
      '-p',
      "require('fs') === require('node:fs') && require('path').posix === require('path/posix') && require('assert').strict === require('assert/strict') && require('fs').promises === require('fs/promises') && require('util').types === require('util/types')",
    ],
    {},
  ],
  'a missing export is shown where it is asked for': [
    ['a.mjs'],
    { 'a.mjs': "import fs from 'fs';\nimport { a, nope as b } from './b.mjs';", 'b.mjs': 'export const a = 1' },
  ],
  'a missing export over several lines, of CommonJS': [
    ['a.mjs'],
    { 'a.mjs': "import {\n  a,\n  nope\n} from './c.cjs';", 'c.cjs': 'exports.a = 1' },
  ],
  'a missing export of a built-in module': [['a.mjs'], { 'a.mjs': "export { nope } from 'node:fs';" }],
  'a missing default export': [['a.mjs'], { 'a.mjs': "import d from './b.mjs';", 'b.mjs': 'export const a = 1' }],
  'names of CommonJS in an ES module': [
    ['a.js'],
    { 'a.js': "const fs = require('fs')", 'package.json': '{"type":"module"}' },
  ],
  'extension-less main and directory main': [
    ['lib'],
    { 'lib/index.js': "console.log('lib main', process.argv.length)" },
  ],
  'imports that Node refuses, and the same as it wants them': [
    ['a.mjs'],
    {
      'a.mjs': `for (const name of ['./j.json', './d', './x', './t.txt', './none.js', './d/index.js', './x.cjs', './x.cjs?a=1'])
  await import(name).then((m) => console.log(name, Object.keys(m).sort()), (e) => console.log(name, e.name, e.code, e.message));
console.log((await import('./j.json', { with: { type: 'json' } })).default); const { default: j } = await import('./k.mjs'); console.log(j);`,
      'k.mjs': `import j from './j.json' with { type: 'json' }; export default j;`,
      'j.json': '{"a":1}',
      'd/index.js': '',
      'x.cjs': 'exports.x = 1',
      't.txt': 'text',
    },
  ],
  'JSON without its attribute': [
    ['a.mjs'],
    { 'a.mjs': "import j from './j.json'; console.log(j)", 'j.json': '{}' },
    '',
    'exit',
  ],
  'an import without its ending': [['a.mjs'], { 'a.mjs': "import './b'", 'b.js': '' }, '', 'exit'],
};
