/** What search reads out of the messages: paths, views in parts, edits, runs, advice, an expert's own edits. */
import { expect, test } from 'vitest';
import { readTrace } from '../../src/facts/trace';
import { traceCommand } from '../../src/repair/trace';
import { readTranscript } from '../../src/repair/transcript';
import type { Message } from '../../src/types';

const TASK = 'Sums\n\nsum is wrong\n\nFiles:\nsrc/sum.js\ntest/sum.test.js\n\nThe tests run with: npm test';
const talk = (...turns: [action: object, observation: string][]): Message[] => [
  { role: 'system', content: 'You repair.' },
  { role: 'user', content: TASK },
  ...turns.flatMap(([action, observation]): Message[] => [
    { role: 'assistant', content: `Hm.\n${JSON.stringify(action)}` },
    { role: 'user', content: observation },
  ]),
];
const RUN = { action: 'run', command: 'npm test' };
const FAILED =
  'exit code 1\nnoise\ntests: 1 passed, 1 failed\nFAIL sum adds (test/sum.test.js)\n  3 !== 4\n  at src/sum.js:2, test/sum.test.js:5';

test('the task, a run and its failing tests', () => {
  const t = readTranscript(talk([RUN, FAILED]));
  expect(t.command).toBe('npm test');
  expect(t.paths).toEqual(['src/sum.js', 'test/sum.test.js']);
  expect(t.runs).toEqual([
    {
      passed: 1,
      failed: 1,
      cut: false,
      ok: false,
      failing: [
        {
          name: 'sum adds',
          file: 'test/sum.test.js',
          message: '3 !== 4\n',
          frames: [
            { path: 'src/sum.js', line: 2 },
            { path: 'test/sum.test.js', line: 5 },
          ],
        },
      ],
    },
  ]);
});

test('a file seen in two parts is whole, and follows the edits that were made', () => {
  const view = { action: 'view', path: 'src/sum.js' };
  const first = readTranscript(talk([view, 'src/sum.js, lines 1-2 of 3\n1|const a = 1;\n2|const b = 2;']));
  expect(first.partial.get('src/sum.js')?.from).toBe(3);
  expect(first.files.size).toBe(0);
  const t = readTranscript(
    talk(
      [view, 'src/sum.js, lines 1-2 of 3\n1|const a = 1;\n2|const b = 2;'],
      [{ ...view, from: 3 }, 'src/sum.js, lines 3-3 of 3\n3|const c = 3;'],
      [{ action: 'edit', path: 'src/sum.js', find: 'b = 2', replace: 'b = 5' }, 'Edited src/sum.js. It now reads:\n…'],
      [{ action: 'edit', path: 'src/sum.js', find: 'zzz', replace: 'b' }, 'Nothing was changed in src/sum.js. …'],
      [RUN, FAILED],
    ),
  );
  expect(t.files.get('src/sum.js')).toBe('const a = 1;\nconst b = 5;\nconst c = 3;\n');
  expect(t.edits).toHaveLength(1);
  expect(t.edits[0]).toMatchObject({ run: 0, foreign: false });
});

test('advice is kept; a refused question is counted; an edit by the expert is its own', () => {
  const t = readTranscript(
    talk(
      [{ action: 'view', path: 'src/sum.js' }, 'src/sum.js, 1 line\n1|let a = 1;'],
      [{ action: 'ask', question: '?' }, 'There is no expert in this episode.'],
      [{ action: 'ask', question: '?' }, '<expert_llm_guidance>\nLook at line 1.\n</expert_llm_guidance>'],
      [
        RUN,
        'The expert acted in your place:\n<expert_llm_guidance>\n{"action":"edit","path":"src/sum.js","find":"1","replace":"2"}\n</expert_llm_guidance>\n\nWhat it did:\nEdited src/sum.js. It now reads:\n1|let a = 2;',
      ],
    ),
  );
  expect(t.refused).toBe(1);
  expect(t.advice.map(({ text }) => text.trim())[0]).toBe('Look at line 1.');
  expect(t.runs).toEqual([]);
  expect(t.files.get('src/sum.js')).toBe('let a = 2;\n');
  expect(t.edits[0]).toMatchObject({ foreign: true, after: 'let a = 2;\n' });
});

test('a trace is read by file and place; other output is none', () => {
  const trace = readTrace(
    'exit code 0\nrun by failing/passing tests, of 1/2\nsrc/a.js 2.3:1/0 3.5:1/2 \nsrc/b.js 1.9:1/1',
  );
  expect(trace?.get('src/a.js')?.get('3.5')).toEqual([1, 2]);
  expect([...trace!.keys()]).toEqual(['src/a.js', 'src/b.js']);
  expect(readTrace('exit code 1\ncp: not found')).toBeNull();
});

test('nothing is traced without a failing test that can be told from the others', () => {
  const files = new Map([
    ['src/a.js', 'export const f = (a) => a;\n'],
    ['test/a.test.js', "test('one', () => { f(1); });\ntest('two', () => { f(2); });\n"],
  ]);
  const run = (name: string) => ({
    passed: 1,
    failed: 1,
    cut: false,
    ok: false,
    failing: [{ name, file: '', message: '', frames: [] }],
  });
  expect(traceCommand(files, ['src/a.js'], ['test/a.test.js'], run('three'), 'npm test')).toBeNull();
  expect(traceCommand(files, ['src/a.js'], ['test/a.test.js'], run('two'), 'npm test')).toContain(
    'npm test > /dev/null',
  );
});
