/** What a table was asked for, and where its Markdown and JSON go. */
import fs from 'node:fs';
import path from 'node:path';
import type { Task } from '../../types';
import { root } from '../library';
import { commit } from '../origin';
import type { Arm } from './arm';
import type { Claim, ArmResults } from './claims';
import { figuresOf, type Episodes } from './figures';
import { asJson, markdown } from './sheet';
import type { Checkpoints } from './weights';

export interface TableRequest {
  name: string;
  argv: string[];
  out: string;
  /** Folder of a training, or one checkpoint. */
  place: string;
  where: string;
  /** Tasks of `where` in all. */
  of: number;
  tasks: Task[];
  seeds: number[];
  steps: number;
  jobs: number;
  markdown: string | undefined;
  say: (line: string) => void;
}

export interface PlayedTable {
  title: string;
  about: string;
  notes: string[];
  arms: Arm[];
  episodes: Map<string, Episodes>;
  missing: { row: string; how: string }[];
  have: Checkpoints;
  /** Commits whose code played the episodes. */
  commits: string[];
  compared: string;
  /** The row without an expert, against which the times of the asks are judged. */
  alone?: string;
  claims(results: ArmResults): Claim[];
}

/** Writes the table and prints it. */
export function writeTable(asked: TableRequest, played: PlayedTable): void {
  const { arms, episodes, have, claims: judge, compared, title, about, missing, notes } = played;
  const alone = played.alone === undefined ? undefined : episodes.get(played.alone);
  const results: ArmResults = new Map(
    [...episodes].map(([id, own]) => [id, { episodes: own, figures: figuresOf(own, alone) }]),
  );
  const claims = judge(results);
  const used = [...new Set(arms.flatMap(({ weights }) => weights ?? []))];
  const heading = {
    title,
    about,
    ...origin(asked),
    playedBy: played.commits,
    where: `${asked.where} (${asked.of})`,
    tasks: asked.tasks.length,
    seeds: asked.seeds,
    steps: asked.steps,
    weights: used.map((id) => ({ name: id, ...have[id]!, file: path.relative(root, have[id]!.file) })),
    missing,
    notes,
  };
  const file = fileOf(asked, asked.tasks.length >= 300 && asked.seeds.length >= 3);
  write(file.replace(/(\.md)?$/, '.json'), asJson(heading, arms, results, claims));
  publish(file, markdown(heading, arms, results, claims, compared), asked.say);
}

/** Into the documents only at full size, so that a trial overwrites nothing. */
export const fileOf = ({ markdown: named, out, name }: TableRequest, full: boolean): string =>
  path.resolve(named ?? (full ? path.join(root, `docs/tables/${name}.md`) : path.join(out, name, 'table.md')));

export const origin = ({ argv }: TableRequest) => ({
  command: `npm run tables -- ${argv.join(' ')}`,
  commit: commit(),
  date: new Date().toISOString().slice(0, 10),
});

export function publish(file: string, text: string, say: TableRequest['say']): void {
  write(file, text);
  process.stdout.write(text);
  say(`wrote ${path.relative(process.cwd(), file)}`);
}

export function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
