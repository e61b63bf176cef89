/** A protégé that goes in circles is told from one that works. */
import { expect, test } from 'vitest';
import { lost } from '../../src/facts/lost';
import type { Action, Step } from '../../src/types';

const step = (action: Action, failed = false): Step => ({
  generations: [{ by: 'protege', text: '', tokensIn: 1, tokensOut: 1, cost: 0, ms: 1, action }],
  reading: { score: 0, reason: '' },
  observation: { text: 'x', ms: 1, ...(failed ? { failed } : {}) },
  changes: {},
});
const spoken = { dialect: { id: 'json' } };
const view = (path: string) => step({ kind: 'view', path }, true);
const edit = { ...step({ kind: 'edit', path: 'a.js', find: 'a', replace: 'b' }), changes: { 'a.js': 'b' } };
const run = step({ kind: 'run', command: 'npm test' });

test('repeats and replies that are no action, half of the steps or more', () => {
  expect(lost(spoken, [view('a'), view('a'), view('a'), view('a')])).toMatch(/^3 of its 4 steps .* guided repair/);
  const nonsense = step({ kind: 'invalid', reason: 'no action' });
  expect(lost(spoken, [nonsense, view('a'), nonsense, view('b')])).toMatch(/^2 of its 4 steps/);
});

test('tests run again after an edit are no repeat; short and working episodes are left alone', () => {
  expect(lost(spoken, [run, edit, run, edit, run])).toBeUndefined();
  expect(lost(spoken, [view('a'), view('a'), view('a')])).toBeUndefined();
  expect(lost(spoken, [view('a'), view('b'), view('c'), view('c')])).toBeUndefined();
});

test('a protégé that speaks in actions alone is not told so', () => {
  expect(lost({}, [view('a'), view('a'), view('a'), view('a')])).toBeUndefined();
});
