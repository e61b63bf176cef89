/**
 * Phase II (paper §4): groups of rollouts on the policy as it is, the trajectory's reward, one clipped update. GRPO
 * compares within a group; PPO asks a critic. Every term is reported per episode, so that rewards can be computed again.
 */
import { expertCalls } from '../facts/step';
import { hash, rng } from '../lib/ids';
import type { Shape, Weights } from '../models/trained/net';
import type { Stream, Task, Trajectory } from '../types';
import { packBatch, type Sizes } from './batch';
import type { Play } from './workers';
import { clipDefaults, groupAdvantages, lossOf, tokenAdvantages, type ClipOptions } from './losses';
import { newAdam, update, type Adam, type Grader } from './optimise';
import { rewards, rewardStage, type RewardOptions, type Terms } from './reward';
import { openRowwise } from './shards';
import { rollouts, type Arena, type Rollout } from './rollout';

export interface RlOptions {
  algorithm: 'grpo' | 'ppo';
  /** Updates in all; the curriculum's second stage begins half-way. */
  steps: number;
  /** Tasks per update and rollouts per task. Paper 16 and 6. */
  prompts: number;
  group: number;
  /**
   * Share of the tasks that are practised without an expert: with one at hand in every episode, what it does where it
   * cannot ask is never rewarded, and drifts. The paper has 0.
   */
  alone: number;
  /** Passes over the rollouts of one update. */
  passes: number;
  rate: number;
  clip: ClipOptions;
  temperature: number;
  /** Instead of the curriculum. */
  reward?: RewardOptions;
  seed: number;
  sizes: Sizes;
}

export const rlDefaults: RlOptions = {
  algorithm: 'grpo',
  steps: 30,
  prompts: 4,
  group: 6,
  alone: 0.5,
  passes: 1,
  rate: 3e-4,
  clip: clipDefaults,
  temperature: 1,
  seed: 0,
  sizes: { rows: 24, length: 384, written: 64 },
};

export interface RlLearner {
  weights: Weights;
  /** The SFT checkpoint: what the KL term holds on to. */
  reference: Weights;
  adam: Adam;
  step: number;
}

export function newRlLearner(weights: Weights, { width }: Shape, algorithm: RlOptions['algorithm']): RlLearner {
  const own = Object.fromEntries(Object.entries(weights).map(([name, data]) => [name, data.slice()]));
  if (algorithm === 'ppo') own.value ??= new Float32Array(width);
  return { weights: own, reference: { ...weights, value: new Float32Array(width) }, adam: newAdam(own), step: 0 };
}

/** `calls`: mean over the episodes that had an expert. */
export type RlEvent =
  | { type: 'episode'; step: number; trajectory: Trajectory; reward: number; terms: Terms }
  | {
      type: 'update';
      step: number;
      steps: number;
      reward: number;
      resolved: number;
      calls: number;
      length: number;
      loss: number;
      ms: number;
    };

/** Trains in place. An update that is not a number ends it with the weights from before. */
export async function* trainRl(
  shape: Shape,
  learner: RlLearner,
  tasks: Task[],
  arena: Arena,
  options: RlOptions,
  signal?: AbortSignal,
): Stream<RlEvent, 'done' | 'aborted' | 'not a number'> {
  if (tasks.length === 0) throw new Error('There is no task to practise on; choose at least one.');
  const { steps } = options;
  const grader = await graderOf(shape, arena, options);
  try {
    for (; learner.step < steps; learner.step++) {
      const started = performance.now();
      const all: RewardedRollout[] = [];
      for await (const played of rollouts(
        { shape, weights: learner.weights },
        playsOf(tasks, learner.step, options),
        arena,
        signal,
      )) {
        const { task, trajectory } = played;
        const source = task.goldPatch === undefined ? {} : { goldPatch: task.goldPatch };
        const { total, terms } = rewards(trajectory, {
          ...(options.reward ?? rewardStage(learner.step + 1, steps)),
          ...source,
        });
        all.push({ rollout: played, reward: total });
        yield { type: 'episode', step: learner.step + 1, trajectory, reward: total, terms };
      }
      if (signal?.aborted) return 'aborted';
      const loss = await improve(grader, shape, learner, all, options);
      if (!Number.isFinite(loss)) return 'not a number';
      yield summary(learner.step + 1, steps, all, loss, performance.now() - started);
    }
    return 'done';
  } finally {
    grader.close();
  }
}

type RewardedRollout = { rollout: Rollout; reward: number };

/** Seeds are an episode's own: who plays it changes nothing. */
function playsOf(tasks: Task[], step: number, options: RlOptions): Play[] {
  const { prompts, group, alone, seed, temperature } = options;
  return Array.from({ length: prompts }, (_, p) => p).flatMap((p) => {
    const random = rng(hash(seed, step, p));
    const task = tasks[Math.floor(random() * tasks.length)]!;
    const silent = Math.floor((p + 1) * alone) > Math.floor(p * alone);
    return Array.from({ length: group }, (_, g) => ({
      task,
      seed: hash(seed, step, p, g) % 2 ** 30,
      temperature,
      ...(silent ? { alone: true } : {}),
    }));
  });
}

function graderOf(shape: Shape, { pool }: Arena, { algorithm: kind, clip, sizes }: RlOptions): Promise<Grader> {
  if (pool) return pool.grader(shape, sizes, { kind, clip });
  return openRowwise(shape, sizes, { critic: kind === 'ppo', loss: lossOf({ kind, clip }) });
}

function summary(step: number, steps: number, all: RewardedRollout[], loss: number, ms: number): RlEvent {
  const mean = (f: (one: RewardedRollout) => number, of = all) =>
    of.reduce((sum, one) => sum + f(one), 0) / (of.length || 1);
  const helped = all.filter(({ rollout }) => !rollout.alone);
  return {
    type: 'update',
    step,
    steps,
    reward: mean(({ reward }) => reward),
    resolved: mean(({ rollout: { trajectory } }) => Number(trajectory.report?.resolved ?? false)),
    calls: mean(({ rollout: { trajectory } }) => expertCalls(trajectory.steps), helped),
    length: mean(({ rollout: { trajectory } }) => trajectory.steps.length),
    loss,
    ms,
  };
}

/** One or more passes of clipped updates over what was played; every page of an episode is a row with its advantage. Returns the mean loss; not finite = nothing changed. */
async function improve(
  grader: Grader,
  shape: Shape,
  learner: RlLearner,
  all: RewardedRollout[],
  { algorithm, passes, rate, sizes, group }: RlOptions,
): Promise<number> {
  const advantages = new Map<RewardedRollout, number>();
  for (let at = 0; at < all.length; at += group) {
    const one = all.slice(at, at + group);
    groupAdvantages(one.map(({ reward }) => reward)).forEach((advantage, i) => advantages.set(one[i]!, advantage));
  }
  const useful = all
    .filter((one) => algorithm === 'ppo' || advantages.get(one) !== 0)
    .flatMap((one) =>
      one.rollout.pages.map((page) => ({ ...page, reward: one.reward, advantage: advantages.get(one)! })),
    );
  let [sum, count] = [0, 0];
  for (let pass = 0; pass < passes; pass++) {
    const batches = Math.ceil(useful.length / sizes.rows);
    for (let b = 0; b < batches; b++) {
      // dealt out, so that a batch has good and bad episodes of every group
      const some = useful.filter((_, i) => i % batches === b);
      const batch = packBatch(
        some.map(({ example }) => example),
        sizes,
        shape,
      );
      const reference = await grader.score(learner.reference, batch);
      const values = algorithm === 'ppo' ? await grader.values(learner.weights, batch) : null;
      const extra = { old: filled(sizes), advantage: filled(sizes), returns: filled(sizes), reference };
      some.forEach((one, r) => {
        const { example, logp } = one;
        const old = logp
          .filter((_, i) => example.written[i]!.at < sizes.length && example.written[i]!.at > 0)
          .slice(-sizes.written);
        const from = r * sizes.written;
        const own = values ? tokenAdvantages([...values.slice(from, from + old.length)], one.reward) : null;
        old.forEach((value, i) => {
          extra.old[from + i] = value;
          extra.advantage[from + i] = own ? own.advantage[i]! : one.advantage;
          extra.returns[from + i] = own ? own.returns[i]! : 0;
        });
      });
      const { returns, ...rest } = extra;
      const { loss, grads } = await grader.grade(
        learner.weights,
        batch,
        algorithm === 'ppo' ? { ...rest, returns } : rest,
      );
      const norm = Number.isFinite(loss) ? update(learner.weights, grads, learner.adam, { rate, decay: 0 }) : NaN;
      if (!Number.isFinite(norm)) return NaN;
      sum += loss;
      count++;
    }
  }
  return count > 0 ? sum / count : 0;
}

const filled = ({ rows, written }: Sizes) => new Float32Array(rows * written);
