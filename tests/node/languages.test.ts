/** TypeScript as its usual starters run it, and syntax that is not there: said by its name. */
import { describe, expect, it } from 'vitest';
import { node } from './run';

const ts = "import test from 'node:test'; test('typed', () => { const n: number = 1; return void n; });";

describe('preloads that only teach a language are no packages that must be there', () => {
  it.each([
    ['--import', 'tsx', '--test', 'a.test.ts'],
    ['--import=tsx/esm', '--test', 'a.test.ts'],
    ['-r', 'ts-node/register', '--test', 'a.test.ts'],
    ['--require', '@swc-node/register', 'a.test.ts'],
    ['--loader', 'ts-node/esm', 'a.test.ts'],
    ['--import', './node_modules/tsx/dist/esm/index.mjs', 'a.test.ts'],
  ])('node %s %s %s %s', async (...argv) => {
    const { exitCode, tests, stderr } = await node(argv.filter(Boolean), { 'a.test.ts': ts });
    expect([exitCode, stderr]).toEqual([0, '']);
    if (argv.includes('--test')) expect(tests.map(({ status, name }) => `${status} ${name}`)).toEqual(['pass typed']);
  });

  it('others must be', async () => {
    const { exitCode, stderr } = await node(['--import', 'nowhere', 'a.test.ts'], { 'a.test.ts': ts });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Cannot find package 'nowhere'");
  });
});

describe('paths of tsconfig.json', () => {
  const files = {
    'tsconfig.json':
      '{ "extends": "./base", // comment\n "compilerOptions": { "paths": { "@/*": ["src/*"], "~": ["src/root.ts"], "@/gone/*": ["nowhere/*", "src/lib/*"] }, }, }',
    'base.json': '{ "compilerOptions": { "baseUrl": "." } }',
    'src/a.ts':
      "import { q } from '@/lib/q'; import root from '~'; import { q as other } from '@/gone/q'; import { q as based } from 'src/lib/q'; import p from '@/pkg'; console.log(q, root, other, based, p);",
    'src/lib/q.ts': 'export const q: number = 1;',
    'src/root.ts': "export default 'root';",
    'src/pkg/index.ts': "export default 'folder';",
    'node_modules/@/pkg/index.js': "module.exports = 'package'",
  };
  it('are read when a starter of TypeScript runs', async () => {
    const { stdout, stderr } = await node(['--import', 'tsx', 'src/a.ts'], files);
    expect([stdout, stderr]).toEqual(['1 root 1 1 folder\n', '']);
  });
  it('are not in plain Node', async () => {
    expect((await node(['src/a.ts'], files)).stderr).toContain('Invalid module');
  });
});

describe('what the sandbox cannot read is named with its place', () => {
  it.each([
    ['class A { constructor(@Inject("db") private db: any) {} }', /parameter decorators/],
    ['class A { constructor(@Inject private db: any) {} }', /parameter decorators/],
    ['class A { @log m() {} }', /decorators/],
    ['@cls class A {}\nexport {};', /decorators/],
    ['class A { accessor x = 1 }', /the accessor keyword/],
    ['const x = 1; namespace Geo { export const tau = 6.28; }', /namespaces/],
    ['export const a = 1; export namespace Geo { export function f() {} }', /namespaces/],
  ])('%s', async (source, message) => {
    const { stderr, exitCode } = await node(['a.ts'], { 'a.ts': source });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^(file:\/\/)?\/repo\/a\.ts:1\n/);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('not supported in this sandbox');
  });

  // An engine that knows the declaration runs it.
  it.each(['using a = null; console.log("ok")', 'export {}; { using a = null; console.log("ok"); }'])(
    '%s',
    async (source) => {
      const { stdout, stderr } = await node(['a.ts'], { 'a.ts': source });
      expect(stdout === 'ok\n' || stderr.includes('using declarations are not supported in this sandbox')).toBe(true);
    },
  );
});
