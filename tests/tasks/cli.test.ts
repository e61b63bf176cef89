/** The command line as a process: verify and tasks, their output, exit codes and bad input. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROKEN, fixture } from '../attacks/fixture';
import { PATCH } from '../attacks/honest';
import { inside } from '../cli/inside';
import { protege } from '../cli/process';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tasks-'));
  const task = { ...fixture(), goldPatch: PATCH };
  const write = (name: string, value: unknown) =>
    fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(value));
  fs.mkdirSync(path.join(folder, 'mixed'));
  write('good', task);
  write('mixed/a-good', { ...task, id: 'a' });
  write('mixed/b-no-gold', { ...task, id: 'b', goldPatch: undefined });
  write('mixed/c-passes', { ...task, id: 'c', failToPass: ['mean of nothing is zero'], passToPass: ['adds numbers'] });
  write('mixed/d-wrong-gold', { ...task, id: 'd', goldPatch: PATCH.replace('total = 0', 'total = 2') });
  write('mixed/e-no-tests', { ...task, id: 'e', tests: {} });
  fs.writeFileSync(path.join(folder, 'broken.json'), '{');
  fs.mkdirSync(path.join(folder, 'empty'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => protege(folder, ...args);

test('verify says that a good task behaves, as JSON', async () => {
  const { code, stdout } = await run('verify', 'good.json', '--json');
  expect(JSON.parse(stdout)).toEqual({
    taskId: 'sum-node:test',
    ok: true,
    baseMs: expect.any(Number),
    goldMs: expect.any(Number),
  });
  expect(code).toBe(0);
});

test('verify --with says where a patch that passes differs from the reference', async () => {
  const changed = path.join(folder, 'changed/src');
  fs.mkdirSync(changed, { recursive: true });
  const known = '{ "[1,2,3]": 0, "[]": 0, "[-4,1]": 0, "[2,4]": 0 }[JSON.stringify(list)] ?? 1';
  fs.writeFileSync(path.join(changed, 'sum.js'), BROKEN.replace('total = 1', `total = ${known}`));
  const { code, stdout } = await run('verify', 'good.json', '--with', 'changed', '--json');
  const { resolved, differs } = JSON.parse(stdout) as { resolved: boolean; differs: string[] };
  expect({ code, resolved }).toEqual({ code: 0, resolved: true });
  expect(differs.join()).toMatch(/where the reference has/);
});

test('verify gives each task that does not behave its reason', async () => {
  const { code, stdout, stderr } = await run('verify', 'mixed', '--json', '--jobs', '1');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ ok }) => ok)).toEqual([true, false, false, false, false]);
  expect(lines[1].reason).toMatch(/no goldPatch/);
  expect(lines[2].reason).toMatch(/"mean of nothing is zero" already pass/);
  expect(lines[3].reason).toMatch(/with the gold patch: Still failing/);
  expect(lines[4].reason).toMatch(/has no tests/);
  expect(stderr).toMatch(/1 of 5 tasks behave/);
  expect(code).toBe(1);
});

test.each([
  [['verify'], /Name one folder, split or task file/],
  [['verify', 'nowhere'], /"nowhere" is neither a file, a folder, a split/],
  [['verify', 'empty'], /holds no task files/],
  [['verify', 'good.json', '--limit', 'x'], /--limit must be a whole number/],
  [['verify', 'good.json', '--what'], /Unknown option '--what'/],
  [['tasks', '--repo', 'nope'], /There is no repo "nope"/],
  [['dance'], /There is no command "dance"/],
])('%j is bad input: exit code 2 and one sentence', async (args, message) => {
  const { code, stdout, stderr } = await inside(folder, ...args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(message);
});

test('a broken task file is bad input', async () => {
  const { code, stdout } = await inside(folder, 'verify', 'broken.json');
  expect(code).toBe(2);
  expect(stdout).toMatch(/This is not JSON/);
});

test('every command explains itself', async () => {
  expect((await run('--help')).stdout).toMatch(/verify .*\n.*tasks /s);
  expect((await inside(folder, 'verify', '--help')).stdout).toMatch(/usage: protege verify/);
  expect((await inside(folder, 'tasks', '--help')).stdout).toMatch(/usage: protege tasks/);
});
