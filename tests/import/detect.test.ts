import { describe, expect, test } from 'vitest';
import { detect, packageFiles } from '../../src/import/detect';
import { workingFiles, makeTask } from '../../src/import/draft';
import { wanted } from '../../src/import/install';
import { importedBy } from '../../src/import/manifest';
import { siblings } from '../../src/import/workspaces';
import { readLock } from '../../src/import/lockfile';
import type { TestResult } from '../../src/types';

const manifest = (more: object) => ({ 'package.json': JSON.stringify(more) });

describe('what a repository is', () => {
  test.each([
    ['node --test', { scripts: { test: 'node --test' } }, 'node:test', 'npm test'],
    [
      'mocha behind another script',
      { scripts: { test: 'npm run unit -- --bail', unit: 'mocha test/*.js' } },
      'mocha',
      'npm test',
    ],
    ['linters first', { scripts: { test: 'xo && ava' } }, 'ava', 'npm test'],
    ['no script, vitest declared', { devDependencies: { vitest: '^3' } }, 'vitest', 'npx vitest run'],
  ])('%s', (_, json, framework, command) => {
    const found = detect({ ...manifest(json), 'test/a.test.js': '' });
    expect(found).toMatchObject({ framework, command, sandbox: 'embedded', faults: [] });
  });

  const script = (test: string, more: object = {}) => manifest({ scripts: { test, ...more } });
  test.each<[string, Record<string, string>, RegExp]>([
    ['decorators', { ...script('vitest run'), 'src/a.ts': '@Injectable()\nexport class A {}' }, /decorators/],
    [
      'decorators of members',
      { ...script('vitest run'), 'src/a.ts': 'class A {\n  @Input() name = 1;\n}' },
      /decorators/,
    ],
    [
      'jsdom in package.json',
      { 'package.json': '{"scripts":{"test":"jest"},"jest":{"testEnvironment":"jsdom"}}' },
      /simulated browser/,
    ],
    [
      'happy-dom in a comment',
      { ...script('vitest run'), 'b.test.ts': '// @vitest-' + 'environment happy-dom\n' },
      /simulated browser/,
    ],
    [
      'a worker',
      { ...script('node --test'), 'a.js': "const { Worker } = require('worker_threads'); new Worker('./w.js')" },
      /worker threads/,
    ],
    ['a build before the tests', script('mocha dist/**/*.test.js', { pretest: 'tsc -p .' }), /builds with tsc/],
    ['turbo', script('turbo run test'), /turbo/],
    ['a cipher', { ...script('node --test'), 'a.js': "crypto.createCipheriv('aes-256-gcm', k, iv)" }, /node:crypto/],
    ['jest that mocks all', { 'package.json': '{"scripts":{"test":"jest"},"jest":{"automock":true}}' }, /automock/],
    ['vitest in browsers', script('vitest run --browser=chromium'), /browser of its own/],
    ['mocha in parallel', script('mocha --parallel'), /in parallel/],
    ['a resolver of jest', { 'package.json': '{"scripts":{"test":"jest"},"jest":{"resolver":"./r.js"}}' }, /resolver/],
    ['a newer tap', manifest({ scripts: { test: 'tap' }, devDependencies: { tap: '^21.0.0' } }), /tap 21/],
  ])('%s is for real Node', (_, files, why) => {
    const found = detect({ 'test/a.test.js': "require('node:test')", ...files });
    expect(found.sandbox).toBe('webcontainer');
    expect(found.why.join()).toMatch(why);
  });

  test('an @ in a comment, a text or a package is no decorator', () => {
    const source =
      "import x from '@scope/name';\n/**\n * @param a\n */\nconst mail = 'a@b.c'; // @ts-ignore\n// @public export\n";
    expect(detect({ ...script('vitest run'), 'src/a.ts': source, 'a.test.ts': '' }).sandbox).toBe('embedded');
  });

  test.each([
    ['node:test by import', "import test from 'node:test'", 'node:test', 'node --test'],
    ['mocha by its globals', "describe('a', () => {\n  it('b', () => {});\n});", 'mocha', 'npx mocha'],
    ['mocha in the other style', "suite('a', () => {\n  test('b', () => {});\n});", 'mocha', 'npx mocha --ui tdd'],
    ['jest by its globals', "test('a', () => {\n  expect(1).toBe('test');\n});", 'jest', 'npx jest'],
    [
      'chai with mocha',
      "import { expect } from 'chai';\nit('a', () => {\n  expect(1).to.equal(1);\n});",
      'mocha',
      'npx mocha',
    ],
    ['tape, which runs only what it is told', "require('tape')", 'tape', 'npx tape test/a.test.js'],
    ['TAP without a framework', "console.log('not ok 1 - a')", 'flat-tap', 'npx flat-tap test/a.test.js'],
  ])('nothing named, %s', (_, text, framework, command) => {
    expect(detect({ 'test/a.test.js': text })).toMatchObject({ framework, command });
  });

  test('uvu gets the test files that no other one imports, quoted', () => {
    const suite = "import { suite } from 'uvu';";
    const files = { 'test/$all.js': "import './suites';", 'test/suites/index.js': suite, 'test/b.js': suite };
    expect(detect(files).command).toBe("npx uvu 'test/$all.js' test/b.js");
  });

  test.each([
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
    ['package-lock.json', 'npm'],
  ])('%s means %s', (lockfile, manager) => {
    expect(detect({ ...manifest({}), [lockfile]: '' })).toMatchObject({ manager, lockfile });
  });

  test('a server that its own tests ask needs no other sandbox', () => {
    const files = { ...manifest({ scripts: { test: 'mocha' } }), 'test/a.test.js': "import request from 'supertest'" };
    expect(detect(files).sandbox).toBe('embedded');
  });

  test.each([
    ['a compiled package', { 'a.js': "require('better-sqlite3')" }, /better-sqlite3 has compiled parts/],
    ['a build', manifest({ scripts: { test: 'tsc && mocha' } }), /builds with tsc first/],
    ['another runner', manifest({ scripts: { test: 'jasmine' } }), /tested with jasmine/],
  ])('%s wants the WebContainer', (_, files, why) => {
    const found = detect({ ...manifest({ scripts: { test: 'mocha' } }), ...files });
    expect(found.sandbox).toBe('webcontainer');
    expect(found.why.join(' ')).toMatch(why);
  });

  test.each([
    ['a broken package.json', { 'package.json': '{', 'a.js': '' }, /not valid JSON/],
    [
      'no tests',
      { ...manifest({ scripts: { test: 'echo "Error: no test specified" && exit 1' } }), 'a.js': '' },
      /No tests were found/,
    ],
    ['another language', { 'main.py': '' }, /no JavaScript or TypeScript repository/],
    ['a browser', manifest({ scripts: { test: 'playwright test' } }), /drive a real browser \(playwright\)/],
    [
      'a database',
      { ...manifest({ scripts: { test: 'mocha' }, dependencies: { pg: '1' } }), 'a.js': "require('pg')" },
      /may need a database \(pg\)/,
    ],
  ])('%s is said in one sentence', (_, files, fault) => {
    expect(detect(files).faults.join('\n')).toMatch(fault);
  });

  test('odd types in package.json harm nothing', () => {
    for (const json of [[], null, 3, { scripts: 'x', dependencies: [], workspaces: 7 }, { scripts: { test: 5 } }])
      expect(() => detect({ 'package.json': JSON.stringify(json) })).not.toThrow();
  });

  test.each([
    ['npm', manifest({ workspaces: ['packages/*', '!packages/c'] })],
    ['yarn', manifest({ workspaces: { packages: ['packages/a', './packages/b/'] } })],
    [
      'pnpm',
      { ...manifest({}), 'pnpm-workspace.yaml': "packages:\n  # all\n  - 'packages/*'\n  - '!packages/c'\nother: 1\n" },
    ],
    ['lerna', { ...manifest({}), 'lerna.json': '{"packages":["packages/{a,b}","packages/a","packages/b"]}' }],
  ])('a monorepo of %s', (_, root) => {
    const files = {
      ...root,
      'packages/a/package.json': '{"name":"@m/a","scripts":{"test":"uvu"}}',
      'packages/b/package.json': '{"name":"@m/b"}',
      'packages/c/package.json': '{"name":"@m/c"}',
      'packages/a/test.js': '',
    };
    const found = detect(files);
    expect(found.members.map(({ name }) => name)).toEqual(['@m/a', '@m/b']);
    expect(found.faults.join()).toMatch(/Choose one of its packages/);
    expect(detect(packageFiles(files, 'packages/a'))).toMatchObject({ framework: 'uvu', faults: [] });
  });
});

test('packages of the monorepo that import each other are linked', () => {
  const files = {
    'a/package.json': '{"name":"a"}',
    'a/index.js': "require('b')",
    'b/package.json': '{"name":"b"}',
    'b/index.js': "require('c')",
    'c/package.json': '{"name":"c"}',
    'c/index.js': "require('a')",
    'd/package.json': '{"name":"d"}',
  };
  const members = ['b', 'c', 'd'].map((dir) => ({ dir, name: dir }));
  expect(Object.keys(siblings(files, members, importedBy, packageFiles(files, 'a')))).toEqual([
    'node_modules/b/package.json',
    'node_modules/b/index.js',
    'node_modules/c/package.json',
    'node_modules/c/index.js',
  ]);
});

test('only what is imported and not bundled is installed', () => {
  const files = {
    ...manifest({
      name: 'me',
      dependencies: { a: '^1', unused: '1' },
      devDependencies: { chai: '4', '@s/b': '2', eslint: '9' },
    }),
    'src/a.ts': "import a from 'a/deep';\nimport me from 'me';\nexport * from '@s/b';\nimport fs from 'node:fs';",
    'test/a.js': "require('chai')",
  };
  expect(wanted(files, ['chai'])).toEqual({ a: '^1', '@s/b': '2' });
});

describe('lockfiles', () => {
  test('package-lock keeps places', () => {
    const packages = {
      '': {},
      'node_modules/a': { version: '1.0.0', dependencies: { b: '^2' } },
      'packages/x': { version: '0.0.1' },
    };
    expect(readLock({ 'package-lock.json': JSON.stringify({ packages }) })).toEqual({
      kind: 'places',
      places: new Map([['node_modules/a', { version: '1.0.0', dependencies: { b: '^2' } }]]),
    });
  });
  test.each([
    ['yarn.lock', '"@s/b@^2.0.0", "@s/b@~2.1":\n  version "2.1.3"\n  resolved "x"\n\na@1:\n  version "1.0.0"\n'],
    ['yarn.lock', '"@s/b@npm:^2.0.0":\n  version: 2.1.3\n\n"a@npm:1":\n  version: 1.0.0\n'],
    [
      'pnpm-lock.yaml',
      "packages:\n\n  '@s/b@2.1.3':\n    resolution: {}\n\n  a@1.0.0(react@18.0.0):\n    resolution: {}\n",
    ],
    ['bun.lock', '{ "packages": { "@s/b": ["@s/b@2.1.3", "", {}], "a": ["a@1.0.0", ""] } }'],
  ])('%s names versions', (file, text) => {
    expect(readLock({ [file]: text })).toEqual({
      kind: 'versions',
      versions: new Map([
        ['@s/b', new Set(['2.1.3'])],
        ['a', new Set(['1.0.0'])],
      ]),
    });
  });
  test('one that does not read is as none', () => {
    expect(readLock({ 'package-lock.json': '{' })).toBeUndefined();
    expect(readLock({})).toBeUndefined();
  });
});

test('a draft becomes a task: tests apart, binaries kept, hidden tests hidden', () => {
  const imported = {
    name: 'clock',
    bytes: 1,
    notes: [],
    origin: { kind: 'github', owner: 'acme', repo: 'clock', commit: 'a'.repeat(40), folder: 'pkg' } as const,
    files: {
      'm/package.json': '{"license":"MIT"}',
      'm/a.js': 'x',
      'm/tests.js': 'run as tests',
      'm/test/a.test.js': 't',
      'm/test/b.test.js': 'h',
      'm/test/data.bin': new Uint8Array([0, 255]),
      'other.js': '',
    },
  };
  const result = (name: string, status: TestResult['status']): TestResult => ({ name, status, file: '', ms: 0 });
  const draft = {
    imported,
    dir: 'm',
    modules: { 'node_modules/p/index.js': 'p' },
    command: 'npm test',
    problem: 'Ticks late',
    picked: ['one'],
    results: [
      result('one', 'fail'),
      result('two', 'pass'),
      result('two', 'fail'),
      { ...result('three', 'pass'), file: 'tests.js' },
    ],
    written: { 'test/mine.test.js': 'w' },
    hidden: ['test/b.test.js'],
  };
  expect(Object.keys(workingFiles(draft))).toContain('node_modules/p/index.js');
  const task = makeTask(draft);
  expect(task).toMatchObject({
    id: 'clock-m-aaaaaaa',
    title: 'clock: Ticks late',
    licence: 'MIT',
    failToPass: ['one'],
    passToPass: ['three'],
    assets: { 'test/data.bin': 'AP8=' },
    origin: { kind: 'github', folder: 'pkg/m' },
  });
  expect(Object.keys(task.files).sort()).toEqual(['a.js', 'node_modules/p/index.js', 'package.json']);
  expect(Object.keys(task.tests).sort()).toEqual(['test/a.test.js', 'test/mine.test.js', 'tests.js']);
  expect(task.hiddenTests).toEqual({ 'test/b.test.js': 'h' });
  expect(() => makeTask({ ...draft, picked: [] })).toThrow(/No failing test is chosen/);
});
