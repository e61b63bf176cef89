/** The finished episodes of this browser, read once into what the room needs: figures, scores and rows to learn from. */
import { scoredBy } from '../../gates/learned/compare';
import { checkWeights, type GateWeights } from '../../gates/learned/model';
import { HORIZON } from '../../gates/learned/train';
import { rowsOf, type GateRow } from '../../gates/learned/rows';
import { shippedWeights } from '../../gates/learned';
import type { ScoredEpisode } from '../../gates/rescore';
import { messageOf } from '../../lib/text';
import { ownWeights } from '../../storage/gateweights';
import { armOf, playerOf, teamsOf, type PlayedEpisode } from '../../experiments/arms';
import { measureAsks } from '../../trajectory/measure';
import type { Trajectory } from '../../types';
import { readFinished, type LoadState } from '../finished';

interface RecordedEpisode extends PlayedEpisode {
  id: string;
  scored: ScoredEpisode;
  rows: GateRow[];
}

class Recorded {
  state = $state.raw<LoadState>({ kind: 'none' });
  entries = $state.raw<RecordedEpisode[]>([]);
  weights = $state.raw<GateWeights | null>(null);
  /** What is shipped for every protégé but the tiny one. */
  others = $state.raw<GateWeights | null>(null);
  damaged = $state(0);
  #known = new Map<string, RecordedEpisode>();
  #weightsFor: ((trajectory: Trajectory) => GateWeights) | null = null;

  teams = $derived(teamsOf(this.entries));

  async load(): Promise<void> {
    if (this.state.kind === 'reading') return;
    this.state = { kind: 'reading', done: 0, of: 0 };
    try {
      const own = ownWeights();
      const [others, tiny] = await Promise.all(
        [shippedWeights(), shippedWeights('trained')].map(async (w) => checkWeights(await w)),
      );
      const weights = own ?? tiny!;
      const of = ({ config }: Trajectory) => own ?? (config.protege.id === 'trained' ? tiny! : others!);
      if (weights.bias !== this.weights?.bias) this.#known.clear();
      this.weights = weights;
      this.#weightsFor = of;
      this.others = others!;
      const { entries, damaged } = await readFinished({
        known: this.#known,
        read: (get) => read(get, of),
        tell: (done, of) => (this.state = { kind: 'reading', done, of }),
      });
      this.entries = entries;
      this.damaged = damaged;
      this.state = { kind: 'ready' };
    } catch (error) {
      this.state = { kind: 'failed', message: messageOf(error) };
    }
  }

  /** As the learned gate reads an episode that is not kept here; null while its weights are not there. */
  scored(trajectory: Trajectory): ScoredEpisode | null {
    return this.#weightsFor && scoredBy(this.#weightsFor(trajectory), trajectory);
  }
}

async function read(
  get: () => Promise<Trajectory | undefined>,
  weightsFor: (trajectory: Trajectory) => GateWeights,
): Promise<RecordedEpisode | undefined> {
  const trajectory = await get().catch(() => undefined); // a damaged one is counted, not fatal
  if (!trajectory) return undefined;
  const { id, task, config } = trajectory;
  return {
    id,
    task,
    seed: config.seed,
    protege: playerOf(config.protege),
    expert: config.expert ? playerOf(config.expert) : null,
    arm: armOf(config),
    measures: measureAsks(trajectory),
    scored: scoredBy(weightsFor(trajectory), trajectory),
    rows: rowsOf(trajectory, HORIZON),
  };
}

export const recorded = new Recorded();
