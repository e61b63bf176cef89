/** protege record: one real episode as a file that the page replays at first paint. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { share } from '../lib/shared';
import { encode, toMini } from '../trajectory/exporters';
import { parseTrajectory } from '../trajectory/importers';
import { workspace } from '../facts/task';
import type { Task, Trajectory } from '../types';
import { parse, type Command } from './command';
import { findTasks, root } from '../experiments/library';
import { narrate } from './repair';
import { configOf, playEpisode, teamHelp, teamOptions } from './team';

/** Cores and model of this machine's processor. */
const machine = (): string => {
  const [cpu] = os.cpus();
  return `${os.availableParallelism()} processor cores${cpu ? ` (${cpu.model.trim().replace(/\s+/g, ' ')})` : ''}`;
};

export const command: Command = {
  about: 'record an episode for the page to replay',
  help: `
usage: protege record <task id | file> [--out FILE] [options]
       protege record <task id | file> --from EPISODE.traj.json --demo NAME [--machine WORDS] [--note WORDS]
       protege record <task id | file> --lesson NAME [--from EPISODE.traj.json] [options]

Runs the episode for real and writes it as .traj.json (default public/trajectories/demo.traj.json), unless it was not
resolved: then nothing is written.

  --demo NAME      writes public/demo/real-NAME.json instead, resolved or not: the Library lists it with model,
                   quantization and machine
  --lesson NAME    writes public/lessons/NAME.json instead, resolved or not: the room Learn plays it
  --from FILE      takes a recorded episode of this task (repair --out, bench --out) instead of running one
  --machine WORDS  what it ran on, default: this machine's processor
  --note WORDS     one sentence on what there is to see
  --landing        the landing page plays it
${teamHelp.trim().replace(/^/gm, '  ').replace(/^ {4}/gm, '  ')}

Exit code: 0 written, 1 not resolved, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(
      argv,
      `${teamOptions} out= demo= lesson= from= machine= note= landing` as const,
    );
    const [where] = positionals;
    if (where === undefined || positionals.length > 1) throw new BadInput('Name one task id to record; see --help.');
    const kept = values.demo ?? values.lesson;
    if (kept !== undefined && !/^[\w.-]+$/.test(kept))
      throw new BadInput('--demo and --lesson take a short name of letters, digits and dashes.');
    if (values.demo !== undefined && values.lesson !== undefined)
      throw new BadInput('A recording is a --demo or for a --lesson, not both.');
    const found = findTasks(where);
    if (found.length !== 1) throw new BadInput(`"${where}" names ${found.length} tasks; give one task id.`);
    const task = found[0]!.load();
    const trajectory = values.from
      ? recorded(values.from, task)
      : (await playEpisode(task, configOf(values), narrate)).trajectory;
    if (!trajectory.report?.resolved && kept === undefined) {
      process.stderr.write('Not resolved, so not recorded; try another task or seed.\n');
      return 1;
    }
    const place =
      values.lesson !== undefined
        ? `public/lessons/${values.lesson}.json`
        : values.demo === undefined
          ? 'public/trajectories/demo.traj.json'
          : `public/demo/real-${values.demo}.json`;
    const file = path.resolve(values.out ?? path.join(root, place));
    const demo = {
      machine: values.machine ?? machine(),
      ...(values.note ? { note: values.note } : {}),
      ...(values.landing ? { landing: true } : {}),
    };
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const own =
      kept === undefined ? toMini(trajectory) : values.demo ? { ...encode(trajectory), demo } : encode(trajectory);
    const whole = { ...own, files: workspace(task) };
    fs.writeFileSync(file, `${JSON.stringify(values.lesson === undefined ? whole : share(whole))}\n`);
    process.stderr.write(`${file}: ${trajectory.steps.length} steps, ${fs.statSync(file).size} bytes\n`);
    return 0;
  },
};

function recorded(file: string, task: Task): Trajectory {
  if (!fs.existsSync(file)) throw new BadInput(`There is no file ${file}.`);
  let trajectory: Trajectory;
  try {
    trajectory = parseTrajectory(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new BadInput(`${file}: ${(error as Error).message}`);
  }
  if (trajectory.task !== task.id)
    throw new BadInput(`${file} is an episode of ${trajectory.task}, not of ${task.id}.`);
  return trajectory;
}
