/** `protege repair <folder> --process`: the real test command, a patch, a report, an exit code. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import setup from '../setup';

let dir: string;
beforeAll(async () => {
  await setup();
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ci-'));
}, 120_000);
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

function repo(name: string, source: string): string {
  const root = path.join(dir, name);
  fs.mkdirSync(path.join(root, 'test'), { recursive: true });
  fs.writeFileSync(path.join(root, 'package.json'), '{"name":"r","scripts":{"test":"node --test test/"}}');
  fs.writeFileSync(path.join(root, 'sum.js'), source);
  fs.writeFileSync(path.join(root, 'test/data.bin'), Buffer.from([0, 1, 2]));
  fs.writeFileSync(
    path.join(root, 'test/sum.test.js'),
    `const test = require('node:test');
const assert = require('node:assert');
const fs = require('node:fs');
const { total } = require('../sum.js');
test('adds all', () => assert.strictEqual(total([1, 2, 3]), 6));
test('binary fixtures are there', () => assert.strictEqual(fs.readFileSync(__dirname + '/data.bin').length, 3));
`,
  );
  return root;
}
const loop = (bound: string) => `exports.total = (list) => {
  let sum = 0;
  for (let i = 0; i < list.length${bound}; i++) sum += list[i];
  return sum;
};
`;
const repair = (...args: string[]) => {
  const done = spawnSync(process.execPath, ['scripts/protege.mjs', 'repair', ...args], { encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
};

test('a failing repository: exit 0, a patch that git applies, a report; the checkout itself is untouched', () => {
  const root = repo('broken', loop(' - 1'));
  const [patch, report] = [path.join(dir, 'fix.patch'), path.join(dir, 'report.md')];
  const { code, out, err } = repair(root, '--process', '--patch', patch, '--report', report);
  expect(code, err).toBe(0);
  expect(fs.readFileSync(patch, 'utf8')).toBe(out);
  expect(fs.readFileSync(report, 'utf8')).toMatch(
    /^# broken: resolved\n[\s\S]*\| adds all \| fail \| pass \|[\s\S]*```diff/,
  );
  expect(fs.readFileSync(path.join(root, 'sum.js'), 'utf8')).toBe(loop(' - 1'));
  expect(spawnSync('git', ['apply', patch], { cwd: root }).status).toBe(0);
  expect(spawnSync('npm', ['test'], { cwd: root, shell: process.platform === 'win32' }).status).toBe(0);
});

test('nothing to repair is exit 0 with a report; what cannot work is exit 2 with one sentence', () => {
  const report = path.join(dir, 'none.md');
  const fine = repair(repo('fine', loop('')), '--process', '--report', report);
  expect(fine).toMatchObject({ code: 0, out: '' });
  expect(fs.readFileSync(report, 'utf8')).toMatch(/^# Nothing to repair\n\nAll 2 tests pass already/);
  expect(repair('some-task', '--process')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/--process needs a folder/) as string,
  });
});

test('one that stays broken is exit 1', () => {
  const { code } = repair(repo('hard', 'exports.total = () => NaN;\n'), '--process', '--max-steps', '3');
  expect(code).toBe(1);
});
