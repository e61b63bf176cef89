/** What a gate reads at each step of a recorded episode: as recorded, or read anew by another gate. Kept while both live. */
import { gates, type GateDeps } from '../../gates/index';
import { reread } from '../../gates/whatif';
import type { Choice, Entry, Gate, Reading, Trajectory } from '../../types';

/** What of an episode is asked about. */
export type AskedEpisode = Pick<Trajectory, 'steps' | 'config' | 'public'>;

const known = new WeakMap<AskedEpisode, Map<string, Promise<(Reading | null)[]>>>();

/** Gates that need no model: they can read any episode again, here and now. */
export const READERS = [
  'stuck',
  'default',
  'learned',
  'stall',
  'asked',
  'stage',
  'every',
  'random',
  'always',
  'never',
] as const;

/** @throws one sentence for a gate that cannot read a recording. */
export function readAgain(gate: Choice, trajectory: AskedEpisode): Promise<(Reading | null)[]> {
  if (gate.id === trajectory.config.gate.id) return Promise.resolve(trajectory.steps.map(({ reading }) => reading));
  const of = known.get(trajectory) ?? new Map<string, Promise<(Reading | null)[]>>();
  known.set(trajectory, of);
  const key = JSON.stringify(gate);
  let read = of.get(key);
  if (!read) of.set(key, (read = anew(gate, trajectory)));
  return read;
}

async function anew({ id, options = {} }: Choice, trajectory: AskedEpisode): Promise<(Reading | null)[]> {
  const entry = (gates as Record<string, Entry<Gate, GateDeps | undefined>>)[id];
  if (!entry || !(READERS as readonly string[]).includes(id))
    throw new Error('This gate asks a model at every step, so it cannot read a recording again. Choose another one.');
  return reread(await (await entry.load()).create(options, undefined), trajectory);
}

export const setOf = (steps: readonly number[]): ReadonlySet<number> => new Set(steps);
