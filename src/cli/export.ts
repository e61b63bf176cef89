/** protege export: recorded episodes -> training data for other trainers. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { ExportError, exportEpisodes, formats, type ExportOptions, type FormatId } from '../train/export/index';
import { toAtif } from '../trajectory/atif';
import { parseTrajectory } from '../trajectory/importers';
import { TrajectoryError } from '../trajectory/check';
import type { Task, Trajectory } from '../types';
import { parse, type Command } from './command';
import { findTasks, root, tasksDir } from '../experiments/library';

/** Every .traj.json at or below the given places; a broken one is named on stderr and left out. */
function readEpisodes(places: string[]): Trajectory[] {
  const files = places.flatMap((place) => {
    if (!fs.existsSync(place)) throw new BadInput(`There is no file or folder ${place}; check the path.`);
    if (!fs.statSync(place).isDirectory()) return [place];
    const inside = fs.readdirSync(place, { recursive: true, encoding: 'utf8' }).sort();
    return inside.filter((name) => /\.(traj\.json|traj|atif\.json)$/.test(name)).map((name) => path.join(place, name));
  });
  if (files.length === 0)
    throw new BadInput(`There is no .traj.json in ${places.join(', ')}; run protege bench --out DIR.`);
  const episodes = files.flatMap((file) => {
    try {
      return [parseTrajectory(fs.readFileSync(file, 'utf8'))];
    } catch (error) {
      if (!(error instanceof TrajectoryError)) throw error;
      process.stderr.write(`left out ${file}: ${error.message}\n`);
      return [];
    }
  });
  if (episodes.length === 0) throw new BadInput('None of these files is an episode that reads; see above.');
  return episodes;
}

/** The project's own tasks, and those of --tasks; undefined for a person's task that is not at hand. */
function lookupIn(where: string | undefined): (id: string) => Task | undefined {
  const known = new Map(
    (where === undefined ? [] : findTasks(where)).map(({ load }) => load()).map((task) => [task.id, task]),
  );
  const own = new Map(
    fs.existsSync(path.join(tasksDir, 'index.json')) ? findTasks('all').map((one) => [one.name, one]) : [],
  );
  return (id) => {
    const task = known.get(id) ?? own.get(id)?.load();
    if (task) known.set(id, task);
    return task;
  };
}

const pythonFile = (name: string) => fs.readFileSync(path.join(root, 'src/train/python', name), 'utf8');

const oneOf = <T extends string>(flag: string, value: string | undefined, ...allowed: T[]): T | undefined => {
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
  throw new BadInput(`--${flag} is ${allowed.join(' or ')}, not "${value}".`);
};

export const command: Command = {
  about: 'episodes as training data for TRL, SkyRL, verl or Torchtune',
  help: `
usage: protege export <FOLDER or FILE.traj.json>... --format FORMAT --out DIR [options]

Formats:
${Object.entries(formats)
  .map(([id, { about }]) => `  ${id.padEnd(10)} ${about}`)
  .join('\n')}

  atif       ATIF, the trajectories of Harbor: one DIR/ID.atif.json each, whatever the task's split.
  gguf       The tiny protégé itself: name its checkpoint instead of episodes; runs under llama.cpp, Ollama, wllama.

  --all            fine-tuning: unresolved episodes too (default: only resolved ones)
  --form FORM      actions as "tools" (tool calls) or "text" (the JSON the page's models write)
  --rows ROWS      fine-tuning: a row per "episode" or per "turn" (whose last message is the one to learn)
  --tasks PLACE    tasks of the episodes that are none of the project's (for verdicts, gold patches, splits)
  --json           one JSON object on stdout

Episodes of test and real tasks are left out: they are for measuring. See docs/guide-7b.md for what comes next.

Exit code: 0 written, 2 nothing to export or bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, 'format= out= all form= rows= tasks= json');
    const { format, out } = values;
    if (format === 'gguf') return writeGguf(positionals, out);
    if (format === 'atif') return writeAtif(positionals, out);
    if (format === undefined || !Object.hasOwn(formats, format))
      throw new BadInput(
        `--format is one of ${Object.keys(formats).join(', ')}, atif, gguf${format === undefined ? '' : `, not "${format}"`}.`,
      );
    if (positionals.length === 0 || !out) throw new BadInput('Name the episodes and --out DIR; see --help.');
    const form = oneOf('form', values.form, 'tools', 'text');
    const rows = oneOf('rows', values.rows, 'episode', 'turn');
    const options: ExportOptions = {
      lookup: lookupIn(values.tasks),
      python: pythonFile('protege_reward.py'),
      mask: pythonFile('protege_mask.py'),
      ...(values.all ? { all: true } : {}),
      ...(form ? { form } : {}),
      ...(rows ? { rows } : {}),
    };
    const made = await exported(readEpisodes(positionals), format as FormatId, options);
    const dir = path.resolve(out);
    fs.mkdirSync(dir, { recursive: true });
    for (const { path: name, content } of made.files) fs.writeFileSync(path.join(dir, name), content);
    const left = Object.entries(made.left).map(([why, n]) => `${n} ${why}`);
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ format, out: dir, rows: made.rows, left: made.left, files: made.files.map((f) => f.path) })}\n`
        : `${dir}: ${made.rows} ${made.rows === 1 ? 'row' : 'rows'}${left.length > 0 ? `; left out: ${left.join(', ')}` : ''}\n`,
    );
    return 0;
  },
};

function writeAtif(places: string[], out: string | undefined): number {
  if (places.length === 0 || !out) throw new BadInput('Name the episodes and --out DIR; see --help.');
  const dir = path.resolve(out);
  fs.mkdirSync(dir, { recursive: true });
  const episodes = readEpisodes(places);
  for (const episode of episodes) {
    const name = `${episode.task}-${episode.id}`.replace(/[^\w.-]+/g, '-');
    fs.writeFileSync(path.join(dir, `${name}.atif.json`), `${JSON.stringify(toAtif(episode), null, 1)}\n`);
  }
  process.stdout.write(`${dir}: ${episodes.length} ${episodes.length === 1 ? 'episode' : 'episodes'}\n`);
  return 0;
}

async function writeGguf([file, ...more]: string[], out: string | undefined): Promise<number> {
  if (file === undefined || more.length > 0 || !out)
    throw new BadInput('Name one checkpoint and --out DIR; see --help.');
  if (!fs.existsSync(file)) throw new BadInput(`There is no file ${file}; check the path.`);
  const [{ parseCheckpoint }, { toGguf }] = await Promise.all([
    import('../models/trained/checkpoint'),
    import('../train/export/gguf'),
  ]);
  let bytes: Uint8Array;
  try {
    const { shape, weights } = parseCheckpoint(fs.readFileSync(file));
    bytes = toGguf(shape, weights);
  } catch (error) {
    throw new BadInput((error as Error).message);
  }
  const to = path.join(path.resolve(out), 'tiny-protege.gguf');
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.writeFileSync(to, bytes);
  process.stdout.write(`${to}: ${bytes.length} bytes\n`);
  return 0;
}

async function exported(episodes: Trajectory[], format: FormatId, options: ExportOptions) {
  try {
    return await exportEpisodes(episodes, format, options);
  } catch (error) {
    throw error instanceof ExportError ? new BadInput(error.message) : error;
  }
}
