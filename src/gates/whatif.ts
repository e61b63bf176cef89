/**
 * One recorded episode at another threshold: which asks would appear, which would vanish. The scores stay those that were
 * recorded, so after the first ask that was not made it is "as if the protégé had gone on the same way".
 */
import { escalated } from '../facts/step';
import type { Choice, Config, Gate, Reading, State, Step, Trajectory } from '../types';
import { DEFAULT_HOLD, holdFrom, Holding, type Hold } from './hysteresis';

/** What of an episode decides when its gate would have asked. */
export interface WhatIfEpisode {
  scores: readonly number[];
  /** The expert spoke here in the recording. */
  asked: readonly boolean[];
  /** The protégé's own question: no hold keeps it back. */
  own: readonly boolean[];
  hold: Hold;
  /** Expert calls at most. */
  limit: number;
}

export interface WhatIf {
  threshold: number;
  /** Steps (indices) at which it would have asked. */
  at: number[];
  /** Of these, the ones that were not asked. */
  more: number[];
  /** Asked in the recording, and not any more. */
  gone: number[];
  /** Steps at which the score is high enough and something else keeps the gate shut. */
  held: number[];
}

const NO_HOLD: Hold = { cooldown: 0, hysteresis: 0 };

/**
 * How a gate waits after advice. `stuck` does not wait, but it forgets what was before advice: in a recording where none
 * came its score does not fall, so it is held as long as the learned one.
 */
export function holdOf({ id, options = {} }: Choice): Hold {
  if (id === 'learned') return holdFrom(options);
  return id === 'stuck' ? DEFAULT_HOLD : NO_HOLD;
}

const asks = ({ generations }: Step) => generations[0]?.action?.kind === 'ask';

/** `readings`: of another gate over the same steps; default those that were recorded. */
export function sceneOf(
  { steps, config }: Pick<Trajectory, 'steps' | 'config'>,
  gate: Choice = config.gate,
  readings: readonly (Reading | null)[] = steps.map(({ reading }) => reading),
): WhatIfEpisode {
  return {
    scores: steps.map((_, i) => readings[i]?.score ?? 0),
    asked: steps.map(escalated),
    own: steps.map(asks),
    hold: holdOf(gate),
    limit: config.limits.expertCalls,
  };
}

export function whatIf({ scores, asked, own, hold, limit }: WhatIfEpisode, threshold: number): WhatIf {
  const holding = new Holding(threshold, hold);
  const result: WhatIf = { threshold, at: [], more: [], gone: [], held: [] };
  scores.forEach((score, i) => {
    const high = score > 0 && score >= threshold;
    const free = result.at.length < limit && (own[i] === true || holding.held(i, score) === '');
    const opens = high && free;
    if (opens) result.at.push(i);
    else if (high) result.held.push(i);
    if (opens && !asked[i]) result.more.push(i);
    if (!opens && asked[i]) result.gone.push(i);
    holding.add(i, score, opens);
  });
  return result;
}

/** The first step at which the episode would have gone another way; null when it would not. */
export function parting({ more, gone }: WhatIf): number | null {
  const first = Math.min(...more, ...gone);
  return Number.isFinite(first) ? first : null;
}

/** "1 call more, the first 8 steps earlier": against what was recorded. */
export function differenceText({ asked }: Pick<WhatIfEpisode, 'asked'>, { at, more, gone }: WhatIf): string {
  const before = asked.flatMap((yes, i) => (yes ? [i] : []));
  if (more.length === 0 && gone.length === 0)
    return before.length === 0 ? 'No call, as recorded.' : 'The same calls as recorded.';
  const calls = at.length - before.length;
  const said =
    calls === 0
      ? `As many calls (${at.length}), at other steps`
      : at.length === 0
        ? 'No call at all'
        : `${count(Math.abs(calls), 'call')} ${calls > 0 ? 'more' : 'fewer'}`;
  const [first, was] = [at[0], before[0]];
  if (first === undefined || was === undefined)
    return first === undefined ? `${said}.` : `${said}, the first at step ${first + 1}.`;
  const moved = first - was;
  if (moved === 0) return `${said}; the first stays at step ${was + 1}.`;
  return `${said}, the first ${count(Math.abs(moved), 'step')} ${moved < 0 ? 'earlier' : 'later'}.`;
}

const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

/** What another gate reads at each step of a recorded episode; null where no model proposed anything. */
export async function reread(
  gate: Gate,
  { steps, config, public: task }: Pick<Trajectory, 'steps' | 'config' | 'public'>,
): Promise<(Reading | null)[]> {
  const readings: (Reading | null)[] = [];
  for (const [i, { generations }] of steps.entries()) {
    const proposal = generations[0];
    const state: State = { task, config, steps: steps.slice(0, i) };
    readings.push(proposal && proposal.by !== 'harness' ? await gate(state, proposal) : null);
  }
  return readings;
}

/** The config whose gate opens from `threshold`, whatever dial of its own it had. */
export function atThreshold(config: Config, threshold: number, gate: Choice = config.gate): Config {
  if (gate.id !== 'learned') return { ...config, gate, threshold };
  const { calls: _calls, share: _share, ...options } = gate.options ?? {};
  // its dial stands at "always", so that the threshold alone decides
  return { ...config, gate: { ...gate, options: { ...options, share: 1 } }, threshold };
}
