/** Tasks on disk: the generated splits, a folder of task files, one task file. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isTestPath } from '../facts/protected';
import { BadInput } from '../lib/badinput';
import { instance, instanceId, type RepoPack, type TaskIndex } from '../tasks/instances';
import { decodeText, parseTask, TaskError } from '../tasks/load';
import type { Task } from '../types';

/** The project's folder: set by scripts/protege.mjs, else the nearest one above this file with a package.json. */
export const root = process.env.PROTEGE_ROOT ?? above(path.dirname(fileURLToPath(import.meta.url)));
const reposDir = path.join(root, 'src/tasks/repos');
export const tasksDir = path.join(root, 'public/tasks');

function above(dir: string): string {
  const parent = path.dirname(dir);
  return parent === dir || fs.existsSync(path.join(dir, 'package.json')) ? dir : above(parent);
}

/** Reads every text file below `dir`; symbolic links and binary files are refused by name. */
function readTree(dir: string, skip: (path: string) => boolean = () => false): Record<string, string> {
  const out: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const entry of fs
      .readdirSync(path.join(dir, folder), { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (skip(file) || /^(\.git|node_modules)$/.test(entry.name)) continue;
      if (entry.isSymbolicLink())
        throw new TaskError(`"${file}" is a symbolic link; replace it by a copy of what it points to.`);
      if (entry.isDirectory()) visit(file);
      else if (entry.isFile()) out[file] = decodeText(file, fs.readFileSync(path.join(dir, file)));
    }
  };
  visit('');
  return out;
}

/** One repo of src/tasks/repos as a pack. */
export function readPack(name: string): RepoPack {
  const all = readTree(path.join(reposDir, name));
  const pick = (keep: (file: string) => boolean, rename = (file: string) => file) =>
    Object.fromEntries(
      Object.entries(all)
        .filter(([file]) => keep(file))
        .map(([file, text]) => [rename(file), text]),
    );
  const isHidden = (file: string) => file.startsWith('hidden/');
  const isTest = (file: string) => !isHidden(file) && isTestPath(file);
  let meta: Record<string, string>;
  try {
    meta = JSON.parse(all['meta.json'] ?? '');
  } catch {
    throw new TaskError(
      `src/tasks/repos/${name} has no readable meta.json; add title, kind, about, framework, run and language.`,
    );
  }
  for (const key of ['title', 'kind', 'about', 'framework', 'run', 'language']) {
    if (typeof meta[key] !== 'string') throw new TaskError(`src/tasks/repos/${name}/meta.json lacks "${key}"; add it.`);
  }
  const { title, kind, about, framework, run, language } = meta as unknown as RepoPack;
  return {
    name,
    title,
    kind,
    about,
    framework,
    language,
    run,
    files: pick((file) => !isHidden(file) && !isTest(file) && file !== 'meta.json'),
    tests: pick(isTest),
    hiddenTests: pick(isHidden, (file) => `test/${file}`),
  };
}

export const repoNames = (): string[] =>
  fs.existsSync(reposDir)
    ? fs
        .readdirSync(reposDir)
        .filter((name) => fs.existsSync(path.join(reposDir, name, 'meta.json')))
        .sort()
    : [];

export function readIndex(): TaskIndex {
  const file = path.join(tasksDir, 'index.json');
  if (!fs.existsSync(file)) throw new BadInput('public/tasks/index.json is missing; run `npm run tasks` first.');
  return JSON.parse(fs.readFileSync(file, 'utf8')) as TaskIndex;
}

const SPLITS = ['train', 'dev', 'test', 'all'];

/** One task, loaded when its turn comes; a broken file throws TaskError from `load`. */
export interface Lazy {
  name: string;
  load(): Task;
}

function generated(keep: (row: TaskIndex['rows'][number], index: TaskIndex) => boolean): Lazy[] {
  const index = readIndex();
  const packs = new Map<string, RepoPack>();
  const pack = (name: string): RepoPack => {
    if (!packs.has(name)) packs.set(name, readPack(name));
    return packs.get(name)!;
  };
  return index.rows.flatMap((row, i) =>
    keep(row, index)
      ? [{ name: instanceId(index, row), load: () => instance(index, pack(index.repos[row[0]]!.name), i) }]
      : [],
  );
}

/** Tasks of a split name, an instance id, a repo name, a task file or a folder of task files. Throws BadInput. */
export function findTasks(where: string): Lazy[] {
  if (SPLITS.includes(where)) return generated((row, index) => where === 'all' || index.repos[row[0]]!.split === where);
  const stat = fs.statSync(where, { throwIfNoEntry: false });
  const file = (full: string): Lazy => ({
    name: path.basename(full),
    load: () => parseTask(fs.readFileSync(full), path.basename(full)),
  });
  if (stat?.isFile()) return [file(where)];
  if (stat?.isDirectory()) {
    const names = fs
      .readdirSync(where)
      .filter((name) => name.endsWith('.json') && !/^(package|tsconfig|index|manifest)\b/.test(name))
      .sort();
    if (names.length === 0)
      throw new BadInput(`The folder "${where}" holds no task files; give a folder with *.json tasks.`);
    return names.map((name) => file(path.join(where, name)));
  }
  const found = fs.existsSync(path.join(tasksDir, 'index.json'))
    ? generated((row, index) => instanceId(index, row) === where || index.repos[row[0]]!.name === where)
    : [];
  if (found.length === 0)
    throw new BadInput(
      `"${where}" is neither a file, a folder, a split (${SPLITS.join(', ')}) nor a task id; check the name.`,
    );
  return found;
}
