/** Packages of a monorepo: they see each other, and one command runs in all or some of them. */
import { describe, expect, test } from 'vitest';
import { lines, run } from '../runners/run';

const pkg = (more: object) =>
  JSON.stringify({ version: '1.0.0', type: 'module', scripts: { test: 'node --test' }, ...more });
const check = (name: string, from: string) =>
  `import test from 'node:test'; import assert from 'node:assert'; import { a } from '${from}'; test('${name}', () => assert.equal(a, 1));`;
const files = {
  'package.json': JSON.stringify({
    name: 'root',
    private: true,
    workspaces: ['packages/*', '!packages/old'],
    scripts: { test: 'npm test --workspaces --if-present' },
  }),
  'packages/a/package.json': pkg({ name: '@x/a', exports: { '.': './i.js' } }),
  'packages/a/i.js': 'export const a = 1;',
  'packages/a/a.test.js': check('a', './i.js'),
  'packages/b/package.json': pkg({ name: 'b', dependencies: { '@x/a': '*' } }),
  'packages/b/b.test.js': check('b', '@x/a'),
  'packages/c/package.json': pkg({ name: 'c', scripts: { lint: 'echo linted $npm_package_name' } }),
  'packages/old/package.json': pkg({ name: 'old' }),
  'packages/old/a.test.js': 'throw 1',
};

describe('npm, pnpm and yarn over workspaces', () => {
  test.each<[string, string[]]>([
    ['npm test', ['pass a', 'pass b']],
    ['npm run test -w @x/a', ['pass a']],
    ['npm --workspace=packages/b test', ['pass b']],
    ['npm run -ws test', ['pass a', 'pass b']],
    ['pnpm -r test', ['pass a', 'pass b']],
    ['pnpm --filter b test', ['pass b']],
    ['pnpm --filter=./packages/a run test', ['pass a']],
    ['yarn workspaces run test', ['pass a', 'pass b']],
    ['yarn workspace b test', ['pass b']],
    ['cd packages/b && npm test', ['pass b']],
  ])('%s', async (command, expected) => {
    const result = await run(files, command);
    expect(lines(result), result.output).toEqual(expected);
    expect(result.exitCode).toBe(0);
  });

  test('every package runs, and one failure is the whole command’s', async () => {
    const broken = { ...files, 'packages/a/i.js': 'export const a = 2;' };
    const result = await run(broken, 'npm test -ws');
    expect(lines(result)).toEqual(['fail a', 'fail b']);
    expect(result.exitCode).not.toBe(0);
    expect((await run(files, 'pnpm -r lint')).stdout).toContain('linted c');
    expect((await run(files, 'npm test -w nope')).stderr).toContain('There are: @x/a, b, c');
    expect((await run({ 'package.json': '{}' }, 'pnpm -r test')).stderr).toContain('No workspaces found');
  });
});
