/** The what-if of one episode: another threshold, perhaps another gate's readings, and what would be asked. */
import { differenceText, sceneOf, whatIf, type WhatIfEpisode, type WhatIf } from '../../gates/whatif';
import { messageOf } from '../../lib/text';
import type { Choice, Reading, Step } from '../../types';
import { readAgain, setOf, type AskedEpisode } from './readings';

export class Dial {
  threshold = $state(0.5);
  gate = $state.raw<Choice | null>(null);
  failed = $state('');
  episode = $state.raw<AskedEpisode | null>(null);
  #readings = $state.raw<(Reading | null)[] | null>(null);
  #asked = 0;

  /** The gate whose readings are on show. */
  reader = $derived<Choice | null>(this.gate ?? this.episode?.config.gate ?? null);
  own = $derived(this.gate === null || this.gate.id === this.episode?.config.gate.id);
  scene = $derived<WhatIfEpisode | null>(
    this.episode && this.reader && this.#readings ? sceneOf(this.episode, this.reader, this.#readings) : null,
  );
  would = $derived<WhatIf | null>(this.scene && whatIf(this.scene, this.threshold));
  /** Steps at which it would ask, for the lane. */
  at = $derived<ReadonlySet<number> | null>(this.would && setOf(this.would.at));
  told = $derived(this.scene && this.would ? differenceText(this.scene, this.would) : '');
  /** The lane draws these readings, with the bar at the dial. */
  steps = $derived<readonly Step[]>(drawn(this.episode?.steps ?? [], this.#readings));

  /** Reads an episode: as recorded, or as `gate` would have. */
  async open(episode: AskedEpisode, gate: Choice | null = null): Promise<void> {
    const asked = ++this.#asked;
    this.episode = episode;
    this.gate = gate;
    this.failed = '';
    this.#readings = null;
    try {
      const readings = await readAgain(gate ?? episode.config.gate, episode);
      if (asked === this.#asked) this.#readings = readings;
    } catch (error) {
      if (asked === this.#asked) this.failed = messageOf(error);
    }
  }
}

/** What kept the gate shut in the recording belongs to the recorded threshold: the dial says its own. */
function drawn(steps: readonly Step[], readings: readonly (Reading | null)[] | null): readonly Step[] {
  if (!readings) return steps;
  return steps.map((step, i) => {
    const reading = readings[i];
    return { ...step, reading: reading ? { score: reading.score, reason: reading.reason } : null };
  });
}
