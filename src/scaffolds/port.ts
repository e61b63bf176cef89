/** What a scaffold gets besides its options, and what a line of the registry says of it. */
import type { Scaffold } from '../agent/policy';
import type { Changes, Entry, Files } from '../types';

/** How much a change does where the tests do not look, those left out that failed before. */
export interface Effect {
  /** Calls with other values that gave something else than before the change, of those that were looked at. */
  changed: number;
  of: number;
}

/** What a scaffold may need besides its plain options; never recorded. */
export interface ScaffoldDeps {
  /** Only for figures: the reference's place instead of our ranking. */
  goldPatch?: string;
  /** Effects of changes on a workspace, one for each; undefined where that cannot be said. Only an abort throws. */
  effects?(
    files: Files,
    tests: ReadonlySet<string>,
    changes: Changes[],
    options: { limitMs: number; failing: string[]; signal: AbortSignal },
  ): Promise<Effect[] | undefined>;
}

export type ScaffoldEntry = Entry<Scaffold, ScaffoldDeps>;
