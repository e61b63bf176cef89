/** A run with structured advice and a judge, whole: real sandbox, real verdict, the judge's words only in the record. */
import { beforeAll, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { defaultConfig, run } from '../../src/run';
import type { AgentEvent, Config } from '../../src/types';
import setup from '../setup';
import { task } from './memory';

beforeAll(() => setup());

const advice =
  '{"diagnosis":"The upper bound is the wrong way round.","place":"src/clamp.js","steps":["Turn n < hi."]}';
const verdict = '{"warrant":0.9,"follow":1,"reason":"JUDGE WORDS"}';
const over = (more: Partial<Config>): Config =>
  defaultConfig({
    protege: {
      id: 'scripted',
      options: {
        replies: [
          '{"action":"ask","question":"Where?"}',
          '{"action":"edit","path":"src/clamp.js","find":"n < hi","replace":"n > hi"}',
        ],
      },
    },
    expert: { id: 'scripted', options: { replies: [advice, verdict] } },
    ...more,
  });
const go = async (config: Config, signal?: AbortSignal) => {
  const events: AgentEvent[] = [];
  const trajectory = await drain(run(task, config, {}, signal ? { signal } : {}), (event) => events.push(event));
  return { trajectory, kinds: events.map(({ type }) => type) };
};

test('advice is laid out for the protégé; the judge speaks after the verdict', async () => {
  const { trajectory, kinds } = await go(over({ judge: true }));
  expect(trajectory.steps[0]!.observation.text).toBe(
    '<expert_llm_guidance>\nDiagnosis: The upper bound is the wrong way round.\nPlace: src/clamp.js\nNext steps:\n1. Turn n < hi.\n</expert_llm_guidance>',
  );
  expect(kinds.slice(-3)).toEqual(['end', 'grade', 'judge']);
  expect(trajectory.judgements).toMatchObject([{ step: 0, warrant: 0.9, follow: 1, reason: 'JUDGE WORDS' }]);
  expect(JSON.stringify(trajectory.steps)).not.toContain('JUDGE WORDS');
});

test('without the wish, or without an ask, nobody judges', async () => {
  expect((await go(over({}))).trajectory).not.toHaveProperty('judgements');
  const quiet = await go(over({ judge: true, gate: { id: 'never' } }));
  expect(quiet.trajectory).not.toHaveProperty('judgements');
  expect(quiet.kinds).not.toContain('judge');
});

test('the judge at the gate asks the expert, and what it spent is in the reading', async () => {
  const replies = ['{"escalate":true,"reason":"lost"}', '{"escalate":true,"reason":"still lost"}', advice];
  const { trajectory } = await go(
    over({
      protege: {
        id: 'scripted',
        options: { replies: ['{"action":"view","path":"src/clamp.js"}', '{"action":"run","command":"ls"}'] },
      },
      expert: { id: 'scripted', options: { replies: [advice] } },
      gate: { id: 'judge', options: { model: { id: 'scripted', options: { replies } } } },
    }),
  );
  expect(trajectory.steps.map(({ reading }) => reading!.score).slice(0, 2)).toEqual([0.4, 1]);
  expect(trajectory.steps[1]!.generations.map(({ by }) => by)).toEqual(['protege', 'expert', 'protege']);
  expect(trajectory.steps[0]!.reading!.spent).toMatchObject({ cost: 0 });
});
