/** What a gate gets besides the state, and what a line of the registry says of it. */
import type { Choice, Entry, Gate, Model } from '../types';

/** What a gate may need besides its plain options; never recorded. */
export interface GateDeps {
  /** Lends a model by its registry choice. */
  model?: (choice: Choice) => Promise<Model>;
  /** The episode's expert. */
  expert?: Choice;
}

export type GateEntry = Entry<Gate, GateDeps | undefined>;
