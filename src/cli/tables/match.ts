/** Random and fixed-interval asking at the number of calls of an arm that asks by itself. */
import type { Arm } from './arm';
import type { Episodes } from './figures';

/** Mean calls and steps of an arm on the pilot tasks. */
export type Measure = (arm: Arm) => Promise<{ calls: number; steps: number }>;

const TRIES = 5;
const CLOSE = 0.05;

/** Two arms, or none when nothing was asked. The protégé of these may not ask by itself. */
export async function matchedTo(own: Arm, measure: Measure): Promise<Arm[]> {
  const { calls, steps } = await measure(own);
  if (calls === 0) return [];
  const silent: Arm = { ...own, mayAsk: false };
  const random = (rate: number): Arm => ({
    ...silent,
    id: 'random',
    label: `random asking, p = ${rate} a step`,
    gate: { id: 'random', options: { p: rate } },
  });
  const interval = (rate: number): Arm => {
    const n = Number((1 / rate).toPrecision(3));
    return { ...silent, id: 'interval', label: `asking every ${n} steps`, gate: { id: 'interval', options: { n } } };
  };
  return [await fit(random, calls, calls / steps, measure), await fit(interval, calls, calls / steps, measure)];
}

/** Calls grow with the rate, so the rate is scaled until they meet. */
async function fit(make: (rate: number) => Arm, calls: number, first: number, measure: Measure): Promise<Arm> {
  let rate = first;
  let best: { arm: Arm; off: number } | undefined;
  for (let left = TRIES; left > 0; left--) {
    rate = Number(Math.min(1, Math.max(0.005, rate)).toPrecision(3));
    const arm = make(rate);
    const found = await measure(arm);
    const off = Math.abs(found.calls - calls) / calls;
    if (!best || off < best.off) best = { arm, off };
    if (off <= CLOSE) break;
    rate *= found.calls === 0 ? 2 : Math.min(2, Math.max(0.5, calls / found.calls));
  }
  return best!.arm;
}

export function means(episodes: Episodes): { calls: number; steps: number } {
  const all = [...episodes.values()].flat();
  const mean = (of: (facts: (typeof all)[number]) => number) => all.reduce((sum, one) => sum + of(one), 0) / all.length;
  return { calls: mean(({ calls }) => calls), steps: mean(({ steps }) => steps) };
}
