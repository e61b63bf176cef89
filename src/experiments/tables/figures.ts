/**
 * Figures of an arm with their intervals. Episodes of one task are alike, so tasks are what is counted and drawn anew:
 * Wilson with n = tasks for shares of episodes, a seeded bootstrap over tasks for the rest.
 */
import { mean, resampled, sum, wilson, type Figure } from '../../lib/stats';
import { among } from '../outcome';
import type { TableOutcome } from './play';

/** Episodes by task. */
export type Episodes = ReadonlyMap<string, readonly TableOutcome[]>;

export interface Figures {
  tasks: number;
  episodes: number;
  passAt1: Figure;
  /** Of the resolved episodes, in words: `2 of 9`, of those that were looked at. */
  weak: string;
  differs: string;
  calls: Figure;
  steps: Figure;
  loops: Figure;
  /** Expert tokens of all tokens: read and written, in each model's own tokens. */
  share: Figure;
  /** Of the tokens written. */
  shareWritten: Figure;
  /** Read and written, both sides as a quarter of their characters. */
  shareText: Figure;
  /**
   * Against the same episodes without an expert; absent where those, or the steps of the asks, are not known. `askF1`: the
   * harmonic mean of `right` (of the first asks, the share at which the protégé alone makes no progress within `AHEAD` steps)
   * and `found` (of the episodes it does not resolve alone, the share in which it asked).
   */
  timing?: { askF1: Figure; right: Figure; found: Figure; firstAsk: Figure };
  errors: number;
}

/** Steps ahead within which progress alone speaks against an ask; as the learned gate's labels. */
const AHEAD = 25;
const LOOP = 10;

/** `alone`: the same tasks and seeds without an expert. */
export function figuresOf(episodes: Episodes, alone?: Episodes): Figures {
  const all = [...episodes.values()];
  const flat = all.flat();
  const rate = (is: (facts: TableOutcome) => boolean): Figure => {
    const k = sum(all.map((own) => mean(own.map((facts) => Number(is(facts))))));
    const [low, high] = wilson(k, all.length);
    return { value: all.length === 0 ? 0 : k / all.length, low, high };
  };
  const drawn = (of: (facts: readonly TableOutcome[]) => number) => bootstrap(all, of);
  return {
    tasks: all.length,
    episodes: flat.length,
    passAt1: rate(({ resolved }) => resolved),
    weak: among(flat.map(({ weaklyHeld }) => weaklyHeld)),
    differs: among(flat.map(({ differs }) => differs)),
    calls: drawn((some) => mean(some.map(({ expertCalls }) => expertCalls))),
    steps: drawn((some) => mean(some.map(({ steps }) => steps))),
    loops: rate(({ longestRun }) => longestRun > LOOP),
    share: drawn((some) =>
      part(
        some,
        (f) => f.expertTokens,
        (f) => f.protegeTokens,
      ),
    ),
    shareWritten: drawn((some) =>
      part(
        some,
        (f) => f.expertWritten,
        (f) => f.protegeWritten,
      ),
    ),
    shareText: drawn((some) =>
      part(
        some,
        (f) => f.expertTokens,
        (f) => f.protegeText,
      ),
    ),
    ...timingOf(episodes, alone),
    errors: flat.filter(({ exit }) => exit === 'error').length,
  };
}

function timingOf(episodes: Episodes, alone: Episodes | undefined): Pick<Figures, 'timing'> {
  const pairs = [...episodes].map(([task, own]) => own.map((facts, i) => ({ facts, solo: alone?.get(task)?.[i] })));
  if (!pairs.flat().every(({ facts, solo }) => facts.asks && solo?.gains) || pairs.length === 0) return {};
  type Pair = (typeof pairs)[number][number];
  const asking = ({ facts }: Pair) => facts.asks!.length > 0;
  const right = (some: readonly Pair[]) =>
    mean(some.filter(asking).map(({ facts, solo }) => Number(stuckAt(solo!, facts.asks![0]!))));
  const found = (some: readonly Pair[]) =>
    mean(some.filter(({ solo }) => !solo!.resolved).map((pair) => Number(asking(pair))));
  const f1 = (some: readonly Pair[]) =>
    right(some) + found(some) === 0 ? 0 : (2 * right(some) * found(some)) / (right(some) + found(some));
  const drawn = (of: (some: readonly Pair[]) => number) => resampled(pairs, (some) => of(some.flat()));
  const first = (some: readonly Pair[]) => mean(some.filter(asking).map(({ facts }) => facts.asks![0]!));
  return { timing: { askF1: drawn(f1), right: drawn(right), found: drawn(found), firstAsk: drawn(first) } };
}

/** Would it have got nowhere by itself? Its own episode up to here is the same one, since nobody has spoken yet. */
function stuckAt({ gains = [], resolved }: TableOutcome, step: number): boolean {
  const done = resolved && step > (gains.at(-1) ?? 0);
  return !done && !gains.some((gain) => gain >= step && gain < step + AHEAD);
}

/** Resolved within so many steps: what the arm would have reached with a shorter limit. */
export function passWithin(episodes: Episodes, steps: number): number {
  const own = [...episodes.values()].map((facts) => mean(facts.map((f) => Number(f.resolved && f.steps <= steps))));
  return mean(own);
}

/** A comparison of two arms on the tasks that both played; tasks are drawn anew in pairs. */
export function compareArms(a: Episodes, b: Episodes, of: (a: number, b: number) => number): Figure {
  const both = [...a.keys()].filter((task) => b.has(task));
  const rate = (facts: readonly TableOutcome[]) => mean(facts.map(({ resolved }) => Number(resolved)));
  const pairs = both.map((task) => [rate(a.get(task)!), rate(b.get(task)!)] as const);
  return resampled(pairs, (some) => of(mean(some.map(([x]) => x)), mean(some.map(([, y]) => y))));
}

function bootstrap(
  tasks: readonly (readonly TableOutcome[])[],
  of: (facts: readonly TableOutcome[]) => number,
): Figure {
  return resampled(tasks, (some) => of(some.flat()));
}

function part(
  facts: readonly TableOutcome[],
  of: (f: TableOutcome) => number,
  rest: (f: TableOutcome) => number,
): number {
  const [own, other] = [sum(facts.map(of)), sum(facts.map(rest))];
  return own + other === 0 ? 0 : own / (own + other);
}
