/** The learned gate's own weights: trained here, kept in this browser; without them the shipped ones count. */
import { checkWeights, type Weights } from '../../gates/learned/model';

const KEY = 'protege-gate-weights';

export function ownWeights(): Weights | null {
  try {
    const text = localStorage.getItem(KEY);
    return text === null ? null : checkWeights(JSON.parse(text));
  } catch {
    return null; // no storage, or weights of an older version
  }
}

/** @throws one sentence when the browser keeps nothing. */
export function keepWeights(weights: Weights | null): void {
  try {
    if (weights) localStorage.setItem(KEY, JSON.stringify(weights));
    else localStorage.removeItem(KEY);
  } catch (error) {
    throw new Error('This browser keeps nothing for this page (a private window?); the weights are not kept.', {
      cause: error,
    });
  }
}
