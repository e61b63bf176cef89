/** What became of an ask, the judge after the end, and that its words never reach the protégé. */
import { describe, expect, test } from 'vitest';
import { render } from '../../src/agent/prompt';
import { drain } from '../../src/lib/stream';
import { create as scripted } from '../../src/models/scripted';
import { defaultConfig } from '../../src/run';
import { checkTrajectory } from '../../src/trajectory/check';
import { toMini } from '../../src/trajectory/exporters';
import { parseTrajectory } from '../../src/trajectory/importers';
import { asksOf, became, namedPaths } from '../../src/trajectory/asks';
import { judgeAsks, judgeMessages, readScores } from '../../src/trajectory/judge';
import { measureAsks, summarize } from '../../src/trajectory/measure';
import { fold } from '../../src/trajectory/record';
import { replay } from '../../src/trajectory/replay';
import type { Action, AgentEvent, Completion, Generation, Step, Stream, Trajectory } from '../../src/types';

const says = (action: Action | null, by: Generation['by'] = 'protege', text = ''): Generation => ({
  text: text || JSON.stringify(action),
  action,
  by,
  tokensIn: 10,
  tokensOut: 5,
  cost: by === 'expert' ? 0.01 : 0,
  ms: 1,
});
const ran = (failing: number): Step => ({
  generations: [says({ kind: 'run', command: 'npm test' })],
  reading: null,
  observation: {
    text: `${failing} failed`,
    ms: 1,
    failed: failing > 0,
    tests: {
      tests: Array.from({ length: 4 }, (_, i) => ({
        name: `t${i}`,
        file: 'test/a.js',
        status: i < failing ? ('fail' as const) : ('pass' as const),
        ms: 1,
      })),
      complete: true,
      tampered: [],
    },
  },
  changes: {},
});
const did = (action: Action): Step => ({
  generations: [says(action)],
  reading: null,
  observation: { text: 'done', ms: 1 },
  changes: {},
});
const edit = (path: string): Step => did({ kind: 'edit', path, find: 'x', replace: 'y' });
const ask = (question: string, advice: string): Step => ({
  generations: [says({ kind: 'ask', question }), says(null, 'expert', advice)],
  reading: { score: 1, reason: 'asked' },
  observation: { text: 'advice', ms: 1 },
  changes: {},
});
const episode = (steps: Step[], over: Partial<Trajectory> = {}): Trajectory => ({
  format: 'protege-1',
  id: 'e',
  task: 't',
  startedAt: '2026-01-01T00:00:00.000Z',
  public: {
    id: 't',
    problem: 'The sum is wrong.',
    language: 'javascript',
    run: 'npm test',
    paths: ['src/a.js', 'src/b.js', 'test/a.js'],
  },
  config: defaultConfig({ expert: { id: 'scripted' } }),
  steps,
  exit: 'submitted',
  patch: '',
  ...over,
});
const first = (trajectory: Trajectory) => asksOf(trajectory)[0]!;

describe('asks', () => {
  test('the next edit is held against the files that the advice names', () => {
    const after = (advice: string, ...steps: Step[]) => first(episode([ask('Why?', advice), ...steps])).touched;
    expect(after('Look at src/a.js, line 4.', ran(2), edit('src/a.js'))).toBe(true);
    expect(after('Look at src/a.js.', edit('src/b.js'), edit('src/a.js'))).toBe(false);
    expect(after('In a.js.', edit('src/a.js'))).toBe(true);
    expect(after('Think again.', edit('src/a.js'))).toBeNull();
    expect(after('Look at src/a.js.', ran(1))).toBeNull();
    expect(after('Look at src/a.js.', ask('And?', 'src/b.js'), edit('src/a.js'))).toBeNull();
    expect(namedPaths('See ./src/b.js.', ['src/a.js', 'src/b.js'])).toEqual(['src/b.js']);
  });

  test('it helped when fewer tests fail than ever before, soon enough', () => {
    const look = did({ kind: 'view', path: 'src/a.js' });
    const helped = (steps: Step[], over = {}) => first(episode([ran(3), ask('Why?', 'So.'), ...steps], over)).helped;
    expect(helped([look, ran(2)])).toBe(true);
    expect(helped([ran(3), ran(4)])).toBe(false);
    expect(helped([...Array<Step>(12).fill(look), ran(1)])).toBe(false);
    expect(helped([look], { exit: 'aborted' })).toBeNull();
    expect(helped([look], { exit: 'submitted' })).toBe(false);
    expect(helped([ran(2)], { exit: 'aborted' })).toBe(true);
  });

  test('repeated and back-to-back questions are found', () => {
    const trajectory = episode([
      ask('Why does the sum of an empty list fail?', 'a'),
      ask('Why does the sum of an empty list fail??', 'b'),
      edit('src/a.js'),
      ask('Which file holds the parser?', 'c'),
    ]);
    expect(asksOf(trajectory).map(({ repeated, backToBack }) => [repeated, backToBack])).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
  });

  test('they are counted over episodes, unknown ones nowhere', () => {
    const one = episode([ran(3), ask('Why?', 'See src/a.js.'), edit('src/a.js'), ran(1)]);
    const two = episode([ran(3), ask('Why?', 'Think.')], { exit: 'aborted' });
    expect(measureAsks(one).asks).toMatchObject({ helped: { sum: 1, n: 1 }, touched: { sum: 1, n: 1 } });
    const all = summarize([one, two]);
    expect(all.asks).toMatchObject({ helped: { sum: 1, n: 1 }, touched: { sum: 1, n: 1 }, warrant: { n: 0 } });
    expect(all).toMatchObject({ expertCost: 0.02, judgeCost: 0, meanExpertCalls: 1 });
    expect(became(first(one)).map(({ good }) => good)).toEqual([true, true]);
  });
});

describe('the judge', () => {
  const trajectory = episode([
    ran(3),
    ask('Why?', 'See src/a.js.'),
    edit('src/a.js'),
    ask('And now?', 'Test.'),
    ran(1),
  ]);
  const replies = ['{"warrant": 0.8, "follow": 1, "reason": "It did."}', 'no idea'];

  test('scores every call, the last one too; what cannot be read is null', async () => {
    const judgements = await drain(judgeAsks(trajectory, scripted({ replies })));
    expect(judgements).toMatchObject([
      { step: 1, warrant: 0.8, follow: 1, reason: 'It did.', cost: 0 },
      { step: 3, warrant: null, follow: null, reason: expect.stringMatching(/no scores/) },
    ]);
    const judged = { ...trajectory, judgements };
    expect(first(judged).judged).toBe(judgements[0]);
    expect(summarize([judged]).asks).toMatchObject({ warrant: { sum: 0.8, n: 1 }, follow: { sum: 1, n: 1 } });
    expect(became(first(judged)).map(({ text }) => text)).toContain('the judge: It did.');
  });

  test('its words are stored and replayed, and reach no prompt', async () => {
    const [judgement] = await drain(judgeAsks(trajectory, scripted({ replies })));
    const judged = { ...trajectory, judgements: [{ ...judgement!, reason: 'SECRET WORD' }] };
    const back = parseTrajectory(JSON.stringify(toMini(judged)));
    expect(back).toEqual(judged);
    let folded: Trajectory | undefined;
    await drain(replay(judged), (event: AgentEvent) => void (folded = fold(folded, event)));
    expect(folded).toEqual(judged);
    const { public: task, config, steps } = judged;
    for (const role of ['protege', 'expert'] as const)
      expect(JSON.stringify(render({ task, config, steps }, [], role))).not.toContain('SECRET');
    expect(JSON.stringify(toMini(judged).messages)).not.toContain('SECRET');
  });

  test('a judge that cannot be reached leaves the episode whole; an abort stops it', async () => {
    const model = { generate: () => broken() };
    expect((await drain(judgeAsks(trajectory, model)))[0]).toMatchObject({
      warrant: null,
      reason: expect.stringMatching(/offline/),
    });
    const abort = new AbortController();
    abort.abort(new Error('stopped'));
    await expect(drain(judgeAsks(trajectory, scripted({ replies }), abort.signal))).rejects.toThrow('stopped');
  });

  test('what it reads is bounded, and holds the question, the advice and what followed', () => {
    const huge = episode(Array.from({ length: 60 }, () => ask('q'.repeat(20_000), 'a'.repeat(50_000))));
    const [, message] = judgeMessages(trajectory, 1);
    expect(message!.content).toMatch(
      /Question:\nWhy\?[\s\S]*Advice:\nSee src\/a\.js\.[\s\S]*Afterwards:\n\[agent\] \{"kind":"edit"/,
    );
    expect(JSON.stringify(judgeMessages(huge, 30)).length).toBeLessThan(60_000);
  });

  test('scores out of range count as none', () => {
    expect(readScores('{"warrant": 2, "follow": 0.5}')).toMatchObject({ warrant: null, follow: 0.5 });
    expect(readScores('{"warrant": "1"}')).toMatchObject({ warrant: null, follow: null });
  });

  test('a damaged record of it is refused', () => {
    expect(() => checkTrajectory({ ...trajectory, judgements: [{ step: 'x' }] })).toThrow(/judgements/);
  });
});

async function* broken(): Stream<string, Completion> {
  yield 'I ';
  throw new Error('offline');
}
