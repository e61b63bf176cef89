/** Plays what is missing of a table and keeps every episode's facts in a file; a second run goes on from there. */
import fs from 'node:fs';
import path from 'node:path';
import type { Task } from '../../types';
import { appendLine, readLines } from '../disk';
import { withCurrentNames } from '../outcome';
import { episodeKey, type Arm } from './arm';
import type { Episodes } from './figures';
import { openLanes, type Unit } from './pool';
import type { TableOutcome } from './play';
import type { Checkpoints } from './weights';

interface PlayedRow {
  key: string;
  arm: string;
  /** The commit whose code played it. */
  commit: string;
  facts: TableOutcome;
}

export interface TableRows {
  /** Episodes of the arms on the tasks, played where they are not there yet. */
  play(arms: readonly Arm[], tasks: readonly Task[], seeds: readonly number[]): Promise<Map<string, Episodes>>;
  /** Commits of the episodes that were handed out. */
  commits(): string[];
  close(): Promise<void>;
}

export interface RowsOptions {
  /** Folder of all tables: `<out>/<name>/episodes.jsonl`. */
  out: string;
  name: string;
  have: Checkpoints;
  jobs: number;
  commit: string;
  say: (line: string) => void;
}

export function openRows({ out, name, have, jobs, commit, say }: RowsOptions): TableRows {
  const own = path.join(out, name, 'episodes.jsonl');
  fs.mkdirSync(path.dirname(own), { recursive: true });
  mend(own);
  const known = new Map(
    filesIn(out)
      .flatMap((file) => readLines<PlayedRow>(file))
      .map((row) => [row.key, { ...row, facts: withCurrentNames(row.facts) }]),
  );
  const files = Object.fromEntries(Object.entries(have).flatMap(([id, known]) => (known ? [[id, known.file]] : [])));
  const lanes = openLanes(jobs, { memory: path.join(out, 'memory'), files });
  const used = new Set<string>();
  const key = (arm: Arm, task: string, seed: number) =>
    episodeKey(arm, task, seed, arm.weights === null ? 'search' : have[arm.weights]!.hash);

  return {
    async play(arms, tasks, seeds) {
      const missing = tasks.flatMap((task): Unit[] => {
        const all = arms.flatMap((arm) => seeds.map((seed) => ({ arm, seed })));
        const work = all.filter(({ arm, seed }) => !known.has(key(arm, task.id, seed)));
        return work.length > 0 ? [{ task, work }] : [];
      });
      const clock = progress(name, arms.length * tasks.length * seeds.length, missing, say);
      await lanes.play(missing, ({ arm, task, seed, outcome: facts }) => {
        const row: PlayedRow = { key: key(arm, task, seed), arm: arm.id, commit, facts };
        known.set(row.key, row);
        appendLine(own, row);
        clock(facts);
      });
      const results = new Map<string, Episodes>();
      for (const arm of arms) {
        const episodes = new Map<string, TableOutcome[]>();
        for (const { id } of tasks) {
          const rows = seeds.map((seed) => known.get(key(arm, id, seed))!);
          for (const row of rows) used.add(row.commit);
          episodes.set(
            id,
            rows.map(({ facts }) => facts),
          );
        }
        results.set(arm.id, episodes);
      }
      return results;
    },
    commits: () => [...used].sort(),
    close: () => lanes.close(),
  };
}

/** The other tables' episodes count too: the same arm on the same task is the same episode. */
const filesIn = (out: string): string[] =>
  fs
    .readdirSync(out)
    .map((name) => path.join(out, name, 'episodes.jsonl'))
    .filter((file) => fs.existsSync(file));

/** A line cut off by a crash must not swallow the next one. */
function mend(file: string): void {
  if (fs.existsSync(file) && !/(^|\n)$/.test(fs.readFileSync(file, 'utf8').slice(-1))) fs.appendFileSync(file, '\n');
}

/** Says now and then how far it is and how long it will take. */
function progress(name: string, all: number, missing: readonly Unit[], say: (line: string) => void) {
  const of = missing.reduce((sum, { work }) => sum + work.length, 0);
  const started = Date.now();
  let [done, resolved, told] = [0, 0, started];
  if (of > 0) say(`${name}  ${all} episodes: ${all - of} are there, ${of} to play`);
  return (facts: TableOutcome) => {
    done++;
    resolved += Number(facts.resolved);
    const now = Date.now();
    if (now - told < 10_000 && done < of) return;
    told = now;
    const each = (now - started) / done;
    const left = (each * (of - done)) / 60_000;
    say(
      `${name}  ${done}/${of}  ${resolved} resolved  ${(each / 1000).toFixed(2)} s an episode  ${left < 1 ? 'less than a minute' : `${Math.round(left)} min`} left`,
    );
  };
}
