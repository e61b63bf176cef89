/** The log of a training for its curves: `curves.jsonl` in its folder, one point a line. */
import path from 'node:path';
import type { Terms } from '../../train/reward';
import { appendLine, readLines } from '../disk';
import type { Score } from './dev';

/** Tells the person a line. */
export type Say = (line: string) => void;

export type LogPoint =
  | { phase: 'sft'; step: number; loss: number; heldOut?: number }
  | { phase: 'rl'; step: number; reward: number; resolved: number; calls: number; length: number; loss: number }
  /** Pass@1 on dev tasks. `at`: which checkpoint, after how many of its steps. */
  | { phase: 'dev'; at: 'sft' | 'rl'; step: number; alone: Score; expert: Score };

export const logTo = (out: string) => (point: LogPoint) => appendLine(path.join(out, 'curves.jsonl'), point);

/** In order of phase and step; of a step that was done twice (after a crash) the later point. */
export function readLog(out: string): LogPoint[] {
  const known = new Map<string, LogPoint>();
  for (const point of readLines<LogPoint>(path.join(out, 'curves.jsonl')))
    known.set(`${point.phase} ${point.phase === 'dev' ? point.at : ''} ${point.step}`, point);
  return [...known.values()].sort((a, b) => a.step - b.step);
}

/** What practice notes of an episode; see `practise`. */
export interface Practised {
  step: number;
  task: string;
  steps: number;
  reward: number;
  terms: Terms;
}

export const readPractice = (out: string): Practised[] => readLines<Practised>(path.join(out, 'episodes.jsonl'));
