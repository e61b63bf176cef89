/** Flags and configuration files of the frameworks, and the parts that only a loader can do. */
import { describe, expect, it } from 'vitest';
import { hoistMocks } from '../../src/node/runners/hoist';
import type { Files } from '../../src/types';
import { lines, run } from './run';

const two = (define: string, head = '') => `${head}\n${define}('one', () => {});\n${define}('two', () => {});\n`;

const cases: [name: string, files: Files, command: string, wanted: string[]][] = [
  ['mocha --grep', { 'test/a.js': two('it') }, 'npx mocha --grep two', ['pass two']],
  [
    'mocha without files',
    { 'test/a.js': two('it'), 'test/deep/b.js': two('it') },
    'npx mocha',
    ['pass one', 'pass two'],
  ],
  ['mocha --recursive', { 'test/deep/b.js': two('it') }, 'npx mocha --recursive', ['pass one', 'pass two']],
  [
    'mocha rc file with ui, spec and require',
    {
      '.mocharc.yml': 'ui: tdd\nspec:\n  - spec/*.js\nrequire: ./setup.js\n',
      'setup.js': 'globalThis.ready = true;',
      'spec/a.js': `suite('s', () => { test('t', () => { if (!ready) throw new Error('no setup'); }); });`,
    },
    'npx mocha',
    ['pass s t'],
  ],
  [
    'mocha root hooks and package.json',
    {
      'package.json': JSON.stringify({ mocha: { require: ['./hooks.js'], timeout: 50 } }),
      'hooks.js': `exports.mochaHooks = { beforeEach() { globalThis.count = (globalThis.count || 0) + 1; } };`,
      'test/a.js': `it('one', () => {}); it('two', () => { if (count !== 2) throw new Error(count); });`,
    },
    'npx mocha',
    ['pass one', 'pass two'],
  ],
  ['jest -t', { 'a.test.js': two('test') }, 'npx jest -t two', ['pass two', 'skip one']],
  [
    'jest --testPathPattern',
    { 'a.test.js': two('test'), 'b.test.js': `test('b', () => {});` },
    'npx jest --testPathPattern b.test',
    ['pass b'],
  ],
  [
    'jest configuration: testMatch, setup, names',
    {
      'jest.config.js': `module.exports = { testMatch: ['<rootDir>/checks/**/*.[jt]s?(x)'], setupFilesAfterEnv: ['<rootDir>/setup.js'], moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1' }, globals: { given: 7 } };`,
      'setup.js': `beforeEach(() => { globalThis.ready = true; });`,
      'src/x.js': 'module.exports = 3;',
      'checks/a.js': `const x = require('@/x'); test('a', () => { expect([x, given, ready]).toEqual([3, 7, true]); });`,
    },
    'npx jest',
    ['pass a'],
  ],
  [
    'vitest -t',
    { 'a.test.js': two('test', `import { test } from 'vitest';`) },
    'npx vitest run -t two',
    ['pass two', 'skip one'],
  ],
  [
    'vitest configuration: globals, alias, setup',
    {
      'vitest.config.ts': `export default { resolve: { alias: { '@': './src' } }, test: { globals: true, setupFiles: './setup.ts', include: ['checks/**/*.ts'] } };`,
      'setup.ts': `beforeEach(() => { (globalThis as any).ready = true; });`,
      'src/x.ts': 'export const x: number = 3;',
      'checks/a.ts': `import { x } from '@/x'; test('a', () => { expect([x, (globalThis as any).ready]).toEqual([3, true]); });`,
    },
    'npx vitest run',
    ['pass a'],
  ],
  ['uvu dir pattern', { 'spec/a.js': uvu('a'), 'spec/b.js': uvu('b') }, 'npx uvu spec b', ['pass b']],
  [
    'uvu -r',
    { 'setup.js': 'globalThis.ready = 1;', 'test/a.js': uvu('a', 'if (!ready) throw 1;') },
    'npx uvu -r ./setup.js test',
    ['pass a'],
  ],
  ['tape glob', { 'test/a.js': tape('a'), 'test/b.js': tape('b') }, "npx tape 'test/*.js'", ['pass a', 'pass b']],
  [
    'ava --match',
    { 'test.js': two('test', `const test = require('ava');`).replaceAll('() => {}', '(t) => t.pass()') },
    'npx ava --match two',
    ['pass two'],
  ],
  [
    'npm test',
    { 'package.json': JSON.stringify({ scripts: { test: 'mocha' } }), 'test/a.js': two('it') },
    'npm test',
    ['pass one', 'pass two'],
  ],
  [
    'chai 6 when package.json asks for it',
    {
      'package.json': JSON.stringify({ devDependencies: { chai: '^6.0.0' } }),
      'test/a.mjs': `import * as chai from 'chai'; it(chai.version ?? 'six', () => { chai.expect(1).to.equal(1); });`,
    },
    'npx mocha',
    ['pass six'],
  ],
  [
    'fresh modules for each file',
    { 'n.js': 'exports.n = 0;', 'a.test.js': count('a'), 'b.test.js': count('b') },
    'npx jest',
    ['pass a', 'pass b'],
  ],
];

function uvu(name: string, body = '') {
  return `const { test } = require('uvu'); test('${name}', () => { ${body} }); test.run();`;
}
function tape(name: string) {
  return `require('tape')('${name}', (t) => { t.pass(); t.end(); });`;
}
function count(name: string) {
  return `const state = require('./n'); test('${name}', () => { state.n++; expect(state.n).toBe(1); });`;
}

it.each(cases)('%s', async (_, files, command, wanted) => {
  const result = await run({ 'package.json': '{}', ...files }, command);
  expect(lines(result), result.output).toEqual(wanted);
  expect(result.exitCode).toBe(0);
});

describe('printed verdicts', () => {
  const print = `console.assert = (ok, n) => process.stdout.write((ok ? 'ok ' : 'not ok ') + n + ' - assert ' + n + '\\n');`;
  it('counts lines of the test file alone, and fails a name that comes twice', async () => {
    const files = {
      'code.js': `console.log('ok 9 - assert 2'); exports.f = () => { process.stdout.write('ok 3 - assert 3\\n'); return 1; };`,
      'test.js': `${print} const { f } = require('./code'); console.assert(f() === 1, 1); console.assert(f() === 2, 2); console.assert(true, 4); console.assert(true, 4);`,
    };
    const result = await run(files, 'npx flat-tap test.js');
    expect(lines(result)).toEqual(['fail assert 2', 'fail assert 4', 'pass assert 1', 'pass assert 4']);
    expect(result.exitCode).toBe(1);
  });

  it('does not believe code under test that calls the test file’s own assertion', async () => {
    const files = {
      'code.js': `exports.f = () => { console.assert(true, 1); process.exit(0); };`,
      'test.js': `${print} const { f } = require('./code'); console.assert(f() === 2, 1);`,
    };
    expect(lines(await run(files, 'npx flat-tap test.js'))).toEqual([]);
  });
});

describe('hoistMocks', () => {
  const spec = { objects: ['vi'], methods: ['mock', 'hoisted'], own: ['vitest'], after: 'await ready()' };
  const hoist = (source: string) => hoistMocks(source, spec);
  it('lets imports wait for mocks and keeps the lines', () => {
    const source = `import { vi } from 'vitest';\nimport a, { b as c } from './a';\nimport * as d from './d';\nvi.mock('./a', () => ({}));\nc(a, d);\n`;
    const out = hoist(source);
    expect(out.split('\n').length).toBe(source.split('\n').length);
    expect(out.indexOf("vi.mock('./a'")).toBeLessThan(out.indexOf("await import('./a')"));
    expect(out.split('\n')[4]).toBe('c(a, d);');
  });
  it('moves mocks up when a statement between needs an import', () => {
    const out = hoist(
      `import { vi } from 'vitest';\nimport { make } from './a';\nconst x = make();\nvi.mock('./a', () => ({ make: () => 1 }));\n`,
    );
    expect(out.indexOf('vi.mock(')).toBeLessThan(out.indexOf('await import('));
    expect(out.indexOf('await import(')).toBeLessThan(out.indexOf('const x'));
  });
  it('leaves sources without mocks, and broken ones, as they are', () => {
    for (const source of [`import a from 'a';\na();`, `vi.mock('x'); const = 1;`, `// vi.mock('x')\nfoo();`])
      expect(hoist(source)).toBe(source);
  });
});
