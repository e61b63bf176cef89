/** What a scaffold gets besides its options, and what a line of the registry says of it. */
import type { Scaffold } from '../agent/policy';
import type { Entry } from '../types';

/** What a scaffold may need besides its plain options; never recorded. */
export interface ScaffoldDeps {
  /** Only for figures: the reference's place instead of our ranking. */
  goldPatch?: string;
}

export type ScaffoldEntry = Entry<Scaffold, ScaffoldDeps>;
