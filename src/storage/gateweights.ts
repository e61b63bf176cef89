/** The learned gate's own weights: trained here, kept in this browser; without them the shipped ones count. */
import { checkWeights, type GateWeights } from '../gates/learned/model';
import { StoreError } from './fault';
import { preference, readJson } from './preferences';

const KEPT = preference('protege-gate-weights');

export const ownWeights = (): GateWeights | null => readJson<GateWeights | null>(KEPT, checkWeights, () => null);

/** @throws StoreError when the browser keeps nothing. */
export function keepWeights(weights: GateWeights | null): void {
  const fault = KEPT.keep(weights && JSON.stringify(weights));
  if (!fault) return;
  const advice = 'This browser keeps nothing for this page (a private window?); the weights are not kept.';
  throw new StoreError(fault.kind, fault, advice);
}
