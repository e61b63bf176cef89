/** Recall at 1, 3, 5, 10 of lines, and of files and functions, with and without groups of features. */
import { describeLines, type Described } from '../../repair/localise/features';
import type { Evidence } from '../../repair/localise';
import { weigh } from '../../repair/localise/rank';
import { FEATURE_WEIGHTS } from '../../repair/localise/weights';
import { wilson } from '../../lib/stats';
import type { Task } from '../../types';
import { goldOf, isHit, type Gold } from './gold';

export interface TaskEvidence {
  id: string;
  files: Record<string, string>;
  goldPatch: string;
  split?: Task['split'];
  evidence: Evidence;
}

/** Names of features that are left out. */
export const ABLATIONS: Record<string, RegExp> = {
  coverage: /^(ochiai|relative|best|above|unrun|everyFailing|passing|onlyFailing|few|guard.*)$/,
  values: /^(mended|mendedAll|borne|borneAll|touched|inert|alone|unchanged)$/,
  stacks: /^frame/,
  words: /^(words|inside|literal|fileNamed)/,
  kinds: /^(kind:|sign:|busy|bare|depth|loaded)/,
  oddities: /^odd:/,
  model: /^(surprise|scored)/,
};

const AT = [1, 3, 5, 10];

export interface RecallRow {
  without: string;
  n: number;
  /** Tasks whose coverage could be counted. */
  counted: number;
  /** Shares with the fault's line (file, function) among the first k. */
  line: Record<number, number>;
  interval5: [number, number];
  file: Record<number, number>;
  function: Record<number, number>;
}

export function measured(found: TaskEvidence[], ablations: boolean): RecallRow[] {
  const described = found.map(({ evidence, goldPatch, files }) => ({
    lines: describeLines(evidence),
    gold: goldOf(goldPatch, files),
    counted: evidence.coverage !== null,
  }));
  const groups: [string, RegExp | null][] = [['', null], ...(ablations ? Object.entries(ABLATIONS) : [])];
  return groups.map(([without, out]) => {
    const weights = Object.fromEntries(Object.entries(FEATURE_WEIGHTS).filter(([name]) => !out?.test(name)));
    const ranks = described.map(({ lines, gold }) => ranksOf(lines, gold, weights));
    const share = (what: 'line' | 'file' | 'function') =>
      Object.fromEntries(AT.map((k) => [k, ranks.filter((rank) => rank[what] <= k).length / (ranks.length || 1)]));
    const hits = ranks.filter(({ line }) => line <= 5).length;
    const counted = described.filter((one) => one.counted).length;
    return {
      without,
      n: ranks.length,
      counted,
      line: share('line'),
      interval5: wilson(hits, ranks.length),
      file: share('file'),
      function: share('function'),
    };
  });
}

/** 1-based rank of the first line, file and function that the reference changes; Infinity = none of them. */
function ranksOf(lines: Described[], gold: Gold[], weights: Record<string, number>) {
  const sorted = lines
    .map((one) => ({ ...one, score: weigh(one.features, weights) }))
    .sort((a, b) => b.score - a.score);
  const right = ({ line }: Described) => isHit({ path: line.path, from: line.line }, gold);
  const rank = (key: (one: Described) => string, right: (one: Described) => boolean) => {
    const seen = new Set<string>();
    for (const one of sorted) {
      seen.add(key(one));
      if (right(one)) return seen.size;
    }
    return Infinity;
  };
  const inside = ({ line }: Described) => `${line.path}:${line.inside.at(-1) ?? ''}`;
  const wanted = new Set(sorted.filter(right).map(inside));
  return {
    line: rank(({ line }) => `${line.path}:${line.line}`, right),
    file: rank(
      ({ line }) => line.path,
      ({ line }) => gold.some(({ path }) => path === line.path),
    ),
    function: rank(inside, (one) => wanted.has(inside(one))),
  };
}

export function printed(set: string, rows: RecallRow[]): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)}`.padStart(5);
  const line = ({ without, n, counted, line, interval5: [low, high], file, function: inner }: RecallRow) =>
    `  ${(without ? `without ${without}` : 'all').padEnd(18)} lines ${AT.map((k) => percent(line[k]!)).join(' ')}   @5 ${percent(low)}–${percent(high).trim()}` +
    `   functions @1,@3 ${percent(inner[1]!)} ${percent(inner[3]!)}   files @1,@3 ${percent(file[1]!)} ${percent(file[3]!)}   n=${n}, counted ${counted}\n`;
  return `${set}: recall in % at 1, 3, 5, 10\n${rows.map(line).join('')}`;
}
