/** The arms as a table for a terminal: n, Pass@1 with its interval, calls, tokens, money, and what became of the asks. */
import { percent } from '../lib/text';
import type { ArmId, ArmRow } from './arms';
import { arms } from './arms';
import type { Counted, Summary } from '../trajectory/measure';
import type { Config } from '../types';

export interface ArmsHeading {
  where: string;
  config: Config;
  tasks: number;
  seeds: number;
}

export function table(
  rows: readonly ArmRow[],
  left: readonly { arm: ArmId; why: string }[],
  { where, config, tasks, seeds }: ArmsHeading,
): string {
  const expert = config.expert ? labelled(config.expert.id) : 'no expert';
  const body = aligned(rows);
  const learned = rows.find((row) => row.arm === 'learned');
  const notes = Object.entries(learned?.paired ?? {}).map(
    ([arm, { onlyHere, onlyThere, p }]) =>
      `learned against ${arms[arm as ArmId].label.toLowerCase()}: ${onlyHere} solved only by learned, ${onlyThere} only by the other (sign test p = ${p.toFixed(3)})`,
  );
  const missing = left.map(({ arm, why }) => `${arms[arm].label} is left out: ${why}`);
  return `${config.protege.id} with ${expert} on ${where}: ${tasks} tasks, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}\n\n${[...body, '', ...notes, ...missing].join('\n')}\n`;
}

/** A row of measures with its name. */
export type Named = Summary & Pick<ArmRow, 'label' | 'costPerTask'>;

/** Head and rows, aligned. */
export function aligned(rows: readonly Named[]): string[] {
  const cells = [HEAD, ...rows.map(line)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
}

/** The oracle has seen the reference patch, and every table says so. */
export const labelled = (id: string) => (id === 'oracle' ? 'the oracle (it has seen the reference patch)' : id);

const HEAD = [
  'arm',
  'n',
  'Pass@1 (95 % Wilson)',
  'calls',
  'steps',
  'tokens in+out',
  'out only',
  '$ a task',
  'loops',
  'helped',
  'followed',
  'warrant',
  'follow',
];

function line(row: Named): string[] {
  const [low, high] = row.interval;
  return [
    row.label,
    String(row.n),
    `${percent(row.passAt1)} (${percent(low)}–${percent(high)})`,
    row.meanExpertCalls.toFixed(2),
    row.meanSteps.toFixed(1),
    percent(row.expertShare),
    percent(row.expertShareWritten),
    row.costPerTask === null ? 'unknown' : row.costPerTask === 0 ? 'free' : row.costPerTask.toFixed(4),
    percent(row.loopRate),
    part(row.asks.helped),
    part(row.asks.touched),
    row.asks.warrant.n === 0 ? '–' : (row.asks.warrant.sum / row.asks.warrant.n).toFixed(2),
    row.asks.follow.n === 0 ? '–' : (row.asks.follow.sum / row.asks.follow.n).toFixed(2),
  ];
}

const part = ({ sum, n }: Counted) => (n === 0 ? '–' : `${sum}/${n}`);
