/** What becomes of a guided episode's record: shown, replayed, measured, exported. */
import { beforeAll, describe, expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { workspace } from '../../src/facts/task';
import { create as fruitless } from '../../src/gates/fruitless';
import { scoredBy } from '../../src/gates/learned/compare';
import { shippedWeights } from '../../src/gates/learned';
import { checkWeights } from '../../src/gates/learned/model';
import { rowsOf } from '../../src/gates/learned/rows';
import { drain } from '../../src/lib/stream';
import { create as scripted } from '../../src/models/scripted';
import { defaultConfig } from '../../src/run';
import { create } from '../../src/scaffolds/guided';
import { asksOf } from '../../src/trajectory/asks';
import { toMini } from '../../src/trajectory/exporters';
import { readTrajectory } from '../../src/trajectory/importers';
import { measure } from '../../src/trajectory/measure';
import { replay } from '../../src/trajectory/replay';
import { exportEpisodes, rewardLog } from '../../src/train/export';
import type { AgentEvent, Model, Trajectory } from '../../src/types';
import { blocksOf, gaveUp, split, sureness } from '../../src/ui/guided';
import { heatOf, placesAt } from '../../src/ui/heat';
import { flips, reportAt } from '../../src/ui/view';
import { clampProgram, memorySandbox, task } from '../agent/memory';

/** Fills gaps by a rule over the call's number. */
const filler = (say: (call: number, after: string) => string): Model => {
  let calls = 0;
  return {
    ...scripted({ replies: ['none'] }),
    async *fill({ after }) {
      const text = say(calls++, after);
      yield text;
      return {
        text,
        tokensIn: 40,
        tokensOut: 4,
        cost: 0,
        ms: 2,
        finish: 'stop',
        logprobs: [-0.1, -0.3],
        model: 'filler',
      };
    },
  };
};

async function play(protege: Model, expert: Model | null = null): Promise<Trajectory> {
  const config = defaultConfig({
    protege: { id: 'scripted' },
    expert: expert ? { id: 'scripted' } : null,
    gate: { id: 'fruitless' },
    scaffold: { id: 'guided' },
    threshold: 0.3,
  });
  const scaffold = create({ moves: 'fill', samples: 2, tries: 8 });
  const gate = fruitless({ patience: 1 });
  return drain(runEpisode(task, { protege, expert, gate, sandbox: memorySandbox(clampProgram), scaffold }, config));
}

const RIGHT = 'if (n > hi) return hi;';
const right = (after: string) => after.startsWith('\n  return n;');
const mentor = scripted({
  replies: ['{"place":"src/clamp.js, clamp, line 3","diagnosis":"the upper bound is compared the wrong way"}'],
});

let solved: Trajectory;
let lost: Trajectory;
let advised: Trajectory;
beforeAll(async () => {
  solved = await play(filler((call, after) => (call === 0 ? 'if (' : right(after) ? RIGHT : 'return lo;')));
  lost = await play(filler(() => 'return lo;'));
  advised = await play(
    filler((_, after) => (right(after) ? 'return hi;' : 'return lo;')),
    mentor,
  );
});

describe('on screen', () => {
  test('the harness stands alone, tries stand together by their place, the change is read in whole lines', () => {
    const blocks = blocksOf(solved.steps, workspace(task, []));
    expect(blocks[0]!.kind).toBe('harness');
    expect(blocks.at(-1)!.kind).toBe('harness');
    const tries = blocks.flatMap((block) => (block.kind === 'place' ? block.tries : []));
    expect(tries.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
      solved.steps.flatMap(({ generations }, i) => (generations.some(({ move }) => move) ? [i] : [])),
    );
    const green = tries.find(({ result }) => result === 'all tests pass')!;
    expect(green).toMatchObject({ before: ['  if (n < hi) return hi;'], after: [`  ${RIGHT}`], tone: 'pass' });
    expect(green.fixed.length).toBeGreaterThan(0);
    const keys = blocks.flatMap((block) => (block.kind === 'place' ? [`${block.path}:${block.line}`] : []));
    expect(new Set(keys).size).toBe(keys.length);
    expect(tries.some(({ result }) => result === 'does not parse')).toBe(true);
  });

  test('places, heat, the gap of a prompt and the log-probability', () => {
    expect(placesAt(solved.steps, -1)).toEqual([]);
    const places = placesAt(solved.steps, solved.steps.length - 1);
    expect(places.length).toBeGreaterThan(0);
    expect(heatOf(places, places[0]!.path).get(places[0]!.from)).toBe(1);
    expect(heatOf(places, 'nowhere.js').size).toBe(0);
    const said = solved.steps.flatMap(({ generations }) => generations).find(({ move }) => move)!;
    const parts = split(said.prompt!, said.move);
    expect(`${parts.before}▁${parts.after}`).toBe(said.prompt);
    expect(sureness(said)!.mean).toBeCloseTo(-0.2);
    expect(sureness(solved.steps[0]!.generations[0]!)).toBeUndefined();
  });

  test('a change that was taken back counts for its own step only', () => {
    const back = lost.steps.findIndex(({ observation }) => observation.kept === false && observation.tests);
    expect(reportAt(lost.steps, back)).toBe(lost.steps[back]!.observation.tests);
    const after = lost.steps.findIndex(({ observation }, i) => i > back && !observation.tests);
    expect(reportAt(lost.steps, after)).toBe(lost.steps[0]!.observation.tests);
    for (let i = back; i < lost.steps.length; i++) {
      const { fixed, broken } = flips(lost.steps, i);
      const own = lost.steps[i]!.observation.tests;
      if (!own) expect([fixed, broken]).toEqual([[], []]);
    }
  });

  test('giving up is told in words', () => {
    expect(lost.exit).toBe('gave_up');
    const told = gaveUp(lost.steps);
    expect(told.tried).toBeGreaterThan(0);
    expect(told.words.length).toBeGreaterThan(0);
    expect(told.advice.join(' ')).toContain('expert');
    expect(gaveUp([]).advice.length).toBeGreaterThan(0);
  });
});

describe('a model that is lost', () => {
  /** Its process ends at the second call, and comes back or not. */
  const losing = (back: boolean, asked: { recovered: number }): Model => {
    let calls = 0;
    const inner = filler((call, after) => (call > 0 && right(after) ? RIGHT : 'return lo;'));
    return {
      ...inner,
      async *fill(gap, options) {
        if (calls++ === 1) throw Object.assign(new Error('The graphics card was lost.'), { name: 'DeviceLostError' });
        return yield* inner.fill!(gap, options);
      },
      recover: async () => (asked.recovered++, back),
    };
  };

  test('comes back, and the same call is made again', async () => {
    const asked = { recovered: 0 };
    const trajectory = await play(losing(true, asked));
    expect(asked.recovered).toBe(1);
    expect(trajectory.exit).toBe('submitted');
  });

  test('does not come back: the episode ends in words, with every step kept', async () => {
    const trajectory = await play(losing(false, { recovered: 0 }));
    expect(trajectory).toMatchObject({
      exit: 'error',
      error: { boundary: 'model', message: 'The graphics card was lost.' },
    });
    expect(trajectory.steps.length).toBeGreaterThan(2);
    expect(readTrajectory(JSON.parse(JSON.stringify(toMini(trajectory)))).steps).toHaveLength(trajectory.steps.length);
  });
});

describe('elsewhere', () => {
  test.each(['solved', 'lost', 'advised'])('%s: replayed to the same record, exported and read back', async (which) => {
    const trajectory = { solved, lost, advised }[which]!;
    const seen: AgentEvent[] = [];
    expect(await drain(replay(trajectory), (event) => seen.push(event))).toBe(trajectory);
    expect(seen.flatMap((event) => (event.type === 'step' ? [event.step] : []))).toEqual(trajectory.steps);
    const mini = toMini(trajectory);
    expect(readTrajectory(JSON.parse(JSON.stringify(mini)))).toEqual(JSON.parse(JSON.stringify(trajectory)));
    const said = mini.messages.filter(({ role }) => role === 'assistant');
    const generations = trajectory.steps.flatMap((step) => step.generations);
    expect(said.map(({ content }) => content)).toEqual(generations.map(({ text }) => text));
    expect(said.map(({ extra }) => extra!.by)).toEqual(generations.map(({ by }) => by));
    expect((mini.info.config as { model: { model_name: string } }).model.model_name).toBe('filler');
  });

  test('measured: the harness costs nothing, tries are no loop', () => {
    const { longestRun, protegeTokens, expertCalls } = measure(advised);
    expect(longestRun).toBeLessThan(10);
    expect(protegeTokens).toBe(
      44 * advised.steps.flatMap((s) => s.generations).filter(({ by }) => by === 'protege').length,
    );
    expect(expertCalls).toBe(asksOf(advised).length);
    expect(asksOf(advised)[0]!.touched).toBe(true);
  });

  test('gates and rewards read it; it is no chat to learn from', async () => {
    const weights = checkWeights(await shippedWeights());
    for (const trajectory of [solved, lost, advised]) {
      const { scores, labels } = scoredBy(weights, trajectory);
      expect(scores).toHaveLength(trajectory.steps.length);
      expect(labels).toHaveLength(trajectory.steps.length);
      expect([...scores].every((score) => score >= 0 && score <= 1)).toBe(true);
      for (const { x } of rowsOf(trajectory, 10)) expect(x.every(Number.isFinite)).toBe(true);
      expect(Number.isFinite(rewardLog([trajectory])[0]!.total)).toBe(true);
    }
    await expect(exportEpisodes([solved], 'trl-sft', { all: true })).rejects.toThrow('guided');
    expect((await exportEpisodes([solved], 'verl')).rows).toBe(1);
  });
});
