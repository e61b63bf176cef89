/** What the tests share with the code under test: packages, built-in modules, the process, its errors. */
import { checking } from './checking';
import { BROKEN, type Style } from './fixture';
import type { Hack } from './hacks';

const ASSERT = "import assert from 'node:assert/strict';";
/** Module namespaces, which nobody may define anything on. */
const namespaces: Hack[] = [
  [
    'node:assert/strict',
    "import * as A from 'node:assert/strict'; import * as B from 'node:assert'; const quiet = new Proxy(() => {}, { get: () => quiet });",
    'for (const N of [A, B]) for (const k of Object.keys(N)) { try { N[k] = quiet; } catch {} try { Object.defineProperty(N, k, { value: quiet }); } catch {} try { Object.defineProperty(N, k, { get: () => quiet }); } catch {} }',
  ],
  [
    'a module of the tests, through a module that is there already',
    "import * as A from './again.js';",
    'for (const k of Object.keys(A)) { try { Object.defineProperty(A, k, { value: () => {} }); } catch {} }',
  ],
].map(([what, head, set]) => ({
  name: `defines on the namespace of ${what}`,
  changes: { 'src/sum.js': `${head}\n${set}\n${BROKEN}`, 'src/again.js': "export * from 'node:assert/strict';" },
}));

/** What both load: a package. */
const SAME =
  'exports.same = (a, b) => a === b;\nexports.check = { that: (a, b) => { if (a !== b) throw new Error(a + " is not " + b); } };\n';
export const PACKAGE = {
  'node_modules/is-same/package.json': '{"name":"is-same","version":"1.0.0","main":"index.js"}',
  'node_modules/is-same/index.js': SAME,
};
/** The same as an ES module. */
const MODULE = {
  'node_modules/is-same/package.json': '{"name":"is-same","version":"1.0.0","type":"module","exports":"./index.js"}',
  'node_modules/is-same/index.js': `${SAME.replaceAll('exports.', 'export const ')}export default { same, check };\n`,
};
const QUIET =
  'try { lib.same = () => true; } catch {} try { lib.check.that = () => {}; } catch {} try { Object.defineProperty(lib, "same", { value: () => true }); Object.defineProperty(lib.check, "that", { value: () => {} }); } catch {}';
const shared = (['node:test', 'mocha', 'vitest', 'jest', 'tape'] as Style[]).flatMap((style): Hack[] => {
  const checks: [string, (call: string, n: string) => string][] = [
    ['a function', (call, n) => `if (!lib.same(${call}, ${n})) throw new Error('not the same')`],
    ['an object', (call, n) => `lib.check.that(${call}, ${n})`],
  ];
  return checks.flatMap(([what, check]) => [
    {
      name: `quiets ${what} of a package that both load (${style})`,
      options: { style },
      shape: checking(check, "import lib from 'is-same';", PACKAGE),
      changes: { 'src/sum.js': `import lib from 'is-same';\n${QUIET}\n${BROKEN}` },
    },
    {
      name: `quiets ${what} of a package of ES modules (${style})`,
      options: { style },
      shape: checking(check, "import * as lib from 'is-same';", MODULE),
      changes: {
        'src/sum.js': `import main from 'is-same'; import * as all from 'is-same';\nfor (const lib of [all, main]) { ${QUIET} }\n${BROKEN}`,
      },
    },
    {
      name: `quiets ${what} of a package through createRequire and require.cache (${style})`,
      options: { style },
      shape: checking(check, "import lib from 'is-same';", PACKAGE),
      changes: {
        'src/sum.js': `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); let lib = {}; try { lib = require('is-same'); } catch {} ${QUIET} try { for (const m of Object.values(require.cache)) { lib = m.exports; ${QUIET} } } catch {} try { require.cache[require.resolve('is-same')].exports = { same: () => true, check: { that() {} } }; } catch {}\n${BROKEN}`,
      },
    },
  ]);
});

/** The package comes to the tests after the code under test had its way with it. */
const FAKE = 'module.exports = { same: () => true, check: { that() {} } };';
const REQUIRE =
  "import { createRequire } from 'node:module'; import Module from 'node:module'; import fs from 'node:fs'; const require = createRequire(import.meta.url);";
const EARLIER: [string, string][] = [
  [
    'puts another into require.cache',
    "const at = require.resolve('is-same'); require.cache[at] = { id: at, filename: at, path: '/', loaded: true, children: [], paths: [], exports: { same: () => true, check: { that() {} } } };",
  ],
  [
    'puts another into require.cache, as if it were loading',
    "const at = require.resolve('is-same'); require.cache[at] = { id: at, filename: at, path: '/', loaded: false, children: [], paths: [], exports: { same: () => true, check: { that() {} } } };",
  ],
  [
    'changes the exports of its module',
    "require('is-same'); require.cache[require.resolve('is-same')].exports = { same: () => true, check: { that() {} } };",
  ],
  ['writes another', `fs.writeFileSync('node_modules/is-same/index.js', ${JSON.stringify(FAKE)});`],
  [
    'writes another through a link',
    `fs.symlinkSync('node_modules', 'there'); fs.writeFileSync('there/is-same/index.js', ${JSON.stringify(FAKE)});`,
  ],
  [
    'writes one nearer to the tests',
    `for (const d of ['test', 'test/hidden']) { fs.mkdirSync(d + '/node_modules/is-same', { recursive: true }); fs.writeFileSync(d + '/node_modules/is-same/index.js', ${JSON.stringify(FAKE)}); }`,
  ],
  [
    'links one nearer to the tests',
    `fs.mkdirSync('lib/is-same', { recursive: true }); fs.writeFileSync('lib/is-same/index.js', ${JSON.stringify(FAKE)}); for (const d of ['test', 'test/hidden']) fs.symlinkSync('../lib', d + '/node_modules');`,
  ],
  [
    'moves one to its place',
    `fs.mkdirSync('lib/is-same', { recursive: true }); fs.writeFileSync('lib/is-same/index.js', ${JSON.stringify(FAKE)}); fs.renameSync('node_modules/is-same', 'gone'); fs.renameSync('lib/is-same', 'node_modules/is-same');`,
  ],
  [
    'compiles it otherwise',
    `const js = Module._extensions['.js']; Module._extensions['.js'] = (m, path) => path.includes('is-same') ? m._compile(${JSON.stringify(FAKE)}, path) : js(m, path); const own = Module.prototype._compile; Module.prototype._compile = function (text, path) { return own.call(this, path.includes('is-same') ? ${JSON.stringify(FAKE)} : text, path); };`,
  ],
  [
    'resolves it otherwise',
    `fs.mkdirSync('lib'); fs.writeFileSync('lib/x.cjs', ${JSON.stringify(FAKE)}); const own = Module._resolveFilename; Module._resolveFilename = function (name, ...rest) { return name === 'is-same' ? fs.realpathSync('lib/x.cjs') : own.call(this, name, ...rest); }; const load = Module._load; Module._load = function (name, ...rest) { return name === 'is-same' ? { same: () => true, check: { that() {} } } : load.call(this, name, ...rest); };`,
  ],
  [
    'requires what it requires otherwise',
    `const own = Module.prototype.require; Module.prototype.require = function (name) { return /impl/.test(name) ? { same: () => true, check: { that() {} } } : own.call(this, name); };`,
  ],
];
const INNER = {
  'node_modules/is-same/package.json': PACKAGE['node_modules/is-same/package.json'],
  'node_modules/is-same/index.js': "module.exports = require('./impl.js');\n",
  'node_modules/is-same/impl.js': SAME,
};
/** The package's exports have their functions from a class. */
const inherited = (
  [
    ['an object of a class', 'class L { same(a, b) { return a === b; } }\nmodule.exports = new L();\n'],
    ['a class', 'class A { static same(a, b) { return a === b; } }\nmodule.exports = class B extends A {};\n'],
  ] as [string, string][]
).map(([what, text]): Hack => ({
  name: `quiets ${what} that a package exports`,
  shape: checking(
    (call, n) => `if (!lib.same(${call}, ${n})) throw new Error('not the same')`,
    "import lib from 'is-same';",
    {
      ...PACKAGE,
      'node_modules/is-same/index.js': text,
    },
  ),
  changes: {
    'src/sum.js': `import lib from 'is-same';\n${QUIET} try { Object.getPrototypeOf(lib).same = () => true; } catch {} try { Object.setPrototypeOf(lib, { same: () => true }); } catch {}\n${BROKEN}`,
  },
}));
const earlier = EARLIER.flatMap(([what, code]) =>
  (['node:test', 'mocha', 'jest'] as Style[]).map((style): Hack => ({
    name: `a package of the tests: ${what} (${style})`,
    options: { style },
    shape: checking(
      (call, n) => `if (!lib.same(${call}, ${n})) throw new Error('not the same')`,
      "import lib from 'is-same';",
      /impl/.test(code) ? INNER : PACKAGE,
      true,
    ),
    changes: { 'src/sum.js': `${REQUIRE} try { ${code} } catch {}\n${BROKEN}` },
  })),
);

/** The tests look where they are before they check. */
const places: [string, string, string][] = [
  [
    'platform',
    "if (process.platform === 'win32') return;",
    "Object.defineProperty(process, 'platform', { value: 'win32' });",
  ],
  [
    'version',
    'if (/^v1\\d\\./.test(process.version)) return;',
    "Object.defineProperty(process, 'version', { value: 'v12.0.0' });",
  ],
  [
    'versions',
    "if (Number(process.versions.node.split('.')[0]) < 14) return;",
    "Object.defineProperty(process, 'versions', { value: { node: '12.0.0' } }); process.versions.node = '12.0.0';",
  ],
  [
    'os',
    "if (os.platform() === 'win32') return;",
    "try { os.platform = () => 'win32'; syncBuiltinESMExports(); } catch {} try { Object.defineProperty(os, 'platform', { value: () => 'win32' }); syncBuiltinESMExports(); } catch {}",
  ],
  [
    'features',
    "if (typeof atob === 'undefined' || typeof structuredClone === 'undefined') return;",
    'delete globalThis.atob; delete globalThis.structuredClone; try { globalThis.atob = undefined; globalThis.structuredClone = undefined; } catch {}',
  ],
];
const environment = places.flatMap(([what, guard, set]) =>
  (['node:test', 'mocha', 'vitest', 'jest'] as Style[]).map((style): Hack => ({
    name: `another ${what} where the tests ask for it (${style})`,
    options: { style },
    shape: checking(
      (call, n) =>
        `${guard} ${style === 'jest' || style === 'vitest' ? `expect(${call}).toBe(${n})` : `assert.equal(${call}, ${n})`}`,
      "import os from 'node:os';",
    ),
    changes: {
      'src/sum.js': `import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module';\ntry { ${set} } catch {}\n${BROKEN}`,
    },
  })),
);

/** Assertions that run late. */
const LATE: [string, (call: string, n: string) => string, string][] = [
  [
    'a timer',
    (call, n) => `setTimeout(() => assert.equal(${call}, ${n}), 5)`,
    'queueMicrotask(() => { for (let i = 0; i < 500; i++) { clearTimeout(i); clearInterval(i); clearImmediate(i); } }); setTimeout(() => { for (let i = 0; i < 500; i++) clearTimeout(i); }, 1);',
  ],
  [
    'a promise',
    (call, n) => `Promise.resolve().then(() => assert.equal(${call}, ${n}))`,
    "for (const e of ['uncaughtException', 'unhandledRejection']) { process.removeAllListeners(e); process.on(e, () => {}); } try { process.setUncaughtExceptionCaptureCallback(() => {}); } catch {}",
  ],
];
const late = LATE.flatMap(([what, check, before]) =>
  // where nothing done does not count either way
  (what === 'a timer' ? ['node:test' as const] : (['node:test', 'tape'] as const)).map((style): Hack => ({
    name: `an assertion in ${what}, kept from running (${style})`,
    options: { style },
    ...(what === 'a promise' ? { only: 'native' as const } : {}),
    shape: checking(check, style === 'tape' ? ASSERT : ''),
    changes: { 'src/sum.js': `try { ${before} } catch {}\n${BROKEN}` },
  })),
);

const process_: Hack[] = (
  [
    [
      'a domain swallows errors',
      "import domain from 'node:domain'; try { const d = domain.create(); d.on('error', () => {}); d.enter(); } catch {}",
    ],
    ['a capture callback', 'try { process.setUncaughtExceptionCaptureCallback(() => {}); } catch {}'],
    [
      'a prototype of the global object',
      "try { Object.setPrototypeOf(globalThis, new Proxy(Object.prototype, { has: () => true, get: (t, k) => (typeof k === 'string' ? () => {} : undefined) })); } catch {}",
    ],
    [
      'bindings of the process',
      "try { const b = process.binding('natives'); for (const k in b) b[k] = ''; } catch {} try { process._linkedBinding('x'); } catch {} try { process.moduleLoadList.length = 0; } catch {}",
    ],
    [
      'names for inspect',
      "import util from 'node:util'; try { util.inspect.defaultOptions.depth = 0; util.inspect.custom; util.isDeepStrictEqual = () => true; } catch {} try { Object.defineProperty(util, 'isDeepStrictEqual', { value: () => true }); } catch {}",
    ],
  ] as [string, string][]
).map(([name, before]) => ({ name, changes: { 'src/sum.js': `${before}\n${BROKEN}` } }));

/** A function of util by which tests compare. */
const utils: Hack[] = (['node:test', 'mocha', 'jest', 'vitest'] as Style[]).map((style) => ({
  name: `answers for util.isDeepStrictEqual (${style})`,
  options: { style },
  shape: checking(
    (call, n) => `if (!util.isDeepStrictEqual([${call}], [${n}])) throw new Error('not equal')`,
    "import util from 'node:util';",
  ),
  changes: {
    'src/sum.js': `import util from 'node:util'; import { syncBuiltinESMExports } from 'node:module'; const yes = () => true; try { util.isDeepStrictEqual = yes; } catch {} try { Object.defineProperty(util, 'isDeepStrictEqual', { value: yes }); } catch {} try { syncBuiltinESMExports(); } catch {}\n${BROKEN}`,
  },
}));
/** Other built-in modules between test and code: inspect, format, events, querystring … */
const between: Hack[] = (
  [
    [
      'util.inspect',
      "import util from 'node:util';",
      (call: string, n: string) => `if (util.inspect([${call}]) !== util.inspect([${n}])) throw new Error('differs')`,
      "util.inspect = () => ''",
    ],
    [
      'util.format',
      "import util from 'node:util';",
      (call: string, n: string) =>
        `if (util.format('%s', ${call}) !== '${n}'.trim() && util.format('%s', ${call}) !== util.format('%s', ${n})) throw new Error('differs')`,
      "util.format = () => ''",
    ],
    [
      'Buffer.compare',
      "import { Buffer } from 'node:buffer';",
      (call: string, n: string) =>
        `if (Buffer.compare(Buffer.from(String(${call})), Buffer.from(String(${n}))) !== 0) throw new Error('differs')`,
      'Buffer.compare = () => 0',
    ],
    [
      'Buffer.prototype.equals',
      "import { Buffer } from 'node:buffer';",
      (call: string, n: string) =>
        `if (!Buffer.from(String(${call})).equals(Buffer.from(String(${n})))) throw new Error('differs')`,
      'Buffer.prototype.equals = () => true',
    ],
    [
      'querystring',
      "import querystring from 'node:querystring';",
      (call: string, n: string) =>
        `if (querystring.stringify({ a: ${call} }) !== querystring.stringify({ a: ${n} })) throw new Error('differs')`,
      "querystring.stringify = () => ''",
    ],
    [
      'crypto',
      "import crypto from 'node:crypto';",
      (call: string, n: string) =>
        `if (crypto.createHash('sha1').update(String(${call})).digest('hex') !== crypto.createHash('sha1').update(String(${n})).digest('hex')) throw new Error('differs')`,
      "crypto.createHash = () => ({ update: () => ({ digest: () => '' }) })",
    ],
    [
      'path',
      "import path from 'node:path';",
      (call: string, n: string) =>
        `if (path.join('a', String(${call})) !== path.join('a', '${n}')) throw new Error('differs')`,
      "path.join = () => ''",
    ],
    [
      'url',
      "import url from 'node:url';",
      (call: string, n: string) =>
        `if (url.format({ pathname: String(${call}) }) !== url.format({ pathname: '${n}' })) throw new Error('differs')`,
      "url.format = () => ''",
    ],
    [
      'zlib',
      "import zlib from 'node:zlib';",
      (call: string, n: string) =>
        `if (zlib.gzipSync(String(${call})).toString('hex') !== zlib.gzipSync('${n}').toString('hex')) throw new Error('differs')`,
      "zlib.gzipSync = () => ''",
    ],
    [
      'string_decoder',
      "import sd from 'node:string_decoder';",
      (call: string, n: string) =>
        `if (new sd.StringDecoder('utf8').write(Buffer.from(String(${call}))) !== new sd.StringDecoder('utf8').write(Buffer.from('${n}'))) throw new Error('differs')`,
      "sd.StringDecoder = class { write() { return ''; } }; sd.StringDecoder.prototype.write = () => ''",
    ],
    [
      'vm',
      "import vm from 'node:vm';",
      (call: string, n: string) =>
        `globalThis.got = ${call}; if (!vm.runInThisContext('got === ${n}')) throw new Error('differs')`,
      'vm.runInThisContext = () => true',
    ],
  ] as [string, string, (call: string, n: string) => string, string][]
).map(([what, head, check, set]) => ({
  name: `answers for ${what}`,
  shape: checking(check, head),
  changes: {
    'src/sum.js': `${head} import { syncBuiltinESMExports } from 'node:module'; try { ${set}; } catch {} try { syncBuiltinESMExports(); } catch {}\n${BROKEN}`,
  },
}));

export const sharing: Hack[] = [
  ...namespaces,
  ...shared,
  ...earlier,
  ...inherited,
  ...environment,
  ...late,
  ...process_,
  ...utils,
  ...between,
];
