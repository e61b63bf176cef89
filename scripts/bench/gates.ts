/** What the gate benchmark measures: readings at step 75, training, and re-scoring, on made-up but lifelike episodes. */
import { scoredBy } from '../../src/gates/learned/compare';
import { train } from '../../src/gates/learned/train';
import { rescore, type Scored } from '../../src/gates/rescore';
import { gates } from '../../src/gates/index';
import { rng } from '../../src/lib/ids';
import type { Action, Config, Entry, Gate, Generation, State, Step, Trajectory } from '../../src/types';

const STEPS = 75;
const config: Config = {
  protege: { id: 'search' },
  expert: null,
  gate: { id: 'learned' },
  sandbox: { id: 'embedded' },
  threshold: 0.5,
  mode: 'advise',
  limits: { steps: STEPS, wallMs: 1_800_000, expertCalls: 6, tokens: 2_000_000, cost: 2 },
  context: { expert: { last: 5, unit: 'messages' }, observationChars: 4000 },
  commandTimeoutMs: 30_000,
  seed: 0,
  prompts: { protege: '', expert: '' },
};

/** A protégé that tests, looks and edits; some episodes get somewhere, others go round in circles. */
export function makeEpisode(seed: number): Trajectory {
  const random = rng(seed);
  const able = random() < 0.5;
  let failing = 1 + Math.floor(random() * 6);
  const steps: Step[] = [];
  while (steps.length < STEPS && failing > 0) {
    const turn = steps.length % 3;
    const path = `src/file${Math.floor(random() * 5)}.js`;
    const action: Action =
      turn === 0
        ? { kind: 'run', command: 'npm test' }
        : turn === 1
          ? { kind: 'view', path, from: 1, to: 60 }
          : { kind: 'edit', path, find: `line ${Math.floor(random() * 40)}`, replace: 'other' };
    if (turn === 0 && random() < (able ? 0.12 : 0.01)) failing--;
    steps.push({ generations: [said(action)], reading: null, observation: seen(turn, failing, random), changes: {} });
  }
  return {
    format: 'protege-1',
    id: `episode-${seed}`,
    task: `repo${seed % 20}-${(1e6 + seed).toString(36).padStart(7, '0')}`,
    startedAt: '2026-01-01T00:00:00Z',
    public: { id: 't', problem: 'p', language: 'javascript', run: 'npm test', paths: ['a.js', 'b.js'] },
    config,
    steps,
    exit: failing === 0 ? 'submitted' : 'step_limit',
    report: { resolved: failing === 0, failToPass: {}, passToPass: {}, reasons: [], tampered: [], ms: 1 },
  };
}

const said = (action: Action): Generation => ({
  text: JSON.stringify(action),
  action,
  by: 'protege',
  tokensIn: 2000,
  tokensOut: 40,
  cost: 0,
  ms: 5,
});

function seen(turn: number, failing: number, random: () => number): Step['observation'] {
  if (turn === 1) return { text: '12|const line = 1;\n'.repeat(60), ms: 1 };
  if (turn === 2) return random() < 0.2 ? { text: '"find" is not in the file.', ms: 1, failed: true } : { text: 'Edited.', ms: 1 }; // prettier-ignore
  const tests = Array.from({ length: 30 }, (_, i) => ({
    name: `test ${i}`,
    file: `test/${i % 3}.js`,
    status: i < failing ? ('fail' as const) : ('pass' as const),
    ms: 1,
  }));
  return { text: `exit code 1\n${'line of output\n'.repeat(40)}`, ms: 300, failed: true, tests: { tests, complete: true, tampered: [] } }; // prettier-ignore
}

export const makeEpisodes = (n: number): Trajectory[] => Array.from({ length: n }, (_, i) => makeEpisode(i));

/** Milliseconds of each reading of a gate at step 75, the way a run asks: every step is new once, then known. */
export async function readings(id: keyof typeof gates, n: number): Promise<number[]> {
  const gate = await (await (gates[id] as Entry<Gate, undefined>).load()).create({}, undefined);
  const times: number[] = [];
  for (let i = 0; times.length < n; i++) {
    const { steps, public: task } = makeEpisode(1_000_000 + i);
    if (steps.length < STEPS) continue;
    for (let at = 0; at <= STEPS - 1; at++) {
      const state: State = { task, config, steps: steps.slice(0, at) };
      const started = performance.now();
      await gate(state, steps[at]!.generations[0]!);
      if (at === STEPS - 1) times.push(performance.now() - started);
    }
  }
  return times;
}

/** Seconds of processor time to train on `n` episodes, features and all: what it takes on one core of its own. */
export function training(n: number): number {
  const episodes = makeEpisodes(n);
  const before = process.cpuUsage();
  train(episodes);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

let prepared: Scored[] = [];

/** Scores `n` episodes once, as the page does when it opens them. */
export function prepare(n: number): void {
  const weights = train(makeEpisodes(200));
  prepared = makeEpisodes(n).map((episode) => scoredBy(weights, episode));
}

/** Milliseconds to score them again at other thresholds, one after the other. */
export function rescoring(times: number): number[] {
  return Array.from({ length: times }, (_, i) => {
    const started = performance.now();
    rescore(prepared, { threshold: (i + 1) / (times + 1), hold: { cooldown: 8, hysteresis: 0.05 }, limit: 6 });
    return performance.now() - started;
  });
}

Object.assign(globalThis, { gatesBench: { prepare, rescoring } });
