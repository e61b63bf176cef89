/** The paper's arms: who decides when the expert is called. Same tasks, protégé, expert and limits; only the gate differs. */
import { signTest } from '../lib/stats';
import type { Choice, Config } from '../types';
import { summarizeRows, type Measured, type Summary } from '../trajectory/measure';

export const ARM_IDS = [
  'solo',
  'interval',
  'random',
  'stall',
  'default',
  'stuck',
  'learned',
  'always',
  'alone',
] as const;
export type ArmId = (typeof ARM_IDS)[number];

export interface ArmLabel {
  label: string;
  about: string;
}

export const arms: Record<ArmId, ArmLabel> = {
  solo: { label: 'Protégé alone', about: 'No expert.' },
  interval: { label: 'Fixed interval', about: 'Every n-th step, as many calls a task as the learned gate.' },
  random: { label: 'Random', about: 'A seeded coin at every step, as many calls a task as the learned gate.' },
  stall: { label: 'Stall rule', about: 'Repeated actions, long rows of one kind of command, errors in a row.' },
  default: { label: 'Asked or stalled', about: 'The protégé’s own questions, and the stall rule.' },
  stuck: {
    label: 'How stuck',
    about: 'Edits without effect, changes taken back, repeats and the own question, weighed.',
  },
  learned: { label: 'Learned gate', about: 'A calibrated probability of no progress alone.' },
  always: { label: 'Always', about: 'Every step until the calls of the task are used up.' },
  alone: { label: 'Expert alone', about: 'The expert acts at every step; no protégé.' },
};

/** Arms whose calls are matched to the learned gate's, so that it runs first. */
const MATCHED: readonly ArmId[] = ['interval', 'random'];

/** The order to run them in. */
export const runOrder = (ids: readonly ArmId[]): ArmId[] => [
  ...ids.filter((id) => !MATCHED.includes(id)),
  ...ids.filter((id) => MATCHED.includes(id)),
];

export interface ArmContext {
  /** Expert calls per step of the learned arm; undefined when it did not run. */
  rate?: number;
  /** Options of the learned gate. */
  learned?: Record<string, unknown>;
  /** Registry ids that can play the protégé, for the expert alone. */
  canAct: readonly string[];
}

/** The arm's configuration, or in one sentence why it cannot run. */
export function planArm(id: ArmId, base: Config, { rate, learned, canAct }: ArmContext): Config | string {
  const gated = (gate: Choice): Config => ({ ...base, gate });
  const { expert } = base;
  if (id === 'solo') return { ...base, expert: null, gate: { id: 'never' } };
  if (!expert) return 'No expert is chosen.';
  if (id === 'alone') {
    if (!canAct.includes(expert.id)) return `The expert "${expert.id}" only gives advice: it cannot act alone.`;
    return { ...base, protege: expert, expert: null, gate: { id: 'never' } };
  }
  if (MATCHED.includes(id)) {
    if (rate === undefined) return 'It is matched to the learned gate, which did not run.';
    if (rate === 0) return 'The learned gate never asked, so there is nothing to match.';
    if (id === 'random') return gated({ id: 'random', options: { p: Math.min(1, rate) } });
    return gated({ id: 'every', options: { n: Math.max(1, Math.round(1 / rate)) } });
  }
  return gated(id === 'learned' && learned ? { id, options: learned } : { id });
}

/** One episode's outcome in an arm. */
export interface ArmEpisode {
  arm: ArmId;
  task: string;
  seed: number;
  measures: Measured;
}

export interface ArmRow extends Summary {
  arm: ArmId;
  label: string;
  /** US dollars a task: all, and the expert's. */
  costPerTask: number | null;
  /** Against the other arms on the same tasks and seeds: solved only here, and only there. */
  paired: Partial<Record<ArmId, { onlyHere: number; onlyThere: number; p: number }>>;
}

export function tabulate(episodes: readonly ArmEpisode[]): ArmRow[] {
  const by = new Map<ArmId, ArmEpisode[]>();
  for (const episode of episodes) by.set(episode.arm, [...(by.get(episode.arm) ?? []), episode]);
  const present = ARM_IDS.filter((arm) => by.has(arm));
  return present.map((arm) => {
    const own = by.get(arm)!;
    const summary = summarizeRows(own.map(({ measures }) => measures));
    return {
      arm,
      label: arms[arm].label,
      ...summary,
      costPerTask: summary.cost === null ? null : summary.cost / Math.max(1, summary.n),
      paired: Object.fromEntries(
        present.filter((other) => other !== arm).map((other) => [other, pair(own, by.get(other)!)]),
      ),
    };
  });
}

function pair(here: readonly ArmEpisode[], there: readonly ArmEpisode[]) {
  const key = ({ task, seed }: ArmEpisode) => `${seed} ${task}`;
  const other = new Map(there.map((episode) => [key(episode), episode.measures.resolved === true]));
  const both = here.filter((episode) => other.has(key(episode)));
  const differ = both.filter((episode) => (episode.measures.resolved === true) !== other.get(key(episode)));
  const onlyHere = differ.filter(({ measures }) => measures.resolved).length;
  const onlyThere = differ.length - onlyHere;
  return { onlyHere, onlyThere, p: signTest(onlyHere, onlyThere) };
}

const BY_GATE: Record<string, ArmId> = {
  every: 'interval',
  random: 'random',
  stall: 'stall',
  default: 'default',
  stuck: 'stuck',
  learned: 'learned',
  always: 'always',
};

/** The arm that a recorded episode belongs to; null for a gate that is none of the arms. Who plays alone: see episodesOf. */
export function armOf({ expert, gate }: Pick<Config, 'expert' | 'gate'>): ArmId | null {
  if (!expert || gate.id === 'never') return 'solo';
  return Object.hasOwn(BY_GATE, gate.id) ? BY_GATE[gate.id]! : null;
}

/** Who plays, so that two models of one provider are two players: the registry id, and the model where there is one. */
export const playerOf = ({ id, options }: Choice): string =>
  typeof options?.model === 'string' && options.model !== '' ? `${id}: ${options.model}` : id;

/** An episode as the table sorts it. */
export interface PlayedEpisode extends Omit<ArmEpisode, 'arm'> {
  arm: ArmId | null;
  protege: string;
  expert: string | null;
}

export type TeamOf = Pick<PlayedEpisode, 'protege' | 'expert'>;

/** Protégés with their experts, most episodes first; a protégé alone is a team only where it has no expert in any. */
export function teamsOf(played: readonly PlayedEpisode[]): TeamOf[] {
  const counts = new Map<string, { team: TeamOf; n: number }>();
  for (const { protege, expert } of played) {
    const key = JSON.stringify([protege, expert]);
    counts.set(key, { team: { protege, expert }, n: (counts.get(key)?.n ?? 0) + 1 });
  }
  const all = [...counts.values()].sort((a, b) => b.n - a.n).map(({ team }) => team);
  const helped = all.filter(({ expert }) => expert !== null);
  return [...helped, ...all.filter((team) => team.expert === null && !helped.some((t) => t.protege === team.protege))];
}

/**
 * A team's episodes by arm, of each task and seed the first of the list. Episodes of the protégé alone belong to every
 * team of it; those that the expert played alone are the arm of that name.
 */
export function episodesOf<P extends PlayedEpisode>(played: readonly P[], { protege, expert }: TeamOf): ArmEpisode[] {
  const own = played.flatMap((one): ArmEpisode[] => {
    const { arm, task, seed, measures } = one;
    if (arm === null) return [];
    if (one.protege === protege && (arm === 'solo' || one.expert === expert)) return [{ arm, task, seed, measures }];
    return arm === 'solo' && one.protege === expert ? [{ arm: 'alone', task, seed, measures }] : [];
  });
  const key = ({ arm, task, seed }: ArmEpisode) => `${arm} ${task} ${seed}`;
  return Object.values(Object.fromEntries(own.toReversed().map((episode) => [key(episode), episode])));
}

/**
 * Only what can be compared: the tasks (and seeds) that every arm has played. Where there are none, the arm that shares the
 * fewest with the others is left out, and so on; `left` names such arms.
 */
export function pairedOf(episodes: readonly ArmEpisode[]): { episodes: ArmEpisode[]; tasks: number; left: ArmId[] } {
  const key = ({ task, seed }: ArmEpisode) => `${seed} ${task}`;
  const by = new Map<ArmId, Set<string>>();
  for (const episode of episodes) by.set(episode.arm, (by.get(episode.arm) ?? new Set()).add(key(episode)));
  const left: ArmId[] = [];
  for (;;) {
    const sets = [...by.values()];
    const common = new Set([...(sets[0] ?? [])].filter((one) => sets.every((set) => set.has(one))));
    if (common.size > 0 || by.size < 2) {
      const kept = episodes.filter((episode) => by.has(episode.arm) && common.has(key(episode)));
      return { episodes: kept, tasks: common.size, left };
    }
    const shared = (arm: ArmId) =>
      [...by]
        .filter(([other]) => other !== arm)
        .reduce((sum, [, set]) => sum + [...by.get(arm)!].filter((one) => set.has(one)).length, 0);
    const least = [...by.keys()].sort((a, b) => shared(a) - shared(b))[0]!;
    left.push(least);
    by.delete(least);
  }
}
