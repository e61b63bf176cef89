/** What is expected of the training, each shown or refuted with its numbers. */
import type { Figure } from '../../lib/stats';
import { percent } from '../../lib/text';
import { compareArms, type Episodes, type Figures } from './figures';

export interface Claim {
  expected: string;
  measured: string;
  verdict: string;
}

export interface ArmResult {
  episodes: Episodes;
  figures: Figures;
}

export type ArmResults = ReadonlyMap<string, ArmResult>;

const points = (x: number) => `${x >= 0 ? '+' : '−'}${Math.abs(100 * x).toFixed(1)} points`;
const times = (x: number) => `× ${x.toFixed(2)}`;
const plain = (x: number) => x.toFixed(2);

type Bound = { least: number } | { most: number } | { above: number };

/** `figure` null = an arm it needs is missing. */
function judge(expected: string, figure: Figure | null, bound: Bound, show: (x: number) => string): Claim {
  if (!figure) return { expected, measured: '–', verdict: 'not measured' };
  const { value, low, high } = figure;
  const [at] = Object.values(bound) as [number];
  const held = 'least' in bound ? value >= at : 'most' in bound ? value <= at : value > at;
  const noise = low < at && at < high ? ', within noise' : '';
  return {
    expected,
    measured: Number.isFinite(low) ? `${show(value)} (${show(low)} to ${show(high)})` : show(value),
    verdict: `${held ? 'held' : 'refuted'}${noise}`,
  };
}

/** The claims about the stages; arms by id as in `stages`. */
export function stageClaims(results: ArmResults, last: string): Claim[] {
  const get = (id: string) => results.get(id);
  const both = (a: string, b: string, of: (a: number, b: number) => number): Figure | null => {
    const [x, y] = [get(a), get(b)];
    return x && y ? compareArms(x.episodes, y.episodes, of) : null;
  };
  const minus = (a: number, b: number) => a - b;
  const ratio = (a: number, b: number) => (b === 0 ? (a === 0 ? 1 : Infinity) : a / b);
  const after = get('rl')?.figures ?? null;
  const name = last === 'rl' ? 'SFT+RL' : last === 'rl1' ? 'SFT+RL stage I' : 'SFT';
  return [
    judge('SFT+RL resolves at least 3 points more than SFT', both('rl', 'sft', minus), { least: 0.03 }, points),
    judge('at most 1 % of the episodes loop after RL', after && after.loops, { most: 0.01 }, percent),
    judge('at most 2 expert calls a task after RL', after && after.calls, { most: 2 }, plain),
    judge(
      'expert token share ≤ 11 % after RL: read and written, own tokens',
      after && after.share,
      { most: 0.11 },
      percent,
    ),
    judge('… written only', after && after.shareWritten, { most: 0.11 }, percent),
    judge('… read and written, both counted as text', after && after.shareText, { most: 0.11 }, percent),
    judge(
      `${name} with the expert resolves at least 1.5 times what it resolves alone`,
      both(last, `${last}-solo`, ratio),
      { least: 1.5 },
      times,
    ),
    judge(
      `own asking resolves more than random asking (${name}, same number of calls)`,
      both(last, 'random', minus),
      { above: 0 },
      points,
    ),
    judge(
      `random asking resolves more than fixed intervals (${name}, same number of calls)`,
      both('random', 'interval', minus),
      { above: 0 },
      points,
    ),
    judge(
      `own asking resolves more than fixed intervals (${name}, same number of calls)`,
      both(last, 'interval', minus),
      { above: 0 },
      points,
    ),
    judge(
      `${name} alone resolves more than \`search\` alone, equal steps`,
      both(`${last}-solo`, 'search', minus),
      { above: 0 },
      points,
    ),
  ];
}

/** Every arm against the first one, on the same tasks and seeds. */
export function againstFirst(results: ArmResults, labels: ReadonlyMap<string, string>, base: string): Claim[] {
  const others = [...results.keys()].filter((id) => id !== base);
  return others.flatMap((id) => claimAgainst(results, labels.get(id) ?? id, id, base));
}

/** One arm against another, on the same tasks and seeds; nothing when one is missing. */
export function claimAgainst(results: ArmResults, expected: string, id: string, base: string): Claim[] {
  const [one, from] = [results.get(id), results.get(base)];
  if (!one || !from) return [];
  const { value, low, high } = compareArms(one.episodes, from.episodes, (a, b) => a - b);
  const verdict = low > 0 ? 'more' : high < 0 ? 'fewer' : 'within noise';
  const interval = Number.isFinite(low) ? ` (${points(low)} to ${points(high)})` : '';
  return [{ expected, measured: `${points(value)}${interval}`, verdict }];
}
