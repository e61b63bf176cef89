/** Made-up but lifelike episodes: some protégés get somewhere, others go round in circles. */
import { rng } from '../../src/lib/ids';
import type { Action, Config, Generation, Step, Trajectory } from '../../src/types';

export const STEPS = 75;
export const config: Config = {
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

/** A reply that costs next to nothing, of a protégé unless `over` says otherwise. */
export const says = (action: Action | null, over: Partial<Generation> = {}): Generation => ({
  text: '',
  action,
  by: 'protege',
  tokensIn: 1,
  tokensOut: 1,
  cost: 0,
  ms: 1,
  ...over,
});

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
  if (turn === 2)
    return random() < 0.2 ? { text: '"find" is not in the file.', ms: 1, failed: true } : { text: 'Edited.', ms: 1 };
  const tests = Array.from({ length: 30 }, (_, i) => ({
    name: `test ${i}`,
    file: `test/${i % 3}.js`,
    status: i < failing ? ('fail' as const) : ('pass' as const),
    ms: 1,
  }));
  return {
    text: `exit code 1\n${'line of output\n'.repeat(40)}`,
    ms: 300,
    failed: true,
    tests: { tests, complete: true, tampered: [] },
  };
}
