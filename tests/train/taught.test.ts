/** Which turns teach: provenance, and for edits what became of them. */
import { describe, expect, test } from 'vitest';
import { teachingGenerations } from '../../src/train/export/taught';
import type { Gate, Trajectory } from '../../src/types';
import { act, play } from './episodes';

const kinds = (trajectory: Trajectory) =>
  teachingGenerations(trajectory).map((one, i) => {
    const { kind } = trajectory.steps[i]!.generations[0]!.action!;
    return one ? kind : `(${kind})`;
  });
const edit = (find: string, replace: string, path = 'src/clamp.js') =>
  JSON.stringify({ action: 'edit', path, find, replace });
const resolved = { resolved: true };

describe('edits teach when their lines are in the final patch of a resolved episode', () => {
  test.each<[string, string[], string[]]>([
    ['the right one', [act.fix], ['edit']],
    ['one that missed', [act.miss, act.fix], ['(edit)', 'edit']],
    ['a wrong one that was taken back', [act.worse, edit('n <= lo', 'n < lo'), act.fix], ['(edit)', '(edit)', 'edit']],
    [
      'the right one, which takes a wrong one back besides',
      [act.worse, edit('n <= lo) return lo;\n  if (n < hi)', 'n < lo) return lo;\n  if (n > hi)')],
      ['(edit)', 'edit'],
    ],
    ['one that was written over', [edit('n < hi', 'n !== hi'), edit('n !== hi', 'n > hi')], ['(edit)', 'edit']],
    ['two parts of one repair', [edit('  return n;', '  return +n;'), act.fix], ['edit', 'edit']],
    ['lines taken away', [edit('  if (n < lo) return lo;\n', ''), act.fix], ['edit', 'edit']],
    ['a new file', [edit('', 'export const a = 1;\n', 'src/new.js'), act.fix], ['edit', 'edit']],
    [
      'a new file that was emptied again',
      [edit('', 'export const a = 1;\n', 'src/new.js'), edit('export const a = 1;\n', '', 'src/new.js'), act.fix],
      ['(edit)', '(edit)', 'edit'],
    ],
    ['a test', [edit('', 'ok();\n', 'test/clamp.test.js'), act.fix], ['(edit)', 'edit']],
  ])('%s', async (_, edits, want) => {
    const played = await play([act.test, ...edits, act.test, act.submit], resolved);
    expect(kinds(played)).toEqual(['run', ...want, 'run', 'submit']);
  });

  test('none of an episode that is not resolved, has no verdict, or whose patch is another’s', async () => {
    const script = [act.test, act.fix, act.submit];
    for (const played of [await play(script, { resolved: false }), await play(script)])
      expect(kinds(played)).toEqual(['run', '(edit)', 'submit']);
    const played = await play(script, resolved);
    expect(kinds(played)).toEqual(['run', 'edit', 'submit']);
    const other = played.patch!.replace('n > hi', 'n >= hi');
    expect(kinds({ ...played, patch: other })).toEqual(['run', '(edit)', 'submit']);
  });
});

test('an answered ask teaches, a refused one and a reply that is no action do not', async () => {
  const ask = act.ask('The test "clamp upper" fails. Why?');
  expect(kinds(await play([ask, 'Hm.', act.submit], resolved))).toEqual(['ask', '(invalid)', 'submit']);
  expect(kinds(await play([ask, act.submit], { ...resolved, expert: null }))).toEqual(['(ask)', 'submit']);
});

test('what the expert did in its place teaches nothing; advised, only what was carried out does', async () => {
  const gate: Gate = ({ steps }) => ({ score: steps.length === 0 ? 1 : 0, reason: 'now' });
  const acted = await play([act.view, act.submit], { gate, mode: 'act', advice: [act.fix], ...resolved });
  expect(teachingGenerations(acted).map((one) => one?.action?.kind)).toEqual([undefined, 'submit']);
  const advised = await play([act.view, act.fix, act.submit], { gate, ...resolved });
  expect(teachingGenerations(advised).map((one) => one?.action?.kind)).toEqual(['edit', 'submit']);
});
