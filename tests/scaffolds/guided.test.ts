import { describe, expect, test } from 'vitest';
import { runEpisode } from '../../src/agent/episode';
import { workspace } from '../../src/facts/task';
import type { Team } from '../../src/agent/policy';
import { create as fruitless } from '../../src/gates/fruitless';
import { drain } from '../../src/lib/stream';
import { create as scripted } from '../../src/models/scripted';
import { defaultConfig } from '../../src/run';
import { create } from '../../src/scaffolds/guided';
import { checkTrajectory } from '../../src/trajectory/check';
import type { Config, Gate, Gap, Model, Task, TestResult, Trajectory } from '../../src/types';
import { clampProgram, memorySandbox, task, type Program } from '../agent/memory';

const never: Gate = () => ({ score: 0, reason: 'closed' });
const config = (over: Partial<Config> = {}): Config =>
  defaultConfig({ protege: { id: 'scripted' }, scaffold: { id: 'guided' }, gate: { id: 'never' }, ...over });

/** A model that fills gaps by a rule, and says what it was asked. */
function filler(rule: (gap: Gap, call: number) => string, asked: Gap[] = []): Model {
  const plain = scripted({ replies: ['I do not know.'] });
  return {
    ...plain,
    async *fill(gap) {
      const text = rule(gap, asked.length);
      asked.push(gap);
      yield text;
      return { text, tokensIn: 10, tokensOut: 3, cost: 0, ms: 1, finish: 'stop' };
    },
  };
}
const team = (
  protege: Model,
  options: Record<string, unknown> = {},
  over: Partial<Team> = {},
  program = clampProgram,
): Team => ({
  protege,
  expert: null,
  gate: never,
  sandbox: memorySandbox(program),
  scaffold: create({ moves: 'fill', ...options }),
  ...over,
});
const play = (t: Team, c = config(), on: Task = task, resume?: Trajectory) =>
  drain(runEpisode(on, t, c, resume ? { resume } : {}));
const speakers = (trajectory: Trajectory) =>
  trajectory.steps.map((step) => step.generations.map(({ by }) => by).join());

describe('guided repair', () => {
  test('no ranking: lines as they stand', async () => {
    const trajectory = await play(
      team(
        filler(() => 'lo;'),
        { ranking: 'none', tries: 1 },
      ),
    );
    const places = trajectory.steps.flatMap(({ observation }) => observation.places ?? []);
    expect(places.length).toBeGreaterThan(0);
    const lines = places.map(({ path, from }) => `${path} ${String(from).padStart(5)}`);
    expect(lines).toEqual([...lines].sort());
    expect(places.every(({ score, why }) => score === 0 && why.length === 0)).toBe(true);
  });

  test('the harness runs the tests and ranks, the model fills, the tests choose', async () => {
    const asked: Gap[] = [];
    const trajectory = await play(
      team(filler((gap) => (gap.after.startsWith('\n  return n;') ? 'if (n > hi) return hi;' : 'lo;'), asked)),
    );
    expect(trajectory.exit).toBe('submitted');
    expect(trajectory.patch).toContain('-  if (n < hi) return hi;\n+  if (n > hi) return hi;');
    expect(speakers(trajectory)[0]).toBe('harness');
    expect(speakers(trajectory).at(-1)).toBe('harness');
    expect(trajectory.steps.some((step) => step.observation.places?.length)).toBe(true);
    const fills = trajectory.steps.filter((step) => step.generations.some(({ move }) => move));
    expect(fills.at(-1)!.observation).toMatchObject({ kept: true });
    expect(
      fills.slice(0, -1).every(({ changes, observation }) => !observation.kept && Object.keys(changes).length === 0),
    ).toBe(true);
    expect(fills.every((step) => step.generations[0]!.prompt?.includes('function clamp'))).toBe(true);
    const harness = trajectory.steps.flatMap((step) => step.generations).filter(({ by }) => by === 'harness');
    expect(harness.every(({ tokensIn, tokensOut, cost }) => tokensIn + tokensOut + cost! === 0)).toBe(true);
    expect(() => checkTrajectory(JSON.parse(JSON.stringify(trajectory)))).not.toThrow();
  });

  test('a line that the model doubts is varied: no tokens are written, the reading is paid for once', async () => {
    const model: Model = {
      ...filler(() => 'lo;'),
      doubts: async (_, line) => {
        const at = line.indexOf('<');
        const others = [
          { text: '<=', logprob: -1 },
          { text: '>', logprob: -1.5 },
        ];
        const rest = [{ at: at + 1, end: line.length, logprob: 0, others: [] }];
        const head = { at: 0, end: at, logprob: 0, others: [] };
        const tokens = at < 0 ? [] : [head, { at, end: at + 1, logprob: -4, others }, ...rest];
        return { tokens, prefilled: 30, ms: 3 };
      },
    };
    const trajectory = await play(team(model, { moves: 'vary' }));
    expect(trajectory.exit).toBe('submitted');
    expect(trajectory.patch).toContain('+  if (n > hi) return hi;');
    const written = trajectory.steps.flatMap(({ generations }) => generations).filter(({ move }) => move);
    expect(written.every(({ move, tokensOut }) => move!.kind === 'vary' && tokensOut === 0)).toBe(true);
    const first = written.filter(({ move }) => move!.sample === 0);
    expect(first.every(({ tokensIn }) => tokensIn === 30)).toBe(true);
    expect(written.filter(({ move }) => move!.sample > 0).every(({ tokensIn }) => tokensIn === 0)).toBe(true);
    expect(() => checkTrajectory(JSON.parse(JSON.stringify(trajectory)))).not.toThrow();
  });

  test('code that stays as it is, that was tried, or that does not parse is told and not run', async () => {
    const runs: string[] = [];
    const program: Program = (command, files) => (runs.push(command), clampProgram(command, files));
    const replies = ['if (n < hi) return hi;', 'if (n <', 'return 0;', 'return 0;'];
    const trajectory = await play(
      team(
        filler((_, call) => replies[call] ?? 'return 0;'),
        { places: 1, samples: 4 },
        {},
        program,
      ),
    );
    const refused = trajectory.steps.map(({ observation }) => observation.refused).filter(Boolean);
    expect(refused).toContain('repeated');
    expect(refused).toContain('syntax');
    expect(trajectory.exit).toBe('gave_up');
    const ran = trajectory.steps.filter(({ observation }) => observation.tests).length;
    expect(runs.filter((command) => command === 'npm test')).toHaveLength(ran);
    expect(workspace(task, trajectory.steps)).toEqual(workspace(task, []));
  });

  test('a budget of tries ends it, with the best try kept and marked', async () => {
    const program: Program = (command, files) => {
      if (command !== 'npm test') return { exitCode: 127 };
      const text = String(files['src/clamp.js']);
      const of = (name: string, good: boolean): TestResult => ({
        name,
        file: 't',
        status: good ? 'pass' : 'fail',
        ms: 1,
      });
      return { exitCode: 1, tests: [of('one', text.includes('better')), of('two', false)] };
    };
    const trajectory = await play(
      team(
        filler((_, call) => (call === 1 ? 'better();' : `worse${call}();`)),
        { tries: 4 },
        {},
        program,
      ),
    );
    expect(trajectory.exit).toBe('gave_up');
    expect(trajectory.patch).toContain('+  better();');
    expect(trajectory.steps.at(-2)!.observation).toMatchObject({ kept: true });
    expect(trajectory.steps.at(-1)!.observation.text).toContain('failing tests');
  });

  test('two changes that each fix some tests are tried together, without the model', async () => {
    const files = { 'src/a.js': 'export function a() {\n  return 1;\n}\nexport function b() {\n  return 2;\n}\n' };
    const two: Task = { ...task, files, failToPass: ['one', 'two'], passToPass: [] };
    const program: Program = (command, now) => {
      if (command !== 'npm test') return { exitCode: 127 };
      const text = String(now['src/a.js']);
      const of = (name: string, good: boolean): TestResult => ({
        name,
        file: 't',
        status: good ? 'pass' : 'fail',
        ms: 1,
      });
      return { exitCode: 0, tests: [of('one', text.includes('10')), of('two', text.includes('20'))] };
    };
    const trajectory = await play(
      team(
        filler((gap) => (gap.before.includes('function b') ? 'return 20;' : 'return 10;')),
        { moves: 'fill+compose' },
        {},
        program,
      ),
      config(),
      two,
    );
    expect(trajectory.exit).toBe('submitted');
    const composed = trajectory.steps.find((step) => step.generations[0]!.move?.kind === 'compose')!;
    expect(composed.generations.map(({ by }) => by)).toEqual(['harness']);
    expect(trajectory.patch).toContain('10');
    expect(trajectory.patch).toContain('20');
  });

  test('the gate opens after fruitless tries; the mentor’s place comes next, its words above the gap', async () => {
    const asked: Gap[] = [];
    const mentor = scripted({
      replies: [
        '{"place":"src/clamp.js, clamp, line 3","diagnosis":"The comparison with hi is the wrong way round.","steps":[]}',
      ],
    });
    const trajectory = await play(
      team(
        filler(
          (gap) =>
            gap.before.includes('wrong way round') && gap.after.startsWith('\n  return n;')
              ? 'if (n > hi) return hi;'
              : 'void 0;',
          asked,
        ),
        { samples: 2 },
        { gate: fruitless({ patience: 1 }), expert: mentor },
      ),
      config({ expert: { id: 'scripted' } }),
    );
    expect(trajectory.exit).toBe('submitted');
    const escalated = trajectory.steps.findIndex((step) => step.generations.some(({ by }) => by === 'expert'));
    expect(speakers(trajectory)[escalated]).toBe('protege,expert,protege');
    expect(trajectory.steps[escalated]!.generations[2]!.move).toMatchObject({ path: 'src/clamp.js', from: 3, to: 3 });
    expect(trajectory.steps[escalated]!.reading!.score).toBeGreaterThanOrEqual(0.5);
  });

  test('an episode that was cut off goes on where it was', async () => {
    const rule = (gap: Gap) => (gap.after.startsWith('\n  return n;') ? 'if (n > hi) return hi;' : 'lo;');
    const whole = await play(team(filler(rule)));
    for (let cut = 1; cut < whole.steps.length; cut++) {
      const resumed = await play(team(filler(rule)), config(), task, {
        ...whole,
        exit: null,
        steps: whole.steps.slice(0, cut),
      });
      expect(resumed.patch).toBe(whole.patch);
      expect(resumed.exit).toBe('submitted');
    }
  });

  test('a model without gap tokens is asked in a chat', async () => {
    const trajectory = await play(
      team(scripted({ replies: Array.from({ length: 40 }, () => 'if (n > hi) return hi;\n```') }), { moves: 'fill' }),
    );
    expect(trajectory.patch).toMatch(/n > hi/);
  });

  test.each([
    [{ samples: 0 }, 'samples'],
    [{ moves: 'guess' }, 'moves'],
    [{ context: 'all' }, 'context'],
  ])('options that are none are named: %j', (options, name) => {
    expect(() => create(options)).toThrow(name);
  });
});
