/** protege arms: the paper's arms on the same tasks, as one table. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { mapInOrder } from '../lib/pool';
import { evenly } from '../lib/stats';
import { hash } from '../lib/ids';
import { models } from '../models/index';
import { ARM_IDS, arms, planArm, runOrder, tabulate, type ArmEpisode, type ArmId } from '../experiments/arms';
import { measureAsks, noEpisode, type Measured } from '../trajectory/measure';
import type { Config, Trajectory } from '../types';
import { table } from '../experiments/armtable';
import { choice } from './choice';
import { integer, parse, type Command } from './command';
import { findTasks, type Lazy } from '../experiments/library';
import { configOf, playEpisode, teamHelp, teamOptions } from './team';
import { withWeights } from './weights';
import { writeEpisode } from './written';

export const command: Command = {
  about: "run the paper's arms (alone, interval, random, stall, learned, always …) and compare them",
  help: `
usage: protege arms <folder | split | repo> --expert X [--arms a,b,…] [--limit N] [--seeds N] [--jobs N] [--out DIR] [options]

  --arms LIST      of ${ARM_IDS.join(', ')} (default: all)
  --limit N        N tasks, evenly spread over the set
  --seeds N        N seeds per task (default 1); an episode of each counts in n
  --learned X      the learned arm's gate (default learned); options after a colon: learned:calls=3
  --jobs N         N episodes at a time (default 1)
  --out DIR        keeps every episode in DIR/<arm>/seed-<n> and its figures in DIR/arms.jsonl; a second run goes on
${teamHelp.trim().replace(/^/gm, '  ').replace(/^ {4}/gm, '  ')}

random and interval make about as many calls a task as the learned gate: they run after it and take its rate.
With --json stdout carries one JSON object per arm. Exit code: 0 done, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, `${teamOptions} arms= limit= seeds= learned= jobs= out=` as const);
    if (positionals.length !== 1) throw new BadInput('Name one folder, split or repo; see --help.');
    if (values.gate !== undefined) throw new BadInput('The arms choose the gate; leave --gate out, or use "bench".');
    const ids = chosen(values.arms);
    const base = configOf(values);
    const learned = withWeights(choice(values.learned ?? 'learned', '--learned')).options;
    const all = findTasks(positionals[0]!);
    const tasks = evenly(all, integer('limit', values.limit, all.length, 1, 1e9));
    const seeds = integer('seeds', values.seeds, 1, 1, 1000);
    const kept = values.out === undefined ? memory() : onDisk(path.resolve(values.out));
    const canAct = Object.entries(models)
      .filter(([, entry]) => (entry.roles as string[]).includes('protege'))
      .map(([id]) => id);
    const done: ArmEpisode[] = [];
    const left: { arm: ArmId; why: string }[] = [];
    for (const arm of runOrder(ids)) {
      const plan = planArm(arm, base, { canAct, ...(learned ? { learned } : {}), ...rateOf(done) });
      if (typeof plan === 'string') left.push({ arm, why: plan });
      else
        done.push(...(await runArm(arm, plan, { tasks, seeds, jobs: integer('jobs', values.jobs, 1, 1, 64), kept })));
    }
    const rows = tabulate(done);
    if (values.json) {
      for (const row of rows) process.stdout.write(`${JSON.stringify({ ...row, expert: base.expert })}\n`);
      for (const { arm, why } of left)
        process.stdout.write(`${JSON.stringify({ arm, label: arms[arm].label, n: 0, why })}\n`);
    } else
      process.stdout.write(table(rows, left, { where: positionals[0]!, config: base, tasks: tasks.length, seeds }));
    return 0;
  },
};

function chosen(text: string | undefined): ArmId[] {
  if (text === undefined) return [...ARM_IDS];
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !(ARM_IDS as readonly string[]).includes(name));
  if (wrong !== undefined) throw new BadInput(`There is no arm "${wrong}"; use ${ARM_IDS.join(', ')}.`);
  return ARM_IDS.filter((id) => names.includes(id));
}

/** Expert calls per step of the learned arm. */
function rateOf(done: readonly ArmEpisode[]): { rate?: number } {
  const own = done.filter(({ arm }) => arm === 'learned').map(({ measures }) => measures);
  const steps = own.reduce((sum, one) => sum + one.steps, 0);
  return steps === 0 ? {} : { rate: own.reduce((sum, one) => sum + one.expertCalls, 0) / steps };
}

interface MeasureCache {
  get(key: string): Measured | undefined;
  put(key: string, measures: Measured): void;
  /** The whole episode, for looking at it and for training. */
  keep(arm: ArmId, trajectory: Trajectory): void;
}

const memory = (): MeasureCache => ({ get: () => undefined, put: () => undefined, keep: () => undefined });

/** Figures already there are kept; a line cut off by a crash is dropped and its episode runs again. */
function onDisk(dir: string): MeasureCache {
  fs.mkdirSync(dir, { recursive: true });
  const file = path.join(dir, 'arms.jsonl');
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  const known = new Map<string, Measured>();
  for (const line of text.split('\n')) {
    try {
      const { key, measures } = JSON.parse(line) as { key: string; measures: Measured };
      known.set(key, measures);
    } catch {
      continue;
    }
  }
  if (text !== '' && !text.endsWith('\n')) fs.appendFileSync(file, '\n');
  return {
    get: (key) => known.get(key),
    put: (key, measures) => fs.appendFileSync(file, `${JSON.stringify({ key, measures })}\n`),
    keep: (arm, trajectory) => writeEpisode(path.join(dir, arm, `seed-${trajectory.config.seed}`), trajectory),
  };
}

interface Running {
  tasks: Lazy[];
  seeds: number;
  jobs: number;
  kept: MeasureCache;
}

async function runArm(arm: ArmId, plan: Config, { tasks, seeds, jobs, kept }: Running): Promise<ArmEpisode[]> {
  const work = tasks.flatMap((task) => Array.from({ length: seeds }, (_, seed) => ({ task, seed })));
  let count = 0;
  return mapInOrder(work, jobs, async ({ task, seed }) => {
    const config = { ...plan, seed: plan.seed + seed };
    const key = `${arm} ${task.name} ${hash(JSON.stringify(config)).toString(36)}`;
    const measures = kept.get(key) ?? (await attempt(task, config, (trajectory) => kept.keep(arm, trajectory)));
    if (!kept.get(key)) kept.put(key, measures);
    process.stderr.write(
      `${arm.padEnd(8)} ${String(++count).padStart(5)}/${work.length}  ${measures.resolved ? '✔' : '✘'} ${task.name}  ${measures.steps} steps, ${measures.expertCalls} calls\n`,
    );
    return { arm, task: task.name, seed: config.seed, measures };
  });
}

/** A bad task or a crash counts as not resolved. */
async function attempt(task: Lazy, config: Config, keep: (trajectory: Trajectory) => void): Promise<Measured> {
  try {
    const { trajectory } = await playEpisode(task.load(), config);
    keep(trajectory);
    return measureAsks(trajectory);
  } catch (error) {
    if ((error as Error).name === 'BadInput') throw error;
    process.stderr.write(`${task.name}: ${(error as Error).message}\n`);
    return noEpisode;
  }
}
