/** Which runs made the episodes of a folder: command, commit and machine, a line of JSON each. */
import fs from 'node:fs';
import path from 'node:path';
import { appendLine, readLines } from '../disk';

export interface ModelRun {
  /** As it is typed, without where it lay on that machine. */
  command: string;
  commit: string;
  machine: string;
}

const NAME = 'runs.jsonl';
/** They name a place on a machine or change no figure. */
const LEFT_OUT = new Set(['--out', '--markdown', '--about', '--notes', '--minutes', '--shard']);
const FLAGS = new Set(['--keep', '--table']);

/** The command with folders by their last names: where they lay is nobody's affair and nothing to repeat. */
export function spokenCommand(argv: readonly string[]): string {
  const words = argv.flatMap((word) => {
    const [, name, value] = /^(--[\w-]+)=(.*)$/.exec(word) ?? [];
    return name === undefined ? [word] : [name, value!];
  });
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (FLAGS.has(word)) continue;
    if (LEFT_OUT.has(word)) i++;
    else kept.push(/^([a-z]:)?[\\/]/i.test(word) ? `…/${word.split(/[\\/]/).filter(Boolean).at(-1) ?? ''}` : word);
  }
  return ['npm run bench:models --', ...kept].join(' ');
}

/** Told once a folder, however often it was taken up again. */
export function noteRun(out: string, run: ModelRun): void {
  fs.mkdirSync(out, { recursive: true });
  const same = (one: ModelRun) => JSON.stringify(one) === JSON.stringify(run);
  if (!readRuns(out).some(same)) appendLine(path.join(out, NAME), run);
}

export const readRuns = (out: string): ModelRun[] => readLines<ModelRun>(path.join(out, NAME));
