/** Real test runners as processes, their results through our reporters. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { create } from '../../src/sandboxes/process';
import type { Files, Sandbox } from '../../src/types';
import setup from '../setup';
import { PATIENCE } from '../patience';

let root: string;
let box: Sandbox;
beforeAll(async () => {
  await setup();
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'repo-'));
  fs.symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'), 'junction');
  box = create({ root });
});
afterAll(async () => {
  await box?.close();
  fs.rmSync(root, { recursive: true, force: true });
});

const cases: Record<string, { script: string; files: Files }> = {
  'node:test': {
    script: 'node --test test/',
    files: {
      'test/a.test.js': `const { describe, test, it } = require('node:test');
const assert = require('node:assert');
describe('outer', () => { describe('inner', () => { test('good', () => {}); test('bad', () => assert.strictEqual(1, 2)); }); });
test('left', { skip: true }, () => {});
test('later', { todo: true }, () => {});`,
    },
  },
  mocha: {
    script: 'mocha test/*.js',
    files: {
      'test/a.test.js': `const assert = require('node:assert');
describe('outer', () => { describe('inner', () => { it('good', () => {}); it('bad', () => assert.strictEqual(1, 2)); }); });
it.skip('left', () => {});
it('later');`,
    },
  },
  jest: {
    script: 'jest',
    files: {
      'test/a.test.js': `describe('outer', () => { describe('inner', () => { test('good', () => {}); test('bad', () => expect(1).toBe(2)); }); });
test.skip('left', () => {});
test.todo('later');`,
    },
  },
  vitest: {
    script: 'vitest run --root .',
    files: {
      'test/a.test.js': `import { describe, expect, test } from 'vitest';
describe('outer', () => { describe('inner', () => { test('good', () => {}); test('bad', () => expect(1).toBe(2)); }); });
test.skip('left', () => {});
test.todo('later');`,
    },
  },
};

test.each(Object.entries(cases))('%s', async (framework, { script, files }) => {
  await box.reset({ ...files, 'package.json': JSON.stringify({ name: 'x', scripts: { test: script } }) });
  const result = await drain(box.exec('npm test 2>&1 | tail -n 200', { timeoutMs: PATIENCE.fact }));
  const found = Object.fromEntries(
    (result.tests?.tests ?? []).map(({ name, status, file }) => [name, `${status} ${file}`]),
  );
  const later = framework === 'mocha' ? 'skip' : 'todo';
  expect(found, result.output).toEqual({
    'outer inner good': 'pass test/a.test.js',
    'outer inner bad': 'fail test/a.test.js',
    left: 'skip test/a.test.js',
    later: `${later} test/a.test.js`,
  });
  expect(result.tests).toMatchObject({ complete: true, tampered: [] });
  expect(result.tests?.tests.find(({ status }) => status === 'fail')?.error?.message).toBeTruthy();
  expect(Object.keys(await box.files()).sort()).toEqual(['package.json', 'test/a.test.js']);
});

const tape = `const test = require('tape');
test('good', (t) => { t.equal(1, 1); t.ok(true); t.end(); });
test('bad', (t) => { t.ok(true); t.equal(1, 2, 'one is two'); t.end(); });
test('left', { skip: true }, (t) => t.end());
test('later', { todo: true }, (t) => { t.fail(); t.end(); });`;
const uvu = (load: string) => `${load}
const more = suite('outer');
more('good', () => {});
more.run();
test('bad', () => assert.is(1, 2));
test.skip('left', () => {});
test.run();`;
const others: Record<string, { script: string; files: Files; found: object }> = {
  tape: {
    script: 'tape test/*.js',
    files: { 'test/a.test.js': tape },
    found: { good: 'pass ', bad: 'fail ', left: 'skip ', later: 'todo ' },
  },
  'tape by node': {
    script: 'node test/a.test.js',
    files: { 'test/a.test.js': tape },
    found: Object.fromEntries(
      Object.entries({ good: 'pass', bad: 'fail', left: 'skip', later: 'todo' }).map(([name, status]) => [
        name,
        `${status} test/a.test.js`,
      ]),
    ),
  },
  'tap by node': {
    script: 'node test/a.test.js',
    files: {
      'test/a.test.js': `const t = require('libtap');
t.test('good', (t) => { t.test('inner', (t) => { t.equal(1, 1); t.end(); }); t.end(); });
t.test('bad', (t) => { t.equal(1, 2, 'one is two'); t.end(); });
t.test('left', { skip: true }, (t) => t.end());`,
    },
    found: { good: 'pass test/a.test.js', bad: 'fail test/a.test.js', left: 'skip test/a.test.js' },
  },
  ava: {
    script: 'ava',
    files: {
      'test/a.test.mjs': `import test from 'ava';
test('good', (t) => t.is(1, 1));
test('bad', (t) => t.is(1, 2));
test.skip('left', (t) => t.pass());
test.todo('later');`,
    },
    found: { good: 'pass ', bad: 'fail ', left: 'skip ', later: 'todo ' },
  },
  uvu: {
    script: 'uvu test',
    files: { 'test/a.test.js': uvu("const { suite, test } = require('uvu'); const assert = require('uvu/assert');") },
    found: { 'outer good': 'pass test/a.test.js', bad: 'fail test/a.test.js' },
  },
  'uvu by node, as a module': {
    script: 'node test/a.test.mjs',
    files: { 'test/a.test.mjs': uvu("import { suite, test } from 'uvu'; import * as assert from 'uvu/assert';") },
    found: { 'outer good': 'pass test/a.test.mjs', bad: 'fail test/a.test.mjs' },
  },
};

test.each(Object.entries(others))('%s', async (_, { script, files, found }) => {
  await box.reset({ ...files, 'package.json': JSON.stringify({ name: 'x', scripts: { test: script } }) });
  const result = await drain(box.exec('npm test', { timeoutMs: PATIENCE.fact }));
  const got = result.tests?.tests ?? [];
  expect(Object.fromEntries(got.map(({ name, status, file }) => [name, `${status} ${file}`])), result.output).toEqual(
    found,
  );
  expect(result.tests).toMatchObject({ complete: true, tampered: [] });
  expect(got.find(({ status }) => status === 'fail')?.error?.message).toMatch(/\S/);
  expect(result.exitCode).not.toBe(0);
});

test('files go there and back; the shell stays the shell; the original folder stays as it is', async () => {
  await box.reset({
    'a.js': "require('node:fs').writeFileSync('out.txt', require('./b.js')); require('node:fs').rmSync('gone.txt')",
    'gone.txt': 'x',
  });
  await box.write('b.js', "module.exports = 'from b'");
  const result = await drain(box.exec("sed -i 's/from b/and b/' b.js && node a.js && cat out.txt"));
  expect(result).toMatchObject({ exitCode: 0, stdout: 'and b', changes: { 'out.txt': 'and b', 'gone.txt': null } });
  expect(result.tests).toBeUndefined();
  expect(fs.readdirSync(root)).toEqual(['node_modules']);
});

test('a scratch file outside of the repository, and files by their whole path, are found; neither comes back', async () => {
  await box.reset({ 'a.js': "module.exports = 'a'", 'lib/b.js': "console.log('b', require('../a'))" });
  const made = `echo "module.exports = 'helper'" > /tmp/helper.js; printf "const fs = require('fs');\nconsole.log(require('./helper'));\nfs.writeFileSync('latin.txt', Buffer.from([233, 10]))" > /tmp/try.js`;
  const result = await drain(box.exec(`${made}; node /tmp/try.js; cd lib && node /repo/lib/b.js && node /tmp/try.js`));
  expect(result).toMatchObject({ exitCode: 0, stdout: 'helper\nb a\nhelper\n' });
  const latin = new Uint8Array([233, 10]);
  expect(result.changes).toEqual({ 'latin.txt': latin, 'lib/latin.txt': latin });
  expect(Object.keys(await box.files()).sort()).toEqual(['a.js', 'latin.txt', 'lib/b.js', 'lib/latin.txt']);
});

test('a deadline kills the process and what it started; a missing program is an exit code', async () => {
  await box.reset({
    'a.js':
      "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e3)'], { stdio: 'inherit' }); for (;;);",
  });
  expect(await drain(box.exec('node a.js', { timeoutMs: 1500 }))).toMatchObject({ timedOut: true, exitCode: 124 });
  expect(await drain(box.exec('corepack-that-is-not-there'))).toMatchObject({ exitCode: 127 });
  expect(await drain(box.exec('node -p 1+1'))).toMatchObject({ stdout: '2\n' });
});

test('no secret of the environment reaches the process', async () => {
  process.env.PROTEGE_API_KEY = 'sk-secret';
  try {
    await box.reset({ 'a.js': 'console.log(JSON.stringify(process.env))' });
    expect((await drain(box.exec('node a.js'))).stdout).not.toContain('sk-secret');
  } finally {
    delete process.env.PROTEGE_API_KEY;
  }
});
