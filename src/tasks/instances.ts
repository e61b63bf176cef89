/** The committed index of injected bugs, and the Task that a row and its repo's pack make: page and headless alike. */
import { diffFiles } from '../lib/diff';
import { hash } from '../lib/ids';
import type { Framework, Task } from '../types';
import { statement } from './statement';
import type { Split } from './splits';

/** A repo as the page loads it (public/tasks/repos/<name>.json); generated from src/tasks/repos, not committed. */
export interface RepoPack {
  name: string;
  title: string;
  kind: string;
  about: string;
  framework: Framework;
  language: Task['language'];
  run: string;
  files: Record<string, string>;
  tests: Record<string, string>;
  hiddenTests: Record<string, string>;
}

export interface IndexedRepo extends Pick<RepoPack, 'name' | 'title' | 'kind' | 'about' | 'framework' | 'language'> {
  split: Split;
  /** Hash of the pack that the offsets count in. */
  hash: number;
  /** Files that bugs are injected into. */
  sources: string[];
  /** Names of all tests that pass on the correct repo; the first `visible` of them are not hidden. */
  tests: string[];
  visible: number;
}

/** [repo, source, start, end, replacement, operator, failing tests, message of the first, difficulty 0..2] */
export type InstanceRow = [number, number, number, number, string, number, number[], string, number];

export interface TaskIndex {
  version: 1;
  seed: number;
  operators: string[];
  repos: IndexedRepo[];
  rows: InstanceRow[];
}

/** What a task list shows, without any pack loaded. */
export interface TaskSummary {
  id: string;
  title: string;
  repo: string;
  kind: string;
  framework: Framework;
  language: Task['language'];
  difficulty: NonNullable<Task['difficulty']>;
  split: Split;
  /** How many tests fail. */
  failing: number;
}

const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;
const bugHash = ([, source, start, end, text]: InstanceRow, repo: IndexedRepo): number =>
  hash(repo.name, repo.sources[source]!, start, end, text);

/** Stable name of a row: the same bug has the same id under every seed. */
export const instanceId = (index: TaskIndex, row: InstanceRow): string => {
  const repo = index.repos[row[0]]!;
  return `${repo.name}-${bugHash(row, repo).toString(36).padStart(7, '0')}`;
};

/** Hash of everything in a pack, to notice an index made from other files. */
export const packHash = (pack: RepoPack): number => {
  const flat = (files: Record<string, string>) =>
    Object.keys(files)
      .sort()
      .flatMap((path) => [path, files[path]!]);
  return hash(pack.run, ...flat(pack.files), '', ...flat(pack.tests), '', ...flat(pack.hiddenTests));
};

function describe(index: TaskIndex, row: InstanceRow, secrets: string[]) {
  const repo = index.repos[row[0]]!;
  const failing = row[6].filter((test) => test < repo.visible).map((test) => repo.tests[test]!);
  const symptom = { title: repo.title, about: repo.about, failing, message: row[7], secrets };
  return statement(symptom, bugHash(row, repo));
}

export const summary = (index: TaskIndex, i: number): TaskSummary => {
  const row = index.rows[i]!;
  const { name, kind, framework, language, split } = index.repos[row[0]]!;
  return {
    id: instanceId(index, row),
    title: describe(index, row, []).title,
    repo: name,
    kind,
    framework,
    language,
    difficulty: DIFFICULTIES[row[8]]!,
    split,
    failing: row[6].length,
  };
};

/** Row of an id, or -1. */
export const findInstance = (index: TaskIndex, id: string): number =>
  index.rows.findIndex((row) => instanceId(index, row) === id);

/** The task of row `i`. Throws when the pack is not the one the index was made from. */
export function instance(index: TaskIndex, pack: RepoPack, i: number): Task {
  const row = index.rows[i];
  if (!row) throw new Error(`There is no instance ${i}; the index has ${index.rows.length}.`);
  const [repoAt, sourceAt, start, end, text, , failing] = row;
  const repo = index.repos[repoAt]!;
  if (repo.name !== pack.name) throw new Error(`Instance ${i} belongs to ${repo.name}, not to ${pack.name}.`);
  if (repo.hash !== packHash(pack))
    throw new Error(`The repo ${pack.name} changed after the index was made; run \`npm run tasks\` again.`);
  const path = repo.sources[sourceAt]!;
  const right = pack.files[path]!;
  const files = { ...pack.files, [path]: right.slice(0, start) + text + right.slice(end) };
  const goldPatch = diffFiles(files, pack.files);
  const broken = new Set(failing);
  const secrets = goldPatch
    .split('\n')
    .filter((line) => /^[+-](?![+-])/.test(line))
    .map((line) => line.slice(1));
  const { title, problem } = describe(index, row, secrets);
  return {
    id: instanceId(index, row),
    source: `this project, src/tasks/repos/${pack.name}`,
    licence: 'MIT',
    language: pack.language,
    problem,
    files,
    tests: pack.tests,
    ...(Object.keys(pack.hiddenTests).length > 0 ? { hiddenTests: pack.hiddenTests } : {}),
    run: pack.run,
    failToPass: failing.map((test) => repo.tests[test]!),
    passToPass: repo.tests.filter((_, test) => !broken.has(test)),
    goldPatch,
    repo: pack.name,
    title,
    kind: pack.kind,
    difficulty: DIFFICULTIES[row[8]]!,
    split: repo.split,
  };
}
