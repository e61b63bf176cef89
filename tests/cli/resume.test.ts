/** What was begun goes on: bench on a folder of task files, repair into the folder of an interrupted episode. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { command as bench } from '../../src/cli/bench';
import { command as repair } from '../../src/cli/repair';
import { parseTrajectory } from '../../src/trajectory/importers';
import { buildSandbox } from '../../scripts/sandbox.mjs';

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'protege-resume-'));
beforeAll(() => buildSandbox());
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

const files: Record<string, string> = {
  'package.json': '{"name":"add","scripts":{"test":"node --test"}}',
  'add.js': 'exports.add = (a, b) => a - b;\n',
};
const tests: Record<string, string> = {
  'add.test.js':
    "const test = require('node:test'); const assert = require('assert');\ntest('adds', () => assert.equal(require('./add').add(1, 2), 3));\n",
};
const task = {
  id: 'add-1',
  source: 'test',
  licence: 'MIT',
  language: 'javascript',
  problem: 'add subtracts',
  files,
  tests,
  run: 'npm test',
  failToPass: ['adds'],
  passToPass: [],
};
const scripted = (...replies: object[]) =>
  `scripted:${JSON.stringify({ replies: replies.map((reply) => JSON.stringify(reply)) })}`;
const FIX = { action: 'edit', path: 'add.js', find: 'a - b', replace: 'a + b' };
const SUBMIT = { action: 'submit' };

async function said(run: () => Promise<number>): Promise<{ code: number; err: string; out: string }> {
  let [err, out] = ['', ''];
  const spies = [
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true)),
  ];
  try {
    return { code: await run(), err, out };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('bench keeps what is there, however the file of a task is called', async () => {
  const where = path.join(dir, 'tasks');
  const out = path.join(dir, 'out');
  fs.mkdirSync(where);
  fs.writeFileSync(path.join(where, 'other-name.json'), JSON.stringify(task));
  const args = [where, '--protege', scripted(FIX, SUBMIT), '--max-seconds', '600', '--out', out, '--json'];
  const first = await said(() => bench.run(args));
  expect(first.code).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({ taskId: 'add-1', file: 'other-name.json', resolved: true });
  const again = await said(() => bench.run(args));
  expect(again.err).toContain('1 episodes are there already');
  expect(again.err).not.toContain('steps,');
  expect(again.out).toBe(first.out);
  await expect(bench.run([...args, '--max-minutes', '3'])).rejects.toThrow(/not both/);
});

test('repair goes on where it was stopped; the folder is read as the page reads it', async () => {
  const repo = path.join(dir, 'add');
  const out = path.join(dir, 'kept');
  fs.mkdirSync(repo);
  for (const [name, text] of Object.entries({ ...files, ...tests })) fs.writeFileSync(path.join(repo, name), text);
  const args = [repo, '--protege', scripted(FIX, SUBMIT), '--out', out];
  const first = await said(() => repair.run(args));
  expect(first.code).toBe(0);
  const file = path.join(out, 'trajectories/add.traj.json');
  const whole = parseTrajectory(fs.readFileSync(file, 'utf8'));
  const { report: _, patch: _patch, ...begun } = whole;
  fs.writeFileSync(file, JSON.stringify({ ...begun, exit: 'aborted', steps: whole.steps.slice(0, 1) }));
  const again = await said(() => repair.run(args));
  expect(again.err).toContain('goes on after step 1');
  expect(again.code).toBe(0);
  expect(again.out).toBe(first.out);
  fs.writeFileSync(file, JSON.stringify({ ...begun, exit: 'aborted', steps: whole.steps.slice(0, 1) }));
  await expect(repair.run([...args, '--seed', '5'])).rejects.toThrow(/another team/);
});
