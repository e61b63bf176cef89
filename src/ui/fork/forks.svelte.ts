/** Another way from a step of an episode: handed to the Run room, which goes there. */
import type { BranchChange } from '../../trajectory/branch';
import type { Files, Trajectory } from '../../types';

export interface ForkOrder {
  parent: Trajectory;
  /** Steps of the parent that stay. */
  at: number;
  change: BranchChange;
  /** The parent's workspace before its first step. */
  base: Files;
}

class Forks {
  #waiting = $state.raw<ForkOrder | null>(null);
  waits = $derived(this.#waiting !== null);

  /** Opens the Run room, where it goes on. */
  go(order: ForkOrder): void {
    this.#waiting = order;
    location.hash = '#/';
  }
  /** The order that waits, once. */
  take(): ForkOrder | null {
    const order = this.#waiting;
    this.#waiting = null;
    return order;
  }
}

export const forks = new Forks();

const KEY = Symbol('fork');
/** What a step's card needs to offer another way: absent where none can be taken. */
export interface ForkHere {
  /** Opens the choice for the step (index) that would be taken anew. */
  open(index: number): void;
  readonly possible: boolean;
}
export const forkKey = KEY;
