/**
 * Recorded episodes at another threshold: when would the gate have asked? Only what was recorded counts: after the first
 * ask that was not in the recording everything is "as if the protégé had gone on the same way".
 */
import { share } from '../lib/stats';
import { Holding, type Hold } from './hysteresis';

/** One episode's scores, for asking again and again. */
export interface ScoredEpisode {
  scores: Float32Array;
  /** 1 = no progress ahead, 0 = progress ahead, -1 = unknown. */
  labels: Int8Array;
  /** 1 where the expert spoke in the recording. */
  advised: Uint8Array;
  resolved: boolean;
}

export interface Rescored {
  threshold: number;
  episodes: number;
  calls: number;
  /** Share of all steps. */
  callShare: number;
  callsPerEpisode: number;
  /** Of the asks whose future is known, the share in which the protégé made no progress on its own. */
  warranted: number;
  /** Of the episodes not resolved, the share asked about at least once. */
  caught: number;
  /** Of the episodes resolved, the share asked about although they needed no help. */
  spared: number;
}

export interface RescoreOptions {
  threshold: number;
  hold: Hold;
  /** Calls per episode at most. */
  limit: number;
}

/** Step numbers at which it would have asked. */
export function asks({ scores }: Pick<ScoredEpisode, 'scores'>, { threshold, hold, limit }: RescoreOptions): number[] {
  const holding = new Holding(threshold, hold);
  const at: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const opens = score > 0 && score >= threshold && at.length < limit && holding.held(i, score) === '';
    if (opens) at.push(i);
    holding.add(i, score, opens);
  }
  return at;
}

export function rescore(episodes: readonly ScoredEpisode[], options: RescoreOptions): Rescored {
  let [steps, calls, known, warranted, needy, caught, fine, asked] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const episode of episodes) {
    const at = asks(episode, options);
    steps += episode.scores.length;
    calls += at.length;
    for (const i of at) {
      if (episode.labels[i]! < 0) continue;
      known++;
      warranted += episode.labels[i]!;
    }
    if (episode.resolved) {
      fine++;
      if (at.length > 0) asked++;
    } else {
      needy++;
      if (at.length > 0) caught++;
    }
  }
  return {
    threshold: options.threshold,
    episodes: episodes.length,
    calls,
    callShare: share(calls, steps),
    callsPerEpisode: share(calls, episodes.length),
    warranted: share(warranted, known),
    caught: share(caught, needy),
    spared: 1 - share(asked, fine),
  };
}

/** The lowest threshold at which `count`, falling with the threshold, is at most `wanted`. */
export function thresholdWhere(count: (threshold: number) => number, wanted: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2;
    if (count(middle) > wanted) low = middle;
    else high = middle;
  }
  return high;
}
