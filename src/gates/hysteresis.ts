/**
 * When a gate with a graded score may open again. After advice it waits `cooldown` steps. Then, until the score has once
 * fallen below threshold - hysteresis, it has to reach threshold + hysteresis: a score that hovers asks once, not at
 * every step. Held back is not a low score: the reading keeps the score and says why it stays closed.
 */
import { escalated } from '../facts/step';
import type { Gate, Step } from '../types';

export interface Hold {
  /** Steps after advice in which it stays closed. */
  cooldown: number;
  hysteresis: number;
}

export const DEFAULT_HOLD: Hold = { cooldown: 8, hysteresis: 0.05 };

/** The same rule for a live reading and for scores that were recorded. */
export class Holding {
  private asked = -1;
  private fell = true;

  constructor(
    private readonly threshold: number,
    private readonly hold: Hold,
  ) {}

  /** Why a score that reaches the threshold does not open at this step; '' when it does. */
  held(step: number, score: number): string {
    const { cooldown } = this.hold;
    if (this.asked >= 0 && step - this.asked <= cooldown)
      return `Advice came ${step - this.asked} steps ago; it waits ${cooldown} steps.`;
    if (!this.fell && score < this.bar)
      return `Still stuck since the last ask: it asks again from ${this.bar.toFixed(2)}.`;
    return '';
  }

  /** What a score has to reach now, a wait after advice aside. */
  get bar(): number {
    return this.fell ? this.threshold : Math.min(0.99, this.threshold + this.hold.hysteresis);
  }

  /** Takes in a step that is over: its score and whether the expert spoke in it. */
  add(step: number, score: number, advised: boolean): void {
    if (advised) {
      this.asked = step;
      this.fell = false;
    } else if (score < this.threshold - this.hold.hysteresis) this.fell = true;
  }
}

/** The recorded readings of the episode so far, taken in. */
function holdingOf(steps: readonly Step[], threshold: number, hold: Hold): Holding {
  const holding = new Holding(threshold, hold);
  steps.forEach((step, i) => holding.add(i, step.reading?.score ?? 0, escalated(step)));
  return holding;
}

/**
 * A gate that keeps to `hold` and to `bar`, its own threshold, where that is above the caller's. A proposal that asks and
 * reaches the threshold is never held back: the protégé decides that itself.
 */
export function steady(gate: Gate, hold: Hold, bar = 0): Gate {
  return async (state, proposal) => {
    const read = await gate(state, proposal);
    const { threshold } = state.config;
    const own = Math.max(bar, threshold);
    const holding = holdingOf(state.steps, own, hold);
    const asks = proposal.action?.kind === 'ask';
    const reading = { ...read, bar: asks ? own : holding.bar };
    if (read.score < threshold) return reading;
    if (read.score < bar) return { ...reading, held: `Its dial opens it from ${bar.toFixed(2)}.` };
    const held = asks ? '' : holding.held(state.steps.length, read.score);
    return held === '' ? reading : { ...reading, held };
  };
}

/** @throws one sentence for options that are no hold. */
export function holdFrom({ cooldown, hysteresis }: Record<string, unknown>): Hold {
  const hold = { ...DEFAULT_HOLD };
  if (cooldown !== undefined) {
    if (typeof cooldown !== 'number' || !Number.isInteger(cooldown) || cooldown < 0)
      throw new Error('The gate\'s "cooldown" is a whole number of steps from 0 up.');
    hold.cooldown = cooldown;
  }
  if (hysteresis !== undefined) {
    if (typeof hysteresis !== 'number' || !(hysteresis >= 0 && hysteresis <= 1))
      throw new Error('The gate\'s "hysteresis" is a number from 0 to 1.');
    hold.hysteresis = hysteresis;
  }
  return hold;
}
