/** The small run that CI makes: a little data, a little SFT, a little practice; the loss must fall and the reward rise. */
import fs from 'node:fs';
import path from 'node:path';
import { meanError } from '../../lib/stats';
import type { Shape, Weights } from '../../models/trained/net';
import { STAGE_I } from '../../train/reward';
import { rlDefaults } from '../../train/rl';
import { rollouts, type Arena } from '../../train/rollout';
import { sftDefaults } from '../../train/sft';
import type { Task } from '../../types';
import { findTasks } from '../library';
import { openArena } from './arena';
import { collect } from './data';
import type { Say } from './log';
import { practise, tellUpdate } from './rl';
import { fineTune } from './sft';

const QUICK = { tasks: 8, steps: 60, updates: 8, group: 16, probes: 3, limit: 20 };
const REPOS = ['case-kit', 'stats-kit'];

/** @returns 0, or 1 when it learned nothing. What fell and rose goes to stdout as JSON. */
export async function quick(
  shape: Shape,
  out: string,
  seed: number,
  algorithm: 'grpo' | 'ppo',
  jobs: number,
  say: Say,
): Promise<number> {
  fs.rmSync(out, { recursive: true, force: true });
  const tasks = REPOS.flatMap((repo) => findTasks(repo).slice(0, QUICK.tasks)).map((lazy) => lazy.load());
  const arena = openArena(out, 30, jobs);
  try {
    const examples = await collect(tasks, arena, out, seed, say);
    const losses: number[] = [];
    const options = { ...sftDefaults, rows: 4, steps: QUICK.steps, rate: 6e-3, warmup: 5, every: 30, seed };
    const weights = await fineTune(
      shape,
      examples,
      [],
      options,
      path.join(out, 'sft.bin'),
      ({ step, loss }) => {
        losses.push(loss);
        if (step % 10 === 0) say(`sft   ${step}/${QUICK.steps}  loss ${loss.toFixed(4)}`);
      },
      arena.pool,
    );
    // nobody to ask, one task, one reward: what changes the mean from update to update is the policy
    const alone = {
      ...arena,
      expert: null,
      config: { ...arena.config, limits: { ...arena.config.limits, steps: QUICK.limit } },
    };
    const shown = tasks.filter(({ id }) => examples.some((one) => one.id === `${id}/repair`));
    const task = await hardest({ shape, weights }, shown.slice(0, QUICK.tasks), alone, say);
    const practice = {
      ...rlDefaults,
      steps: QUICK.updates,
      prompts: 1,
      group: QUICK.group,
      rate: 3e-3,
      reward: STAGE_I,
      seed,
      algorithm,
    };
    const rewards: number[] = [];
    const episodes: number[] = [];
    await practise(shape, weights, [task], alone, practice, out, (event) => {
      tellUpdate(event, say);
      if (event.type === 'update') rewards.push(event.reward);
      else episodes.push(event.reward);
    });
    const half = episodes.length / 2;
    const [before, after] = [meanError(episodes.slice(0, half)), meanError(episodes.slice(half))];
    const noise = Math.hypot(before.error, after.error);
    const [loss, reward] = [
      [losses[4]!, losses.at(-1)!],
      [before.mean, after.mean],
    ];
    process.stdout.write(`${JSON.stringify({ loss, reward, noise, losses, rewards })}\n`);
    const rise = after.mean - before.mean;
    say(
      `quick: reward ${before.mean.toFixed(2)} -> ${after.mean.toFixed(2)}, standard error of the difference ${noise.toFixed(2)}`,
    );
    const learned = loss[1]! < 0.8 * loss[0]! && rise > 0;
    say(learned ? 'quick: the loss fell and the reward rose' : 'quick: it did NOT learn; see the curves above');
    return learned ? 0 : 1;
  } finally {
    await arena.close();
  }
}

/** The task solved least: where most is to be gained. */
async function hardest(net: { shape: Shape; weights: Weights }, tasks: Task[], arena: Arena, say: Say): Promise<Task> {
  const plays = tasks.flatMap((task) =>
    Array.from({ length: QUICK.probes }, (_, i) => ({ task, seed: 1_000_000 + i, temperature: 1 })),
  );
  const solved = tasks.map(() => 0);
  let i = 0;
  for await (const { trajectory } of rollouts(net, plays, arena))
    solved[Math.floor(i++ / QUICK.probes)]! += Number(trajectory.report?.resolved ?? false);
  const least = solved.indexOf(Math.min(...solved));
  say(`quick: practises on ${tasks[least]!.id}, solved ${solved[least]} times of ${QUICK.probes}`);
  return tasks[least]!;
}
