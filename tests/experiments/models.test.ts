/** The sheet of real models: what it says of where it comes from and of what is missing. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { armKey, arms } from '../../src/experiments/models/arms';
import type { ModelOutcome } from '../../src/experiments/models/outcome';
import { withCurrentNames } from '../../src/experiments/outcome';
import { noteRun, readRuns, spokenCommand } from '../../src/experiments/models/runs';
import { missingOf, rowsOf, sheetMarkdown } from '../../src/experiments/models/sheet';

const arm = arms.find(({ id }) => id === '0.5B-short')!;
const episode = (task: string, resolved: boolean): ModelOutcome => ({
  arm: armKey(arm),
  set: 'dev',
  task,
  resolved,
  overfit: false,
  exit: 'submitted',
  steps: 4,
  tries: 2,
  at: 1,
  malformed: 0,
  stale: 0,
  longest: 1,
  expertCalls: 0,
  protegeTokens: 10,
  expertTokens: 0,
  prefilled: 8,
  written: 2,
  modelMs: 5,
  wallMs: 2000,
});

test('a command is told by what its figures depend on, folders by their last names', () => {
  const argv = ['--arms', '0.5B', '--functions', '/home/someone/data/functions', '--dev', '0', '--keep'];
  expect(spokenCommand([...argv, '--out', '/home/someone/out', '--minutes', '9', '--real=/home/someone/real/'])).toBe(
    'npm run bench:models -- --arms 0.5B --functions …/functions --dev 0 --real …/real',
  );
  expect(spokenCommand(['--functions', 'C:\\data\\functions'])).toBe('npm run bench:models -- --functions …/functions');
  expect(spokenCommand(['--real', '../shared/data/commits', '--table'])).toBe(
    'npm run bench:models -- --real ../shared/data/commits',
  );
});

test('a run that goes on is told once', () => {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'models-'));
  const run = { command: 'npm run bench:models -- --dev 2', commit: 'abc1234', machine: 'one' };
  for (const one of [run, run, { ...run, commit: 'def5678' }]) noteRun(out, one);
  expect(readRuns(out).map(({ commit }) => commit)).toEqual(['abc1234', 'def5678']);
  fs.rmSync(out, { recursive: true });
});

test('the sheet says what was played and by what, and names what was not', () => {
  const rows = rowsOf(arms, [episode('a', true), episode('b', false)]);
  const missing = missingOf(arms, rows);
  expect(missing.find((line) => line.startsWith('Injected') && line.includes('alone'))).toMatch(
    /not played: .*1\.5B-short.*; begun: 0\.5B-short \(2 of 60\)/,
  );
  expect(missing).toContainEqual(
    expect.stringMatching(/^Real bug fixes.*with a mentor: not played: none of the \d+ rows/),
  );
  const runs = [{ command: 'npm run bench:models -- --dev 2', commit: 'abc1234', machine: 'one core' }];
  const text = sheetMarkdown(rows, { runs, missing, notes: 'A word of caution.' });
  expect(text).toContain('| `npm run bench:models -- --dev 2` | abc1234 | one core |');
  expect(text).toContain('| 2 | 1 (50.0 %;');
  expect(text).toContain('A word of caution.');
  expect(text).toContain('## What is missing');
});

test('rows that were kept under other names of the same count are read', () => {
  const { expertCalls, ...row } = episode('a', true);
  expect(withCurrentNames({ ...row, asks: 3 } as unknown as ModelOutcome)).toMatchObject({ expertCalls: 3 });
  expect(withCurrentNames({ ...row, calls: 2, asks: [4, 9] } as unknown as ModelOutcome)).toMatchObject({
    expertCalls: 2,
  });
  expect(withCurrentNames(episode('a', true))).toEqual({ ...row, expertCalls });
});
