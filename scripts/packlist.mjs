// The packs: which package, which exports, what stands in for parts that need a real process.

const zlib = `
const { gzipSync, gunzipSync } = require('fflate');
module.exports = { gzipSync: (bytes) => Buffer.from(gzipSync(bytes, { mtime: 0 })), gunzipSync: (bytes) => Buffer.from(gunzipSync(bytes)) };
`;

/** In the verdict a value is what it passes for, and words are words (src/node/plain.ts). */
const PLAIN = (...names) => names.map((name) => `globalThis.__plain?.(${name});`).join('');
const WORDS = (name) => `globalThis.__words?.(${name});`;
/** … and a promise hands its outcome over. */
const PROMISED = (name) => `(globalThis.__promised?.(${name}) ?? ${name})`;
/** Where chai takes a value in, and where it looks for words in what was thrown. */
const chaiValues = {
  chai4: {
    'chai4/lib/chai/utils/flag.js': [
      ['if (arguments.length === 3) {', `if (arguments.length === 3) {if (key === 'object') {${PLAIN('value')}}`],
    ],
    'check-error/index.js': [
      [
        'function compatibleMessage(thrown, errMatcher) {',
        `function compatibleMessage(thrown, errMatcher) {${WORDS('thrown')}`,
      ],
    ],
  },
  chai: {
    'node_modules/chai/index.js': [
      [
        'function flag(obj, key, value) {',
        `function flag(obj, key, value) {if (key === 'object' && arguments.length === 3) {${PLAIN('value')}}`,
      ],
      [
        'function compatibleMessage(thrown, errMatcher) {',
        `function compatibleMessage(thrown, errMatcher) {${WORDS('thrown')}`,
      ],
    ],
  },
};

/**
 * What a test receives may claim to be an asymmetric matcher and would equal everything: in the verdict only those that the
 * library made, or that a test wrote, are (see src/node/custody `genuine`).
 */
const jestMatchers = {
  'node_modules/expect/build/index.js': [
    ['const expect = (actual, ...rest) => {', `const expect = (actual, ...rest) => {${PLAIN('actual')}`],
    ['return actual.then(', `return ${PROMISED('actual')}.then(`],
    ['return actualWrapper.then(', `return ${PROMISED('actualWrapper')}.then(`],
  ],
  'expect/build/toThrowMatchers.js': [['const getThrown = e => {', `const getThrown = e => {${WORDS('e')}`]],
  'expect/build/asymmetricMatchers.js': [
    [
      "  $$typeof = Symbol.for('jest.asymmetricMatcher');",
      "  $$typeof = (globalThis.__genuine?.(this, true), Symbol.for('jest.asymmetricMatcher'));",
    ],
  ],
  'expect-utils/build/jasmineUtils.js': [
    [
      'function eq(a, b, aStack, bStack, customTesters, strictCheck) {',
      `function eq(a, b, aStack, bStack, customTesters, strictCheck) {${PLAIN('a', 'b')}`,
    ],
    [
      "return !!obj && isA('Function', obj.asymmetricMatch);",
      "return !!obj && isA('Function', obj.asymmetricMatch) && (!globalThis.__genuine || globalThis.__genuine(obj));",
    ],
  ],
};

/** chai, and the files that only put one of its styles on the global object, with and without their ending. */
const chai = (from) => ({
  '.': `module.exports = require('${from}')`,
  ...Object.fromEntries(
    ['assert', 'expect', 'should'].flatMap((style) =>
      ['', '.js'].map((end) => [
        `./register-${style}${end}`,
        `globalThis.${style} = require('chai').${style}${style === 'should' ? '()' : ''};`,
      ]),
    ),
  ),
});

/** `id` (default: name) is the pack's file; `range` says for which wanted majors it replaces the plain name. */
export const packs = [
  {
    name: 'mocha',
    subpaths: { '.': `module.exports = require('inside:mocha/lib/mocha.cjs')` },
    replace: {
      'parallel-buffered-runner(\\.c?js)?$': `module.exports = class { constructor() { throw new Error('mocha --parallel is not available here; run without it') } }`,
      'nodejs/esm-utils(\\.c?js)?$': `exports.requireOrImport = (file) => require(file); exports.loadFilesAsync = async () => {};`,
      'nodejs/file-unloader(\\.c?js)?$': `exports.unloadFile = () => {};`,
      'plugin-loader(\\.c?js)?$': `exports.PluginLoader = { create: () => ({ load() {}, finalize: async () => ({}) }) };`,
    },
  },
  { name: 'chai', from: 'chai4', subpaths: chai('chai4'), edit: chaiValues.chai4 },
  { name: 'chai', id: 'chai@6', from: 'chai', range: [5, 6], subpaths: chai('chai'), edit: chaiValues.chai },
  {
    name: 'tape',
    edit: {
      'tape/index.js': [
        ['var harness;', 'var harness, hear;'],
        [
          'harness = createExitHarness(opts || {}, wait);',
          'harness = createExitHarness(opts || {}, wait);if (hear) { hear(harness); }',
        ],
        [
          'lazyLoad.wait = function',
          'lazyLoad.listen = function (listener) { hear = listener; delete lazyLoad.listen; };\n\tlazyLoad.wait = function',
        ],
      ],
    },
  },
  {
    name: 'tap',
    from: 'libtap',
    subpaths: { '.': `module.exports = require('libtap')` },
    // the strict engine has no captureStackTrace
    edit: {
      'stack-utils/index.js': [
        [
          'const obj = {};\n\n    Error.captureStackTrace(obj, fn);',
          "const obj = { stack: '' };\n    Error.captureStackTrace?.(obj, fn);",
        ],
        [
          'const obj = {};\n    Error.captureStackTrace(obj, fn);',
          'const obj = { stack: [] };\n    Error.captureStackTrace?.(obj, fn);',
        ],
      ],
      'libtap/lib/test.js': ['caller', 'fn', 'this[_currentAssert]'].map((above) => [
        `Error.captureStackTrace(er, ${above}`,
        `Error.captureStackTrace?.(er, ${above}`,
      ]),
    },
  },
  {
    name: 'uvu',
    subpaths: {
      '.': `module.exports = require('inside:uvu/dist/index.js')`,
      './assert': `module.exports = require('inside:uvu/assert/index.js')`,
      './diff': `module.exports = require('inside:uvu/diff/index.js')`,
      './parse': `module.exports = require('inside:uvu/parse/index.js')`,
      './run': `
        exports.run = async (suites, opts = {}) => {
          globalThis.UVU_DEFER = 1;
          const uvu = require('uvu');
          suites.forEach((suite, index) => {
            globalThis.UVU_QUEUE.push([suite.name]);
            globalThis.UVU_INDEX = index;
            require(suite.file);
          });
          await uvu.exec(opts.bail);
        };`,
    },
    external: ['uvu', 'uvu/diff'],
    // uvu keeps its results to itself: let one listener (taken before guest code runs) hear of each test.
    edit: {
      'dequal/dist/index.(m?)js': [
        ['function dequal(foo, bar) {', `function dequal(foo, bar) {${PLAIN('foo', 'bar')}`],
      ],
      'uvu/assert/index.js': [
        ['function match(val, exp, msg) {', `function match(val, exp, msg) {${WORDS('{ message: val }')}`],
      ],
      'uvu/dist/index.js': [
        [
          'let timer;',
          'let hear = () => {};\nexports.listen = (listener) => { hear = listener; delete exports.listen; };\nlet timer;',
        ],
        ['state.__test__ = test.name;', `state.__test__ = test.name;hear('start', name, test.name);`],
        ['write(PASS);', `hear('pass', name, test.name);write(PASS);`],
        ['} catch (err) {', `} catch (err) {hear('fail', name, test.name, err);`],
        ['test.skip = () => { ctx.skips++ };', `test.skip = (label) => { ctx.skips++; hear('skip', name, label) };`],
        ['if (name != null) write', `hear('file', name);if (name != null) write`],
        ['isRunning = false;\n\twrite', `isRunning = false;hear('end', code, total);\n\twrite`],
      ],
    },
    flatten: false,
  },
  {
    name: 'ava',
    subpaths: {
      '.': `module.exports = require('./adapter.js')`,
      './adapter': `
        const { set: setChalk } = require('inside:ava/lib/chalk.js');
        setChalk({ level: 0 });
        exports.Runner = require('inside:ava/lib/runner.js').default;`,
    },
    external: ['./adapter.js'],
    edit: {
      'ava/lib/assert.js': [
        ['Promise.resolve(promise).then(value =>', `Promise.resolve(${PROMISED('promise')}).then(value =>`],
        ['Promise.resolve(promise).then(noop,', `Promise.resolve(${PROMISED('promise')}).then(noop,`],
      ],
    },
    replace: { '^(node:)?zlib$': zlib },
    flatten: false,
  },
  { name: 'sinon' },
  { name: 'expect', edit: jestMatchers },
  { name: 'jest-mock' },
  { name: 'jest-each' },
  { name: '@sinonjs/fake-timers' },
  {
    name: 'jest',
    subpaths: {
      '.': `
        exports.circus = require('inside:jest-circus/build/index.js').default;
        exports.run = require('inside:jest-circus/build/run.js').default;
        exports.state = require('inside:jest-circus/build/state.js');
        exports.expect = require('inside:@jest/expect/build/index.js').jestExpect;
        exports.mock = require('jest-mock');
        exports.timers = require('inside:@jest/fake-timers/build/index.js');
        exports.snapshot = { ...require('inside:jest-snapshot/build/plugins.js'), State: require('inside:jest-snapshot/build/State.js').default };
        exports.makeName = require('inside:jest-circus/build/utils.js').getTestID;
        exports.globals = require('inside:jest-circus/build/globalErrorHandlers.js');`,
    },
    replace: {
      '/SnapshotResolver$|^@jest/transform$': `exports.buildSnapshotResolver = async () => undefined; exports.EXTENSION = 'snap'; exports.isSnapshotPath = (p) => p.endsWith('.snap'); exports.DOT_EXTENSION = '.snap';`,
      '/InlineSnapshots$': `exports.saveInlineSnapshots = () => { throw new Error('Inline snapshots are not written here: write the expected text into the test') };`,
      '^graceful-fs$': `module.exports = require('fs')`,
      '^jest-haste-map$': `module.exports = {}`,
    },
    edit: {
      // Its own prototype is Date's: that says what is so already, and fails where Date is frozen.
      '@jest/fake-timers/node_modules/@sinonjs/fake-timers/src/fake-timers-src.js': [
        ['target.prototype.toUTCString = source.prototype.toUTCString;', ''],
      ],
      ...jestMatchers,
      'jest-circus/build/utils.js': [[`require.resolve('jest-each')`, `'/usr/lib/node_modules/jest-each/index.js'`]],
    },
    flatten: false,
  },
  {
    name: 'vitest',
    subpaths: {
      '.': `module.exports = require('./adapter.js').api`,
      './config': `
        exports.defineConfig = exports.defineProject = (config) => config;
        exports.mergeConfig = (a, b) => ({ ...a, ...b, test: { ...a.test, ...b.test } });
        exports.defineWorkspace = (list) => list;
        exports.configDefaults = { include: ['**/*.{test,spec}.?(c|m)[jt]s?(x)'], exclude: ['**/node_modules/**', '**/.git/**'] };
        exports.defaultExclude = exports.configDefaults.exclude;`,
      './adapter': `
        const api = require('inside:vitest/dist/index.js');
        require('@vitest/utils/timers').setSafeTimers();
        exports.version = require('vitest/package.json').version;
        exports.api = { ...api };
        exports.TestRunner = api.TestRunner;
        exports.startTests = require('@vitest/runner').startTests;
        exports.SnapshotEnvironment = require('@vitest/snapshot/environment').NodeSnapshotEnvironment;
        exports.getTestName = require('@vitest/runner/utils').getTestName;`,
    },
    external: ['./adapter.js'],
    edit: {
      ...chaiValues.chai,
      '@vitest/expect/dist/index.js': [
        [
          'function eq(a, b, aStack, bStack, customTesters, hasKey) {',
          `function eq(a, b, aStack, bStack, customTesters, hasKey) {${PLAIN('a', 'b')}`,
        ],
        ['Promise.resolve(obj).then((value)', `Promise.resolve(${PROMISED('obj')}).then((value)`],
        ['Promise.resolve(wrapper).then((value)', `Promise.resolve(${PROMISED('wrapper')}).then((value)`],
        [
          '\t$$typeof = Symbol.for("jest.asymmetricMatcher");',
          '\t$$typeof = (globalThis.__genuine?.(this, true), Symbol.for("jest.asymmetricMatcher"));',
        ],
        [
          'return !!obj && typeof obj === "object" && "asymmetricMatch" in obj && isA("Function", obj.asymmetricMatch);',
          'return !!obj && typeof obj === "object" && "asymmetricMatch" in obj && isA("Function", obj.asymmetricMatch) && (!globalThis.__genuine || globalThis.__genuine(obj));',
        ],
      ],
    },
    replace: {
      '^vite/module-runner$': `exports.EvaluatedModules = class { idToModuleMap = new Map(); getModuleById() {} invalidateModule() {} }`,
    },
    flatten: false,
  },
  { name: 'expect-type' },
  {
    name: 'should',
    edit: { 'should/cjs/should.js': [['function Assertion(obj) {', `function Assertion(obj) {${PLAIN('obj')}`]] },
  },
  {
    name: 'expect.js',
    edit: {
      'expect.js/index.js': [
        ['function Assertion (obj, flag, parent) {', `function Assertion (obj, flag, parent) {${PLAIN('obj')}`],
      ],
    },
  },
  {
    name: 'decache',
    edit: {
      'decache/decache.js': [
        ['stack[i].getFileName()', 'stack[i].getScriptNameOrSourceURL()'],
        ['filename !== module.filename', 'filename !== __filename'],
        ['Object.keys(module.constructor._pathCache)', '[]'],
      ],
    },
  },
  { name: 'is-buffer' },
  { name: 'parse-ms' },
  { name: 'decode-uri-component' },
  { name: 'filter-obj' },
  { name: 'split-on-first' },
];
