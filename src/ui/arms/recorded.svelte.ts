/** The finished episodes of this browser, read once into what the room needs: figures, scores and rows to learn from. */
import { scoredBy } from '../../gates/learned/compare';
import { checkWeights, type Weights } from '../../gates/learned/model';
import { HORIZON } from '../../gates/learned/train';
import { rowsOf, type Row } from '../../gates/learned/rows';
import { shippedWeights } from '../../gates/learned';
import type { Scored } from '../../gates/rescore';
import { armOf, type ArmEpisode, type ArmId } from '../../trajectory/arms';
import { measureAsks, type Measured } from '../../trajectory/measure';
import type { Trajectory } from '../../types';
import { readFinished, type LoadState } from '../finished';
import { ownWeights } from './own';

interface Entry {
  id: string;
  task: string;
  seed: number;
  protege: string;
  expert: string | null;
  arm: ArmId | null;
  measures: Measured;
  scored: Scored;
  rows: Row[];
}

class Recorded {
  state = $state.raw<LoadState>({ kind: 'none' });
  entries = $state.raw<Entry[]>([]);
  weights = $state.raw<Weights | null>(null);
  damaged = $state(0);
  #known = new Map<string, Entry>();

  /** Protégés with their experts, most episodes first; episodes alone belong to every team of their protégé. */
  teams = $derived(teamsOf(this.entries));

  /** The newest episode of each task, seed and arm. */
  armEpisodes = (team: string): ArmEpisode[] => newest(this.entries, team);

  async load(): Promise<void> {
    if (this.state.kind === 'reading') return;
    this.state = { kind: 'reading', done: 0, of: 0 };
    try {
      const weights = ownWeights() ?? checkWeights(await shippedWeights());
      if (weights.bias !== this.weights?.bias) this.#known.clear();
      this.weights = weights;
      const { entries, damaged } = await readFinished({
        known: this.#known,
        read: (get) => read(get, weights),
        tell: (done, of) => (this.state = { kind: 'reading', done, of }),
      });
      this.entries = entries;
      this.damaged = damaged;
      this.state = { kind: 'ready' };
    } catch (error) {
      this.state = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function read(get: () => Promise<Trajectory | undefined>, weights: Weights): Promise<Entry | undefined> {
  const trajectory = await get().catch(() => undefined); // a damaged one is counted, not fatal
  if (!trajectory) return undefined;
  const { id, task, config } = trajectory;
  return {
    id,
    task,
    seed: config.seed,
    protege: config.protege.id,
    expert: config.expert?.id ?? null,
    arm: armOf(config),
    measures: measureAsks(trajectory),
    scored: scoredBy(weights, trajectory),
    rows: rowsOf(trajectory, HORIZON),
  };
}

export const recorded = new Recorded();

function teamsOf(entries: readonly Entry[]): string[] {
  const counts: Record<string, number> = {};
  for (const { protege, expert } of entries) {
    const team = `${protege} ${expert ?? ''}`;
    counts[team] = (counts[team] ?? 0) + 1;
  }
  const withExpert = Object.keys(counts).filter((team) => !team.endsWith(' '));
  const alone = Object.keys(counts).filter(
    (team) => team.endsWith(' ') && !withExpert.some((other) => other.startsWith(team)),
  );
  return [...withExpert, ...alone].sort((a, b) => counts[b]! - counts[a]!);
}

function newest(entries: readonly Entry[], team: string): ArmEpisode[] {
  const [protege, expert] = team.split(' ');
  const own = entries.filter((entry) => entry.protege === protege && (entry.arm === 'solo' || entry.expert === expert));
  const episodes = own.flatMap(({ arm, task, seed, measures }) => (arm ? [{ arm, task, seed, measures }] : []));
  const key = ({ arm, task, seed }: ArmEpisode) => `${arm} ${task} ${seed}`;
  return Object.values(Object.fromEntries(episodes.toReversed().map((episode) => [key(episode), episode])));
}
