/** What one row of a table plays. Plain JSON: it travels to other processes and is a part of an episode's key. */
import type { Aid } from '../../models/trained/policy';
import type { Choice, Config } from '../../types';
import { hash } from '../../lib/ids';

/** Names of the checkpoints that training leaves; `untrained`: random weights of the same shape. */
export type WeightsId = 'sft' | 'rl1' | 'rl' | 'injected' | 'untrained';

export interface Arm {
  id: string;
  label: string;
  /** The net's weights: a name among the checkpoints; null = `search`. */
  weights: string | null;
  /** Options of the oracle; null = no expert. */
  expert: Record<string, unknown> | null;
  /** A gate of the registry, or `interval` with a real `n`. */
  gate: Choice;
  /** May the protégé ask by itself? */
  mayAsk: boolean;
  /** What the expert reads of the conversation. */
  context: Config['context']['expert'];
  /** Aids of the harness that are taken away. */
  without: readonly Aid[];
  /** Most steps of an episode. */
  steps: number;
}

const FIVE: Arm['context'] = { last: 5, unit: 'messages' };

/** The protégé alone. */
export const solo = (id: string, label: string, weights: Arm['weights'], steps: number): Arm => ({
  id,
  label,
  weights,
  expert: null,
  gate: { id: 'never' },
  mayAsk: false,
  context: FIVE,
  without: [],
  steps,
});

/** With the oracle, which it asks by itself. */
export const asking = (id: string, label: string, weights: Arm['weights'], steps: number): Arm => ({
  ...solo(id, label, weights, steps),
  expert: {},
  gate: { id: 'asked' },
  mayAsk: true,
});

/** Key of an episode: what was played, by which weights, on what; not what the row is called. */
export function episodeKey({ id: _, label: __, ...played }: Arm, task: string, seed: number, weights: string): string {
  return `${hash(JSON.stringify(played)).toString(36)} ${task} ${seed} ${weights}`;
}
