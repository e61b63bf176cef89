/** The kept episodes under a reward that can be changed: facts are read once, scores are derived at every move. */
import { messageOf } from '../../lib/text';
import { score, STAGE_II, type Reward, type RewardOptions } from '../../train/reward';
import type { EpisodeFacts } from '../../train/reward/facts';
import type { Trajectory } from '../../types';
import { catalog } from '../catalog.svelte';
import { readFinished, type LoadState } from '../finished';
import { library } from '../library.svelte';

export interface ScoreRow {
  id: string;
  title: string;
  facts: EpisodeFacts;
  reward: Reward;
}

type Unrewarded = Omit<ScoreRow, 'reward'>;

/** What each part adds to the total; their sum is the total. */
export const rewardParts = [
  { id: 'correct', label: 'Resolved' },
  { id: 'follow', label: 'Followed' },
  { id: 'expert', label: 'Asked well' },
  { id: 'sim', label: 'Similarity' },
  { id: 'loop', label: 'Loops' },
  { id: 'noCall', label: 'No question' },
] as const;
export type PartId = (typeof rewardParts)[number]['id'];

export function shares({ terms }: Reward, { weights }: RewardOptions): Record<PartId, number> {
  const gate = terms.gateLoop * terms.gateFollow;
  return {
    correct: gate * terms.correct,
    follow: weights.follow * terms.follow,
    expert: gate * weights.expert * terms.expert,
    sim: gate * weights.sim * terms.sim,
    loop: terms.loop,
    noCall: terms.noCall,
  };
}

export type Sorting = 'best' | 'worst' | 'newest';

class Scores {
  options = $state.raw<RewardOptions>(STAGE_II);
  sorting = $state<Sorting>('newest');
  state = $state.raw<LoadState>({ kind: 'none' });
  /** Whose scores of the expert calls count: the rule's, or a model's where it judged an episode. */
  judge = $state<'rule' | 'model'>('rule');
  /** Episodes that do not read. */
  damaged = $state(0);
  #entries = $state.raw<Unrewarded[]>([]);
  #known = new Map<string, Unrewarded>();

  rows = $derived.by((): ScoreRow[] => {
    const rows = this.#entries.map((entry) => ({ ...entry, reward: score(entry.facts, this.options) }));
    if (this.sorting === 'newest') return rows;
    const sign = this.sorting === 'best' ? -1 : 1;
    return rows.sort((a, b) => sign * (a.reward.total - b.reward.total));
  });

  mean = $derived(
    this.rows.length === 0 ? 0 : this.rows.reduce((sum, row) => sum + row.reward.total, 0) / this.rows.length,
  );

  /** Reads the episodes that are not known yet, a little in each frame. */
  async load(): Promise<void> {
    if (this.state.kind === 'reading') return;
    this.state = { kind: 'reading', done: 0, of: 0 };
    try {
      const { entries, damaged } = await readFinished({
        known: this.#known,
        variant: this.judge,
        read: (get) => this.#read(get),
        tell: (done, of) => (this.state = { kind: 'reading', done, of }),
      });
      this.#entries = entries;
      this.damaged = damaged;
      this.state = { kind: 'ready' };
    } catch (error) {
      this.state = { kind: 'failed', message: messageOf(error) };
    }
  }

  /** Scores an episode that is not kept, beside the others. */
  async show(trajectory: Trajectory): Promise<void> {
    const entry = await this.#read(async () => trajectory);
    if (entry) this.#entries = [entry, ...this.#entries.filter(({ id }) => id !== entry.id)];
  }

  async #read(get: () => Promise<Trajectory | undefined>): Promise<Unrewarded | undefined> {
    try {
      const [trajectory, { readFacts }, judges] = await Promise.all([
        get(),
        import('../../train/reward/facts'),
        import('../../train/reward/judge'),
      ]);
      if (!trajectory) return undefined;
      const storage = await library.storage();
      const task =
        (await storage.task(trajectory.task)) ?? (await catalog.task(trajectory.task).catch(() => undefined));
      const judge = this.judge === 'rule' ? judges.ruleJudge : judges.recordedJudge;
      const facts = readFacts(trajectory, { judge, ...(task?.goldPatch ? { goldPatch: task.goldPatch } : {}) });
      return { id: trajectory.id, title: trajectory.public.title ?? trajectory.task, facts };
    } catch {
      return undefined; // counted as damaged; the Library says what is wrong with it
    }
  }
}

export const scores = new Scores();
