/** What the gate did at each step of an episode, as the lane draws it: the bar it really used, and why it stayed shut. Pure. */
import { escalated } from '../../facts/step';
import type { Config, Reading, Step } from '../../types';
import { isHarness } from '../guided';

export interface Mark {
  /** 0..1; null where the gate read nothing. */
  score: number | null;
  /** What the score had to reach at this step. */
  bar: number;
  /**
   * asked: it opened and the expert answered · unheard: it opened and nobody answered · held: high enough for the episode's
   * threshold, kept shut by a rule of the gate's own · shut: too low · none: no reading · would: it would ask, at another bar · asking: it
   * opened in the step under way, and nobody has answered yet.
   */
  state: 'asked' | 'unheard' | 'held' | 'shut' | 'none' | 'would' | 'asking';
  /** It would not have opened at any score below 1: advice came a few steps before. */
  resting: boolean;
  /** Why it was kept shut, in its own words; ''. */
  held: string;
}

/** The bars of recordings made before readings said theirs stand in the words of what held them back. */
const SAID = /(?:opens it from|asks again from) (\d\.\d+)/;
const RESTS = /it waits (\d+) steps/;

const barOf = (reading: Reading | null): number | undefined => {
  if (!reading) return undefined;
  const said = reading.bar ?? SAID.exec(reading.held ?? '')?.[1];
  return said === undefined ? undefined : Number(said);
};

/** One mark a step. */
export function marksOf(steps: readonly Step[], config: Pick<Config, 'threshold'>): Mark[] {
  const own = steps.find(({ reading }) => /opens it from/.test(reading?.held ?? ''))?.reading ?? null;
  const usual = barOf(own) ?? config.threshold;
  return steps.map((step) => {
    const { reading } = step;
    const asked = escalated(step);
    const resting = RESTS.test(reading?.held ?? '');
    if (!reading || isHarness(step))
      return { score: null, bar: usual, state: asked ? 'asked' : 'none', resting: false, held: '' };
    const bar = barOf(reading) ?? usual;
    const { score, held = '' } = reading;
    const high = score > 0 && score >= config.threshold;
    const state = asked ? 'asked' : !high ? 'shut' : held || score < bar ? 'held' : 'unheard';
    return { score, bar, state, resting, held };
  });
}

/** With the step under way as the last one. `asking`: its gate has opened, and the expert is about to answer. */
export function marksNow(steps: readonly Step[], config: Pick<Config, 'threshold'>, asking: boolean): Mark[] {
  const marks = marksOf(steps, config);
  const last = marks.at(-1);
  return asking && last?.state === 'unheard' ? [...marks.slice(0, -1), { ...last, state: 'asking' }] : marks;
}

/** The same at another bar: what it would do. `would`: steps (indices) at which it would ask. */
export function marksAt(steps: readonly Step[], bar: number, would: ReadonlySet<number>): Mark[] {
  return steps.map((step, i) => {
    const score = step.reading && !isHarness(step) ? step.reading.score : null;
    const high = score !== null && score > 0 && score >= bar;
    const state = would.has(i) ? 'would' : high ? 'held' : score === null ? 'none' : 'shut';
    const held = state === 'held' ? 'It waits after advice, or no call is left.' : '';
    return { score, bar, state, resting: false, held };
  });
}

/** Steps in which it rests after advice, for the shading; those without a high score say nothing of it themselves. */
export function restsOf(steps: readonly Step[], marks: readonly Mark[]): boolean[] {
  const said = steps.map(({ reading }) => RESTS.exec(reading?.held ?? '')?.[1]).find((found) => found !== undefined);
  const cooldown = said === undefined ? 0 : Number(said);
  let last = -Infinity;
  return marks.map((mark, i) => {
    const rests = cooldown > 0 && mark.score !== null && i - last <= cooldown && mark.state !== 'asked';
    if (mark.state === 'asked') last = i;
    return rests || mark.resting;
  });
}

/** An ask of the lane: `was` in the recording; at another bar it would come in addition (`more`), or not any more (`less`). */
export interface AskMark {
  at: number;
  kind: 'was' | 'more' | 'less';
}

/** `would`: steps at which it would ask at another bar; null = no such question. */
export function askMarks(steps: readonly Step[], would: ReadonlySet<number> | null): AskMark[] {
  return steps.flatMap((step, at): AskMark[] => {
    const was = escalated(step);
    const is = would ? would.has(at) : was;
    return was || is ? [{ at, kind: was && is ? 'was' : is ? 'more' : 'less' }] : [];
  });
}

/** A score of next to nothing is still seen. */
const LEAST = 0.03;

/**
 * The scores as one path per kind and side of `shown`: upright strokes in the middle of unit columns, the score's height up from 1.
 * Nothing from `veil` on.
 */
export function combs(
  marks: readonly Mark[],
  shown: number,
  veil: number,
): { state: 'shut' | 'held' | 'open'; future: boolean; path: string }[] {
  const kinds = (['shut', 'held', 'open'] as const).flatMap((state) => [
    { state, future: false, path: '' },
    { state, future: true, path: '' },
  ]);
  marks.slice(0, veil).forEach(({ score, state }, at) => {
    if (score === null) return;
    const kind = state === 'shut' || state === 'none' ? 0 : state === 'held' ? 2 : 4;
    kinds[kind + Number(at > shown)]!.path += `M${at + 0.5} 1V${(1 - Math.max(LEAST, score)).toFixed(3)}`;
  });
  return kinds;
}

/** The bar that the score had to reach, over unit columns in which the gate read something. */
export function barLine(marks: readonly Mark[], veil: number): string {
  let path = '';
  let at: number | null = null;
  marks.slice(0, veil).forEach(({ score, bar }, i) => {
    const y = 1 - Math.min(1, bar);
    if (score !== null) path += at === y ? `H${i + 1}` : `M${i} ${y.toFixed(3)}H${i + 1}`;
    at = score === null ? null : y;
  });
  return path;
}

/** The mark in one short sentence. */
export function tell({ score, bar, state, held }: Mark): string {
  const [is, wanted] = [(score ?? 0).toFixed(2), bar.toFixed(2)];
  switch (state) {
    case 'none':
      return 'The gate read nothing at this step.';
    case 'asked':
      return score === null
        ? 'The expert was asked.'
        : `The gate opened: ${is} reaches ${wanted}. The expert was asked.`;
    case 'would':
      return `The gate would open: ${is} reaches ${wanted}.`;
    case 'asking':
      return `The gate opened: ${is} reaches ${wanted}. The expert is asked now.`;
    case 'unheard':
      return `The gate opened: ${is} reaches ${wanted}. No expert answered.`;
    case 'held':
      return held
        ? `The gate stayed shut at ${is}. ${held}`
        : `The gate stayed shut: ${is} is below its bar of ${wanted}.`;
    case 'shut':
      return `The gate stayed shut: ${is} is below ${wanted}.`;
  }
}
