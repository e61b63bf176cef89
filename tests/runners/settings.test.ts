/** What repositories bring along with their runner: settings, mocks of ES modules, environments. Each passes under the real one. */
import { describe, expect, it } from 'vitest';
import { lines, run } from './run';

type Case = [files: Record<string, string>, expected: string[], command?: string];
const pkg = (more: object = {}) => JSON.stringify({ name: 'x', version: '1.0.0', ...more });
const babel = { 'babel.config.js': "module.exports = { presets: ['@babel/preset-env'] }" };

const jest: Record<string, Case> = {
  'ES module syntax with a mock behind the imports': [
    {
      'package.json': pkg(),
      ...babel,
      'b.js': "export default () => 'real'; export function named() { return 'real'; }",
      'c.js':
        "import b, { named } from './b'; export const c = () => b() + named(); export * from './d'; export { default as again } from './b';",
      'd.js': 'export let n = 1; export const bump = () => { n++; };',
      'a.test.js': `import { c, n, bump, again } from './c';
import * as all from './c';
jest.mock('./b', () => ({ __esModule: true, default: jest.fn(() => 'mk'), named: () => '!' }));
import b from './b';
test('mocked', () => { expect(b()).toBe('mk'); expect(c()).toBe('mk!'); expect(again).toBe(b); });
test('live', () => { bump(); expect(n).toBe(2); });
test('line', () => { expect(new Error('x').stack).toMatch(/a\\.test\\.js:7:/); });
test('spied', () => { const spy = jest.spyOn(all, 'c').mockReturnValue(9); expect(all.c()).toBe(9); spy.mockRestore(); expect(all.c()).toBe('mk!'); });
test('import()', async () => { const m = await import('./b'); expect(m.default()).toBe('mk'); jest.resetModules(); jest.doMock('./b', () => ({ __esModule: true, default: () => 'later' })); expect((await import('./b')).default()).toBe('later'); expect(require('./b').default()).toBe('later'); });`,
    },
    ['pass import()', 'pass line', 'pass live', 'pass mocked', 'pass spied'],
  ],
  'TypeScript with typed mocks, automatic mocks, actual parts': [
    {
      'package.json': pkg({ jest: { preset: 'ts-jest' } }),
      'a.ts':
        "export enum E { A = 'a' } export interface T { n: number } export class S { get(): number { return 1; } } export const g = (): number => 1; export default function f<X>(x: X): X { return x; }",
      'a.test.ts': `import f, { g, E, S, type T } from './a';
jest.mock('./a', () => ({ ...jest.requireActual('./a'), __esModule: true, g: jest.fn() }));
const mocked = g as jest.MockedFunction<typeof g>;
test('part', () => { mocked.mockReturnValue(5); expect(g()).toBe(5); expect(f<string>('x')).toBe('x'); expect(E.A).toBe('a'); const t: T = { n: 1 }; expect(t.n).toBe(new S().get()); });`,
      'b.test.ts': `import { S, g } from './a'; jest.mock('./a');
test('auto', () => { expect(g()).toBeUndefined(); const s = new S(); expect(s.get()).toBeUndefined(); expect(S).toHaveBeenCalledTimes(1); });`,
      'c.test.ts':
        "import { jest, test, expect } from '@jest/globals'; import { g } from './a'; jest.mock('./a', () => ({ g: () => 3 })); test('globals', () => expect(g()).toBe(3));",
    },
    ['pass auto', 'pass globals', 'pass part'],
  ],
  'real ES modules with unstable_mockModule': [
    {
      'package.json': pkg({ type: 'module', scripts: { test: 'NODE_OPTIONS=--experimental-vm-modules jest' } }),
      'dep.js': "export const f = () => 'real'; export default 1;",
      'use.js': "import d, { f } from './dep.js'; export const u = () => f() + d;",
      'a.test.js': `import { jest } from '@jest/globals';
jest.unstable_mockModule('./dep.js', async () => { await null; return { f: jest.fn(() => 'mock'), default: 2 }; });
const { u } = await import('./use.js'); const { f } = await import('./dep.js');
test('mocked', () => { expect(u()).toBe('mock2'); expect(f).toHaveBeenCalledTimes(1); });`,
    },
    ['pass mocked'],
    'npm test',
  ],
  'settings: global setup, serializers, transforms, directories, environment': [
    {
      'package.json': pkg({
        jest: {
          globalSetup: './gs.js',
          globalTeardown: '<rootDir>/gt.js',
          snapshotSerializers: ['./ser.js'],
          transform: { '\\.txt$': '<rootDir>/raw.js', '\\.[jt]sx?$': 'babel-jest' },
          moduleDirectories: ['node_modules', 'src'],
          modulePaths: ['<rootDir>/lib'],
          globals: { G: 7 },
          fakeTimers: { enableGlobally: true },
        },
      }),
      'gs.js': 'module.exports = async (global, project) => { process.env.GS = typeof project.rootDir; };',
      'gt.js': "module.exports = async () => console.log('torn down');",
      'ser.js':
        "module.exports = { test: (v) => typeof v === 'string' && v.startsWith('@@'), serialize: (v) => 'SER(' + v + ')' }",
      'raw.js': "module.exports = { process: (src) => ({ code: 'module.exports = ' + JSON.stringify(src) }) }",
      't.txt': 'hello\n',
      'src/utils/q.js': 'module.exports = 1',
      'lib/r.js': 'module.exports = 2',
      'src/dist/index.test.js': "test('below dist', () => expect(G).toBe(7));",
      'a.test.js': `test('all', () => { expect(process.env.GS).toBe('string'); expect('@@x').toMatchInlineSnapshot('SER(@@x)'); expect(require('./t.txt')).toBe('hello\\n');
expect(require('utils/q')).toBe(1); expect(require('r')).toBe(2); expect(process.env.NODE_ENV).toBe('test'); expect(process.env.JEST_WORKER_ID).toBe('1'); const f = jest.fn(); setTimeout(f, 1e6); jest.runAllTimers(); expect(f).toHaveBeenCalled(); });`,
    },
    ['pass all', 'pass below dist'],
  ],
  'projects, by folder and by object': [
    {
      'package.json': pkg({
        jest: {
          projects: [
            '<rootDir>/packages/*',
            { displayName: 'c', rootDir: '<rootDir>/c', testMatch: ['<rootDir>/**/*.check.js', '!**/skip/**'] },
          ],
        },
      }),
      'packages/a/package.json': pkg({
        jest: { setupFiles: ['<rootDir>/s.js'], moduleNameMapper: { '^@/(.*)$': '<rootDir>/$1' } },
      }),
      'packages/a/s.js': 'global.P = "a"',
      'packages/a/x.js': 'module.exports = 3',
      'packages/a/a.test.js': "test('a', () => { expect(P).toBe('a'); expect(require('@/x')).toBe(3); })",
      'packages/b/jest.config.js': "module.exports = { testMatch: ['<rootDir>/spec/*.js'] }",
      'packages/b/package.json': pkg(),
      'packages/b/spec/b.js': "test('b', () => expect(1).toBe(1))",
      'c/x.check.js': "test('c', () => {})",
      'c/skip/y.check.js': "test('never', () => { throw 1 })",
    },
    ['pass a', 'pass b', 'pass c'],
  ],
  'mocks of packages at the root': [
    {
      'package.json': pkg(),
      '__mocks__/left.js': "module.exports = 'mocked'",
      '__mocks__/fs.js': "module.exports = 'not by itself'",
      'node_modules/left/index.js': "module.exports = 'real'",
      'a.test.js':
        "test('mocked', () => { expect(require('left')).toBe('mocked'); expect(jest.requireActual('left')).toBe('real'); expect(typeof require('fs').readFileSync).toBe('function'); });",
      'b.test.js': "jest.unmock('left'); test('unmocked', () => expect(require('left')).toBe('real'));",
    },
    ['pass mocked', 'pass unmocked'],
  ],
};

const config = (text: string) => ({
  'vitest.config.mjs': `import { defineConfig } from 'vitest/config'; export default defineConfig(${text});`,
});
const vitest: Record<string, Case> = {
  'a configuration with __dirname, a plugin that is not there, aliases of both kinds': [
    {
      'package.json': pkg({ type: 'module' }),
      'vitest.config.ts': `import { defineConfig, mergeConfig } from 'vitest/config'; import react from '@vitejs/plugin-react'; import path from 'path'; import base from './base';
export default mergeConfig(base, defineConfig({ plugins: [react()], resolve: { alias: { '@': path.resolve(__dirname, './src') } } }));`,
      'base.ts':
        "import { join } from 'node:path'; export default { resolve: { alias: {} }, test: { alias: [{ find: /^~(.*)$/, replacement: join(__dirname, 'src') + '/$1' }] } };",
      'src/a.ts': 'export const a: number = 1',
      'src/a.test.ts':
        "import { test, expect } from 'vitest'; import { a } from '@/a'; import { a as b } from '~a'; test('alias', () => expect([a, b]).toEqual([1, 1]));",
    },
    ['pass alias'],
  ],
  'environment, defines, .env, import.meta.env': [
    {
      'package.json': pkg({ type: 'module' }),
      '.env': 'VITE_A=1\nSECRET=2\n',
      '.env.test': 'VITE_B="two words"\n',
      ...config(
        "{ test: { globals: true, env: { FOO: 'bar' } }, define: { __VERSION__: JSON.stringify('1.2.3'), 'import.meta.env.X': '\"y\"' } }",
      ),
      'a.test.js': `const e = import.meta.env;
it('all', () => { expect([process.env.FOO, e.FOO, e.MODE, e.DEV, e.PROD, e.SSR, e.BASE_URL, process.env.VITEST, process.env.NODE_ENV, __VERSION__, e.X, e.VITE_A, e.VITE_B, e.SECRET]).toEqual(['bar', 'bar', 'test', true, false, true, '/', 'true', 'test', '1.2.3', 'y', '1', 'two words', undefined]); });
it('stubbed', () => { vi.stubEnv('VITE_A', 'z'); vi.stubEnv('DEV', false); expect([import.meta.env.VITE_A, import.meta.env.DEV]).toEqual(['z', false]); vi.unstubAllEnvs(); expect(import.meta.env.VITE_A).toBe('1'); });`,
    },
    ['pass all', 'pass stubbed'],
  ],
  'mocks: globals in a package without type, late ones, resets': [
    {
      'package.json': pkg(),
      ...config('{ test: { globals: true } }'),
      'c.js': 'export const c = () => 1',
      'use.js': "import { c } from './c'; export const u = () => c();",
      'a.test.js':
        "import { c } from './c';\nvi.mock('./c', () => ({ c: () => 2 }));\ntest('hoisted', () => { expect(c()).toBe(2); expect(new Error().stack).toMatch(/a\\.test\\.js:3:/); })",
      'b.test.js': `beforeEach(() => { vi.resetModules(); });
for (const word of ['one', 'two']) test(word, async () => { vi.doMock('./c', async (actual) => ({ ...(await actual()), c: () => word })); const { u } = await import('./use.js'); expect(u()).toBe(word); });
test('unmocked', async () => { vi.doUnmock('./c'); const { u } = await import('./use.js'); expect(u()).toBe(1); });`,
    },
    ['pass hoisted', 'pass one', 'pass two', 'pass unmocked'],
  ],
  'projects: inline, extending, by folder; global setup with provided values': [
    {
      'package.json': pkg({ type: 'module' }),
      ...config(
        "{ test: { globals: true, globalSetup: './gs.js', projects: [{ extends: true, test: { name: 'unit', include: ['unit/**/*.check.js'] } }, 'packages/*'] } }",
      ),
      'gs.js': "export default ({ provide }) => { provide('port', 5); return () => console.log('torn down'); };",
      'unit/a.check.js': "import { inject } from 'vitest'; test('unit', () => expect(inject('port')).toBe(5))",
      'packages/p/package.json': pkg(),
      'packages/p/s.js': 'globalThis.P = 4',
      'packages/p/vitest.config.mjs': "export default { test: { include: ['*.t.js'], setupFiles: ['./s.js'] } };",
      'packages/p/x.t.js': "import { test, expect } from 'vitest'; test('package', () => expect(P).toBe(4))",
    },
    ['pass package', 'pass unit'],
  ],
  'imports of Vite: raw, url, styles, assets, globs': [
    {
      'package.json': pkg({ type: 'module' }),
      't.txt': 'hi\n',
      's.css': '.a{}',
      'm.module.css': '.b{}',
      'i.svg': '<svg/>',
      'mods/a.js': "export default 'a'; export const n = 1",
      'mods/b.js': "export default 'b'",
      'mods/c.test-skip.js': 'throw 1',
      'comp.js':
        "import './s.css'; import icon from './i.svg'; import styles from './m.module.css'; export const c = [icon, typeof styles.b];",
      'a.test.js':
        `import { test, expect } from 'vitest'; import raw from './t.txt?raw'; import { c } from './comp'; import url from './i.svg?url';
const eager = import.meta.glob('./mods/*.js', { eager: true, import: 'default', }); const lazy = import.meta.glob(['./mods/*.js', '!**/c.*']);
const text = import.meta.glob('./*.txt', { query: '?raw', import: 'default', eager: true });
test('raw', () => expect(raw).toBe('hi\\n')); test('styles', () => expect(c).toEqual(['/i.svg', 'string'])); test('url', () => expect(url).toBe('/i.svg'));
test('glob', async () => { expect(Object.keys(lazy)).toEqual(['./mods/a.js', './mods/b.js']); expect((await lazy['./mods/a.js']()).n).toBe(1); expect(text).toEqual({ './t.txt': 'hi\\n' }); });`.replace(
          "import.meta.glob('./mods/*.js', { eager: true, import: 'default', })",
          "import.meta.glob('./mods/[ab].js', { eager: true, import: 'default', })",
        ),
    },
    ['pass glob', 'pass raw', 'pass styles', 'pass url'],
  ],
  'tests inside the source': [
    {
      'package.json': pkg({ type: 'module' }),
      ...config("{ test: { includeSource: ['src/*.js'] } }"),
      'src/a.js':
        "export const add = (a, b) => a + b; if (import.meta.vitest) { const { test, expect } = import.meta.vitest; test('inside', () => expect(add(1, 2)).toBe(3)); }",
      'b.test.js':
        "import { test, expect } from 'vitest'; import { add } from './src/a.js'; test('outside', () => expect(add(1, 1)).toBe(2));",
    },
    ['pass inside', 'pass outside'],
  ],
};

vitest['a module of Node, mocked as a whole'] = [
  {
    'package.json': pkg({ type: 'module' }),
    'a.test.js':
      "import { test, expect, vi } from 'vitest'; import { expectTypeOf } from 'expect-type'; import * as fs from 'node:fs'; vi.mock('node:fs'); test('fs', () => { expectTypeOf('x').toBeString(); vi.mocked(fs.readFileSync).mockReturnValue('x'); expect(fs.readFileSync('q')).toBe('x'); expect(fs.existsSync('/')).toBeUndefined(); });",
  },
  ['pass fs'],
];

const mocha: Record<string, Case> = {
  'global fixtures and root hooks': [
    {
      'package.json': pkg({ mocha: { require: './helper.js' } }),
      'helper.js':
        "exports.mochaGlobalSetup = async function () { global.GS = 'gs'; this.server = 1; }; exports.mochaGlobalTeardown = async function () { console.log('down', this.server); }; exports.mochaHooks = { beforeEach() { this.n = 1; } };",
      'test/a.js':
        "const assert = require('assert'); it('gs', function () { assert.equal(GS, 'gs'); assert.equal(this.n, 1); })",
    },
    ['pass gs'],
  ],
  'what the settings load: a style of chai for all, and exports as tests': [
    {
      'package.json': pkg({ type: 'module', mocha: { ui: 'exports', require: ['chai/register-expect.js'] } }),
      'test/a.js': "export default { 'a suite': { works() { expect(1).to.equal(1); } } };",
    },
    ['pass a suite works'],
  ],
  'tests that are defined later': [
    {
      'package.json': pkg(),
      'test/a.js': "setTimeout(() => { describe('late', () => it('runs', () => {})); run(); }, 5);",
    },
    ['pass late runs'],
    'npx mocha --delay',
  ],
};

const tap: Record<string, Case> = {
  'other names of assertions': [
    {
      'package.json': pkg(),
      'test/a.js':
        "const t = require('tap'); t.test('names', (t) => { t.is(1, 1); t.isEqual(1, 1); t.equals(1, 1); t.isDeeply([1], [1]); t.isNot(1, 2); t.like({ a: 'xy' }, { a: /y/ }); t.isa([], Array); t.ifError(null); t.tearDown(() => {}); t.strict_equal(1, 1); t.end(); });",
    },
    ['pass names'],
  ],
  "mocha's functions": [
    {
      'package.json': pkg(),
      'test/a.js':
        "require('tap').mochaGlobals(); const assert = require('assert'); describe('a', () => { let n = 0; beforeEach(() => { n++; }); it('first', () => assert.equal(n, 1)); context('b', () => { it('second', (done) => { assert.equal(n, 2); done(); }); }); it.skip('left', () => {}); });",
    },
    ['pass a'],
  ],
};

for (const [name, cases, command] of [
  ['jest', jest, 'npx jest'],
  ['vitest', vitest, 'npx vitest run'],
  ['mocha', mocha, 'npx mocha'],
  ['tap', tap, 'npx tap'],
] as const)
  describe(name, () => {
    it.each(Object.entries(cases))('%s', async (_, [files, expected, own]) => {
      const result = await run(files, own ?? command);
      expect(lines(result), result.output).toEqual(expected);
      expect(result.exitCode).toBe(0);
      if (files['gt.js']) expect(result.output.split('torn down')).toHaveLength(2);
      if (files['gs.js']?.includes('torn')) expect(result.output).toContain('torn down');
      if (files['helper.js']) expect(result.output).toContain('down 1');
    });
  });
