/** Recorded episodes -> weights with a card, and weights + episodes -> how good they are. Deterministic. */
import type { Trajectory } from '../../types';
import { FEATURES } from './features';
import { fitLogistic, linear, platt, scaleOf, standardize, type Linear } from './fit';
import { judge, type Quality, type GateWeights } from './model';
import { auroc, brier, ece } from './quality';
import { rowsOf, type GateRow } from './rows';
import { DEFAULT_HOLD } from '../hysteresis';
import { asks, thresholdWhere } from '../rescore';

export interface TrainOptions {
  /** Steps ahead, default 25. */
  horizon?: number;
  l2?: number;
  /** Where the episodes come from, for the card. */
  data?: string;
}

export const HORIZON = 25;
const FOLDS = 5;
const LEAST_ROWS = 50;

/** @throws one sentence when there is too little to learn from. */
export function train(trajectories: readonly Trajectory[], options: TrainOptions = {}): GateWeights {
  const rows = trajectories.flatMap((trajectory) => rowsOf(trajectory, options.horizon ?? HORIZON));
  return trainRows(rows, options);
}

/** The same from rows, for episodes too many to keep. */
export function trainRows(rows: readonly GateRow[], options: TrainOptions = {}): GateWeights {
  const { horizon = HORIZON, l2 = 10, data = 'recorded episodes' } = options;
  const episodes = new Set(rows.map((row) => row.episode)).size;
  const ys = rows.map((row) => row.y);
  const positives = ys.filter((y) => y === 1).length;
  const groups = groupsOf(rows);
  if (rows.length < LEAST_ROWS || positives < 10 || rows.length - positives < 10 || groups.length < 2)
    throw new Error(
      `Too little to learn from: ${rows.length} steps of ${groups.length} repositories, ${positives} of them stuck. It needs ${LEAST_ROWS} steps of at least 2 repositories, 10 stuck and 10 not; record more episodes.`,
    );
  const scale = scaleOf(
    rows.map((row) => row.x),
    FEATURES.length,
  );
  const xs = rows.map((row) => standardize(row.x, scale));
  const model = fitLogistic(xs, ys, l2);
  const logits = outOfFold(rows, xs, groups, l2, model);
  const { slope, offset } = platt(logits, ys);
  const { bias, weights } = model;
  const held = logits.map((z) => 1 / (1 + Math.exp(-(slope * z + offset))));
  const ascending = [...held].sort((a, b) => a - b);
  return {
    format: 'protege-gate-1',
    features: FEATURES.map(({ name }) => name),
    horizon,
    ...rounded({ mean: scale.mean, sd: scale.sd, weights }),
    bias: round(bias),
    slope: round(slope),
    offset: round(offset),
    quantiles: Array.from({ length: 101 }, (_, i) =>
      round(ascending[Math.min(ascending.length - 1, Math.floor((i / 100) * ascending.length))]!),
    ),
    calls: callsDial(rows, held, episodes),
    card: {
      data,
      episodes,
      rows: rows.length,
      groups: groups.length,
      positives: round(positives / rows.length),
      quality: [qualityOf(rows, held, `${Math.min(FOLDS, groups.length)}-fold cross-validation by repository`)],
    },
  };
}

/** Quality of the weights on episodes, which should be of repositories they were not trained on. */
export function evaluate(weights: GateWeights, trajectories: readonly Trajectory[], on: string): Quality {
  const rows = trajectories.flatMap((trajectory) => rowsOf(trajectory, weights.horizon));
  const scores = rows.map((row) => judge(weights, row.x).score);
  return qualityOf(rows, scores, on);
}

function qualityOf(rows: readonly GateRow[], scores: readonly number[], on: string): Quality {
  const ys = rows.map((row) => row.y);
  return {
    on,
    episodes: new Set(rows.map((row) => row.episode)).size,
    rows: rows.length,
    groups: groupsOf(rows).length,
    positives: round(ys.reduce((sum: number, y) => sum + y, 0) / Math.max(1, rows.length)),
    auroc: round(auroc(scores, ys)),
    brier: round(brier(scores, ys)),
    ece: round(ece(scores, ys)),
  };
}

const DIAL = [0, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 10];

/** Thresholds for numbers of asks a task, by the rule that live readings follow. */
function callsDial(rows: readonly GateRow[], scores: readonly number[], episodes: number): [number, number][] {
  const byEpisode = new Map<string, number[]>();
  rows.forEach(({ episode, step }, i) => {
    const list = byEpisode.get(episode) ?? [];
    list[step] = scores[i]!;
    byEpisode.set(episode, list);
  });
  const lists = [...byEpisode.values()].map((list) => ({ scores: Float32Array.from(list, (score) => score ?? 0) }));
  return DIAL.map((calls) => {
    const perEpisode = (threshold: number) =>
      lists.reduce((sum, list) => sum + asks(list, { threshold, hold: DEFAULT_HOLD, limit: Infinity }).length, 0) /
      Math.max(1, episodes);
    return [calls, calls === 0 ? 1 : round(thresholdWhere(perEpisode, calls))];
  });
}

const groupsOf = (rows: readonly GateRow[]) => [...new Set(rows.map((row) => row.group))].sort();
const round = (value: number) => Math.round(value * 1e5) / 1e5;
const rounded = <T extends Record<string, number[]>>(lists: T): T =>
  Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.map(round)])) as T;

/** The logit of each row by a model that saw no row of its group; `start` = the model of all rows, to begin from. */
function outOfFold(
  rows: readonly GateRow[],
  xs: readonly Float64Array[],
  groups: readonly string[],
  l2: number,
  start: Linear,
): number[] {
  const fold = new Map(groups.map((group, i) => [group, i % FOLDS]));
  const partOf = rows.map((row) => fold.get(row.group)!);
  const models = [...new Set(fold.values())].map((part) => {
    const rest = rows.flatMap((_, i) => (partOf[i] === part ? [] : [i]));
    const model = fitLogistic(
      rest.map((i) => xs[i]!),
      rest.map((i) => rows[i]!.y),
      l2,
      start,
    );
    return [part, model] as const;
  });
  const byPart = new Map(models);
  return xs.map((x, i) => linear(byPart.get(partOf[i]!)!, x));
}
