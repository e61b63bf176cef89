/** Random and fixed-interval asking at the number of calls of an arm that asks by itself. */
import { mean } from '../../lib/stats';
import type { Arm } from './arm';
import type { Episodes } from './figures';

/** Mean calls and steps of an arm on the pilot tasks. */
export type Measure = (arm: Arm) => Promise<{ calls: number; steps: number }>;

const TRIES = 5;
const CLOSE = 0.05;
/** The learned gate's dial ends here. */
const DIAL = 10;

/** What is matched; `plan` asks once at the start of an episode, in as many of them. */
export type Matched = 'random' | 'interval' | 'plan' | 'learned' | 'timing';

/** An arm a kind, or none when nothing was asked. The protégé of these may not ask by itself. */
export async function matchedTo(
  own: Arm,
  measure: Measure,
  kinds: readonly Matched[] = ['random', 'interval'],
): Promise<Arm[]> {
  const { calls, steps } = await measure(own);
  if (calls === 0) return [];
  const made = (id: string, label: string, options: Record<string, unknown>): Arm => ({
    ...own,
    mayAsk: false,
    id,
    label,
    gate: { id, options },
  });
  const every = (rate: number) => Number((1 / rate).toPrecision(3));
  const share = Number(Math.min(1, calls).toPrecision(3));
  const rate = calls / steps;
  const ways: Record<Matched, () => Arm | Promise<Arm>> = {
    random: () => fit((p) => made('random', `random asking, p = ${p} a step`, { p }), calls, rate, measure),
    interval: () =>
      fit((r) => made('interval', `asking every ${every(r)} steps`, { n: every(r) }), calls, rate, measure),
    plan: () => made('plan', `plan at the start, in ${Math.round(100 * share)} % of the episodes`, { p: share }),
    learned: () =>
      fit((dial) => made('learned', `\`learned\`, its dial at ${dial}`, { calls: dial }), calls, calls, measure, DIAL),
    timing: () =>
      fit(
        (r) => made('timing', `oracle of timing, again every ${every(r)} steps`, { n: every(r) }),
        calls,
        rate,
        measure,
      ),
  };
  const arms: Arm[] = [];
  for (const kind of kinds) arms.push(await ways[kind]());
  return arms;
}

/** Calls grow with the rate, so the rate is scaled until they meet. */
async function fit(
  make: (rate: number) => Arm,
  calls: number,
  first: number,
  measure: Measure,
  most = 1,
): Promise<Arm> {
  let rate = first;
  let best: { arm: Arm; off: number } | undefined;
  for (let left = TRIES; left > 0; left--) {
    rate = Number(Math.min(most, Math.max(0.005, rate)).toPrecision(3));
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
  return { calls: mean(all.map(({ expertCalls }) => expertCalls)), steps: mean(all.map(({ steps }) => steps)) };
}
