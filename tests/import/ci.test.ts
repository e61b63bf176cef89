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
});
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

const scripted = (...actions: object[]) =>
  `scripted:${JSON.stringify({ replies: actions.map((action) => JSON.stringify(action)) })}`;
const write = (file: string, text: string) => ({
  action: 'run',
  command: `node -e ${JSON.stringify(`require('fs').writeFileSync('${file}', '${text}')`)}`,
});

test.each([
  ['the tests', write('test/sum.test.js', ''), /edited the test test\/sum\.test\.js/],
  ['the test script', write('package.json', '{"scripts":{"test":"true"}}'), /changed the scripts of package\.json/],
  ['installed packages', write('node_modules/runner/index.js', '1'), /changed the installed packages \(node_modules/],
])('a protégé that tampers with %s does not pass, and the report says so', (what, action, sign) => {
  const root = repo(`hostile-${what.replace(/\W/g, '-')}`, loop(' - 1'));
  fs.mkdirSync(path.join(root, 'node_modules/runner'), { recursive: true });
  fs.writeFileSync(path.join(root, 'node_modules/runner/index.js'), '');
  const report = path.join(dir, 'hostile.md');
  const edit = { action: 'edit', path: 'sum.js', find: 'list.length - 1', replace: 'list.length' };
  const protege = scripted(action, edit, { action: 'submit' });
  const { code, err } = repair(root, '--process', '--protege', protege, '--report', report);
  expect(code, err).toBe(1);
  expect(fs.readFileSync(report, 'utf8')).toMatch(sign);
});

test('the example workflow, on a failing repository: exit 0, a patch that git applies, a report; the checkout is untouched', () => {
  const workflow = fs.readFileSync('examples/repair-pull-request.yml', 'utf8');
  const line = /protege -- (repair[\s\S]*?)\n\s*#/.exec(workflow)![1]!;
  const used = line.match(/--[a-z-]+/g)!;
  expect(used).toEqual(['--process', '--protege', '--expert', '--patch', '--report']);
  const root = repo('example', loop(' - 1'));
  const words = line
    .replace(/"\$\{\{[\s\S]*?\}\}"/, 'none')
    .trim()
    .split(/\s+/)
    .slice(1);
  const [patch, report] = [path.join(dir, 'example.patch'), path.join(dir, 'example.md')];
  const there: Record<string, string> = {
    '../repo': root,
    '../repair.patch': patch,
    '"$GITHUB_STEP_SUMMARY"': report,
  };
  const { code, out, err } = repair(...words.map((word) => there[word] ?? word));
  expect(code, err).toBe(0);
  expect(fs.readFileSync(patch, 'utf8')).toBe(out);
  expect(fs.readFileSync(report, 'utf8')).toMatch(
    /^# example: resolved\n[\s\S]*\| adds all \| fail \| pass \|[\s\S]*```diff/,
  );
  expect(fs.readFileSync(path.join(root, 'sum.js'), 'utf8')).toBe(loop(' - 1'));
  expect(spawnSync('git', ['apply', patch], { cwd: root }).status).toBe(0);
  expect(spawnSync('npm', ['test'], { cwd: root, shell: process.platform === 'win32' }).status).toBe(0);
});
