/** Which changes of a submission reach the verdict. */
import { expect, test } from 'vitest';
import { accept } from '../../src/tasks/guard';
import { canaryFor } from '../../src/tasks/canary';
import { frameworkOf } from '../../src/tasks/command';
import { Results } from '../../src/tasks/names';
import type { Framework, TestResult } from '../../src/types';
import { diffFiles } from '../../src/lib/diff';
import { FIXED, fixture } from '../attacks/fixture';

const task = fixture({ files: { 'test/data.json': '[]', '.dataset': 'x' } });

test.each<[string, Record<string, string | null>, RegExp]>([
  ['an edited test', { 'test/sum.test.js': 'x' }, /edited the test test\/sum\.test\.js/],
  ['a deleted test', { 'test/sum.test.js': null }, /deleted the test/],
  ['a fixture of the tests', { 'test/data.json': '[1]' }, /which the tests use/],
  [
    'an added .only',
    { 'test/sum.test.js': `${task.tests['test/sum.test.js']}\ntest.only('x', () => {});` },
    /edited the test/,
  ],
  ['an installed package', { 'node_modules/assert/index.js': 'x' }, /installed packages/],
  ['a package below a folder', { 'src/Node_Modules/a.js': 'x' }, /installed packages/],
  ['vitest settings', { 'vitest.config.ts': 'x' }, /test configuration vitest\.config\.ts/],
  ['mocha settings', { '.mocharc.yml': 'x' }, /test configuration/],
  ['jest set-up', { 'jest.setup.js': 'x' }, /test configuration/],
  ['npm settings', { '.npmrc': 'x' }, /test configuration/],
  ['scripts', { 'package.json': task.files['package.json']!.replace('node --test', 'true') }, /changed the scripts/],
  [
    'a posttest script',
    { 'package.json': task.files['package.json']!.replace('"test":', '"posttest": "true", "test":') },
    /changed the scripts/,
  ],
  [
    'test settings',
    { 'package.json': task.files['package.json']!.replace('"scripts"', '"ava": {}, "scripts"') },
    /test settings "ava"/,
  ],
  ['no package.json', { 'package.json': null }, /deleted package\.json/],
  ['a path out of the repository', { '../x.js': 'x' }, /wrote to the path/],
  [
    'a source that imports the runner',
    { 'src/sum.js': `import { test } from 'node:test';\n${FIXED}` },
    /imports the test framework \(node:test\)/,
  ],
])('%s is set aside and flagged', (_, changes, sign) => {
  const { changes: kept, tampered } = accept(task, changes);
  expect(tampered.join()).toMatch(sign);
  expect(Object.keys(kept).filter((path) => path !== 'src/sum.js')).toEqual([]);
});

test.each<[string, Record<string, string | null>]>([
  ['a new test', { 'test/new.test.js': 'x' }],
  ['lines added to a test', { 'test/sum.test.js': `${task.tests['test/sum.test.js']}\ntest('x', () => {});` }],
  ['compiler settings', { 'tsconfig.json': '{}' }],
  ['git files', { '.git/config': 'x' }],
])('%s is set aside without blame', (_, changes) => {
  expect(accept(task, changes)).toMatchObject({ changes: {}, tampered: [] });
});

test.each<[string, Record<string, string | null>]>([
  ['a source', { 'src/sum.js': FIXED }],
  ['a new source', { 'src/deep/new.js': FIXED }],
  ['a deleted source', { 'src/sum.js': null }],
  ['a data file', { '.dataset': 'y' }],
  ['a note', { 'README.md': 'y' }],
  ['a source with test in its name', { 'src/latest.js': 'x', 'src/testing/run.js': 'x' }],
])('%s is kept', (_, changes) => {
  expect(accept(task, changes)).toEqual({ changes, dropped: [], tampered: [] });
});

test('package.json keeps its scripts and what names resolve to', () => {
  const next = JSON.stringify({
    name: 'sum',
    version: '2.0.0',
    type: 'commonjs',
    main: 'src/sum.js',
    imports: { '#check': './src/fake.js' },
    scripts: { test: 'node --test', lint: 'x' },
  });
  const { changes, tampered } = accept(task, { 'package.json': next });
  expect(tampered).toEqual([]);
  const kept = JSON.parse(changes['package.json'] as string) as Record<string, unknown>;
  expect(kept).toEqual({ name: 'sum', version: '2.0.0', type: 'module', scripts: { test: 'node --test' } });
});

test('keys of package.json that the reference changes are the submission’s', () => {
  const before = JSON.parse(task.files['package.json']!) as object;
  const after = `${JSON.stringify({ ...before, main: './src/sum.js' }, null, 2)}\n`;
  const goldPatch = diffFiles(task.files, { ...task.files, 'package.json': after });
  const { changes } = accept({ ...task, goldPatch }, { 'package.json': after });
  expect(JSON.parse(changes['package.json'] as string)).toMatchObject({ main: './src/sum.js' });
});

test.each<[string, Record<string, string>, string, RegExp]>([
  [
    'a helper outside the test folders',
    { 'support/check.js': "import assert from 'node:assert';\nexport const check = (a, b) => assert.equal(a, b);" },
    'support/check.js',
    /only the tests load it/,
  ],
  [
    'one that it loads',
    {
      'support/check.js': "export * from '../tools/eq.js';",
      'tools/eq.js': "import { expect } from 'chai';\nexport const check = (a, b) => expect(a).to.equal(b);",
    },
    'tools/eq.js',
    /only the tests load it/,
  ],
  [
    'what would be found first',
    { 'support/check.js': "import assert from 'node:assert';\nexport const check = assert.equal;" },
    'support/check',
    /in place of/,
  ],
  [
    'a package.json beside it',
    { 'support/check.js': "import assert from 'node:assert';\nexport const check = assert.equal;" },
    'support/package.json',
    /how files of the tests are read/,
  ],
])('%s is kept as it was', (_, files, path, why) => {
  const head = `import { check } from '../support/check';\n${task.tests['test/sum.test.js']}`;
  const one = { ...task, files: { ...task.files, ...files }, tests: { 'test/sum.test.js': head } };
  const { changes, dropped } = accept(one, { [path]: '{}', 'src/sum.js': FIXED });
  expect(Object.keys(changes)).toEqual(['src/sum.js']);
  expect(dropped.join()).toMatch(why);
});

test('a test path that the gold patch changes is a source', () => {
  const odd = { ...task, goldPatch: '--- a/lib/test.js\n+++ b/lib/test.js\n@@ -1 +1 @@\n-a\n+b\n' };
  expect(accept(odd, { 'lib/test.js': 'b' }).changes).toEqual({ 'lib/test.js': 'b' });
  expect(accept(task, { 'lib/test.js': 'b' }).changes).toEqual({});
});

test.each<[string, Framework | undefined]>([
  ['npm test', 'node:test'],
  ['npm run --silent test', 'node:test'],
  ['npx mocha test', 'mocha'],
  ['CI=1 npx vitest run', 'vitest'],
  ['npx jest', 'jest'],
  ['npx tape test/*.js', 'tape'],
  ['npx tap', 'tap'],
  ['npx ava', 'ava'],
  ['npx uvu test', 'uvu'],
  ['echo hello', undefined],
])('the framework behind "%s"', (run, framework) => {
  expect(frameworkOf({ ...task, run })).toBe(framework);
});

test('the canary loads what the tests load, in their module system', () => {
  const esm = canaryFor(task, 'node:test', ['test/sum.test.js'], 'abc');
  expect(esm.path).toBe('test/sums-abc.test.js');
  expect(esm.source).toContain('await import("../src/sum.js")');
  const cjs = canaryFor(fixture({ cjs: true }), 'node:test', ['test/sum.test.js'], 'abc');
  expect(cjs.source).toContain('require("../src/sum.js")');
});

const result = (name: string, file: string, status: TestResult['status'] = 'pass'): TestResult => ({
  name,
  file,
  status,
  ms: 1,
});

test('wanted names match across the ways frameworks join suites', () => {
  const results = new Results([
    result('suite inner works', 'test/a.js'),
    result('twin', 'test/a.js'),
    result('twin', 'test/b.js', 'fail'),
    result('same', 'test/a.js'),
    result('same', 'test/a.js', 'fail'),
    result('skipped', 'test/a.js', 'skip'),
  ]);
  const passes = (name: string, ...others: string[]) => results.passes(name, new Set([name, ...others]));
  expect(passes('suite > inner > works')).toBe(true);
  expect(passes('test/a.js: suite > inner > works')).toBe(true);
  expect(passes('test/b.js: suite > inner > works')).toBe(false);
  expect(passes('twin')).toBe(false);
  expect(passes('test/a.js: twin')).toBe(true);
  expect(passes('same')).toBe(false);
  expect(passes('same', 'same #2')).toBe(true);
  expect(passes('same #2')).toBe(false);
  expect(passes('skipped')).toBe(false);
  expect(passes('absent')).toBe(false);
});
