// The packs: which package, which exports, what stands in for parts that need a real process.

const zlib = `
const { gzipSync, gunzipSync } = require('fflate');
module.exports = { gzipSync: (bytes) => Buffer.from(gzipSync(bytes, { mtime: 0 })), gunzipSync: (bytes) => Buffer.from(gunzipSync(bytes)) };
`;

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
  { name: 'chai', from: 'chai4' },
  { name: 'chai', id: 'chai@6', from: 'chai', range: [5, 6] },
  { name: 'tape' },
  { name: 'tap', from: 'libtap', subpaths: { '.': `module.exports = require('libtap')` } },
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
    flatten: false,
  },
  {
    name: 'ava',
    subpaths: {
      '.': `module.exports = require('./adapter.js')`,
      './adapter': `
        const { set: setChalk } = require('inside:ava/lib/chalk.js');
        const { set: setOptions } = require('inside:ava/lib/worker/options.cjs');
        setChalk({ level: 0 });
        setOptions({});
        exports.Runner = require('inside:ava/lib/runner.js').default;
        exports.setOptions = setOptions;`,
    },
    external: ['./adapter.js'],
    replace: { '^(node:)?zlib$': zlib },
    flatten: false,
  },
  { name: 'sinon' },
  { name: 'expect' },
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
    flatten: false,
  },
  {
    name: 'vitest',
    subpaths: {
      '.': `
        exports.runner = require('@vitest/runner');
        exports.utils = require('@vitest/runner/utils');
        exports.expect = require('@vitest/expect');
        exports.spy = require('@vitest/spy');
        exports.snapshot = require('@vitest/snapshot');
        exports.diff = require('@vitest/utils/diff');
        exports.error = require('@vitest/utils/error');
        exports.timers = require('@sinonjs/fake-timers');
        exports.chai = require('chai');`,
    },
    flatten: false,
  },
  { name: 'should' },
  { name: 'expect.js' },
  { name: 'decache' },
  { name: 'is-buffer' },
  { name: 'parse-ms' },
  { name: 'decode-uri-component' },
  { name: 'filter-obj' },
  { name: 'split-on-first' },
];
