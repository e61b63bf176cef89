/** The learned gate's numbers: what a weights file holds, how a score comes out of it, and why, in plain words. */
import { withSigns } from '../../lib/signs';
import { sigmoid, standardize } from './fit';
import { FEATURES, type Signs, vectorOf } from './features';

export interface GateWeights {
  format: 'protege-gate-1';
  /** Names and order of the features the weights belong to. */
  features: string[];
  /** Steps ahead within which the protégé should have made progress. */
  horizon: number;
  mean: number[];
  sd: number[];
  bias: number;
  weights: number[];
  /** Platt's calibration of the logit. */
  slope: number;
  offset: number;
  /** The dial, from scores of steps the model had not seen: 101 quantiles, ascending. */
  quantiles: number[];
  /** The same for asks a task: [asks, threshold], asks ascending; with the default hold. */
  calls: [number, number][];
  /** Asks a task where nobody sets the dial; default 2. */
  dial?: number;
  card: GateCard;
}

/** What a reader has to know before trusting the numbers. */
export interface GateCard {
  /** Where the episodes come from, in words. */
  data: string;
  episodes: number;
  rows: number;
  groups: number;
  /** Share of rows without progress ahead. */
  positives: number;
  /** Out of sample: cross-validated by repository, or on held-out repositories where a test says so. */
  quality: Quality[];
  /** On held-out repositories, against rules and chance at the same number of asks; see compare. */
  against?: Against[];
}

export interface Against {
  on: string;
  gate: string;
  /** See rescore. */
  callsPerEpisode: number;
  warranted: number;
  caught: number;
  spared: number;
}

export interface Quality {
  on: string;
  episodes: number;
  rows: number;
  groups: number;
  positives: number;
  auroc: number;
  brier: number;
  ece: number;
}

/** @throws one sentence when it is no weights file of this version. */
export function checkWeights(value: unknown): GateWeights {
  const weights = value as GateWeights | null;
  if (typeof weights !== 'object' || weights?.format !== 'protege-gate-1')
    throw new Error('These are no weights of the learned gate; make some with "protege gate train".');
  const names = FEATURES.map(({ name }) => name);
  if (JSON.stringify(weights.features) !== JSON.stringify(names))
    throw new Error('These weights belong to another version of the learned gate; train it again.');
  const numbers = [weights.mean, weights.sd, weights.weights];
  const fine = numbers.every(
    (list) => Array.isArray(list) && list.length === names.length && list.every(Number.isFinite),
  );
  if (!fine || ![weights.bias, weights.slope, weights.offset].every(Number.isFinite) || weights.sd.includes(0))
    throw new Error('The weights of the learned gate are damaged: a number is missing; train it again.');
  const dial = Array.isArray(weights.calls) && weights.calls.length > 1 && weights.calls.flat().every(Number.isFinite);
  if (!dial || weights.quantiles?.length !== 101 || !weights.quantiles.every(Number.isFinite))
    throw new Error('The weights of the learned gate lack their dial; train it again.');
  if (weights.dial !== undefined && !(Number.isFinite(weights.dial) && weights.dial >= 0))
    throw new Error("The dial of the learned gate's weights is a number of asks a task, from 0 up.");
  return weights;
}

export interface JudgedProposal {
  /** Calibrated probability of no progress within the horizon, alone. */
  score: number;
  /** What each feature adds to the logit, against an average step. */
  parts: number[];
}

export function judge({ mean, sd, weights, bias, slope, offset }: GateWeights, x: readonly number[]): JudgedProposal {
  const parts = Array.from(standardize(x, { mean, sd }), (value, i) => slope * weights[i]! * value);
  const logit = parts.reduce((sum, part) => sum + part, slope * bias + offset);
  return { score: sigmoid(logit), parts };
}

const NAMED = 4;
const LEAST = 0.05;

/** The features that speak loudest, each with its sign and weight. */
export function explainScore(weights: GateWeights, signs: Signs, { score, parts }: JudgedProposal): string {
  const loudest = parts
    .map((part, i) => ({ part, i }))
    .filter(({ part }) => Math.abs(part) >= LEAST)
    .sort((a, b) => Math.abs(b.part) - Math.abs(a.part) || a.i - b.i)
    .slice(0, NAMED)
    .map(({ part, i }) => ({ words: FEATURES[i]!.words(signs), weight: part }));
  return withSigns(
    `${Math.round(100 * score)} % likely to make no progress alone in ${weights.horizon} steps`,
    loudest,
  );
}

/** Score and reason for signs. */
export function assess(weights: GateWeights, signs: Signs): { score: number; reason: string } {
  const judged = judge(weights, vectorOf(signs));
  return { score: judged.score, reason: explainScore(weights, signs, judged) };
}

/** What the dial is set to: about this many asks a task, or this share of steps (0..1). */
export type DialSetting = { calls: number } | { share: number };

/** Where the dial stands until somebody turns it. */
export const usualDial = ({ dial = 2 }: Pick<GateWeights, 'dial'>): DialSetting => ({ calls: dial });

/** The threshold for a setting of the dial, interpolated. */
export function thresholdFor(
  { quantiles, calls }: Pick<GateWeights, 'quantiles' | 'calls'>,
  dial: DialSetting,
): number {
  if ('share' in dial)
    return interpolate(
      quantiles.map((value, i): [number, number] => [i / (quantiles.length - 1), value]),
      1 - dial.share,
    );
  return interpolate(calls, dial.calls);
}

function interpolate(points: readonly [number, number][], x: number): number {
  const next = points.findIndex(([at]) => at >= x);
  if (next < 0) return points.at(-1)![1];
  const [right, high] = points[next]!;
  const [left, low] = points[Math.max(0, next - 1)]!;
  return right === left ? high : low + ((high - low) * (x - left)) / (right - left);
}
