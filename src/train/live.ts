/**
 * The whole training in small, live in a worker: the teacher shows, the net copies what was shown (SFT), then it
 * practises by itself (RL); before, between and after it is checked on tasks of repos it never saw. Real episodes, real
 * tests in the sandbox that the page lends.
 */
import { runEpisode } from '../agent/episode';
import { workspace } from '../facts/task';
import { create as asked } from '../gates/asked';
import { applyPatch } from '../lib/diff';
import { drain, map } from '../lib/stream';
import { openDecoder } from '../models/trained/decoder';
import { parseCheckpoint, writeCheckpoint } from '../models/trained/checkpoint';
import { randomWeights } from '../models/trained/init';
import type { Shape } from '../models/trained/net';
import { TOKENS } from '../models/trained/vocab';
import { create as oracle } from '../models/oracle';
import { grade } from '../tasks/grade';
import type { Config, ExecResult, Sandbox, Stream, Task, Trajectory } from '../types';
import type { Example } from './batch';
import { openCard, tryCard, type GradientCard, type Placement } from './gpu';
import { lessons } from './collect';
import type { WorkerPool } from './workers';
import { examplesOf } from './examples';
import { lasting, remembering } from '../sandboxes/cached';
import { newRlLearner, rlDefaults, trainRl } from './rl';
import { rollout, rollouts, type Arena } from './rollout';
import { PROMPTS, type LiveApi, type LiveEnd, type LiveEvent, type LiveOptions } from './protocol';
import { newLearner, sftDefaults, trainSft, type Learner } from './sft';
import { teacher } from './teacher';

/** 0.12 M parameters: learns visibly within a minute on one core. */
const LIVE_SHAPE: Shape = { vocab: TOKENS.length, width: 64, layers: 2, heads: 4, hidden: 128, context: 512 };

export function createLive(open: () => Promise<Sandbox>): LiveApi {
  let shape = LIVE_SHAPE;
  let learner: Learner | null = null;
  let card: GradientCard | null = null;
  const told: Placement[] = [];
  let running: Promise<void> = Promise.resolve();
  let go = () => {};
  const memory = new Map<string, ExecResult>();

  /** Passes events on, holding while paused. */
  async function* held<E, R>(stream: Stream<E, R>): Stream<E, R> {
    for (;;) {
      await running;
      const next = await stream.next();
      if (next.done) return next.value;
      yield next.value;
    }
  }

  /** Puts in what the card told meanwhile, before the step in which it happened. */
  async function* telling(stream: Stream<LiveEvent, LiveEnd>): Stream<LiveEvent, LiveEnd> {
    for (;;) {
      const next = await stream.next();
      for (let place = told.shift(); place; place = told.shift()) yield { type: 'place', ...place };
      if (next.done) return next.value;
      yield next.value;
    }
  }

  async function* train(options: LiveOptions, signal?: AbortSignal): Stream<LiveEvent, LiveEnd> {
    const { borrow, close } = lasting(open);
    try {
      return yield* held(telling(all(options, arenaOf(options.config, borrow, memory), signal)));
    } finally {
      await close();
    }
  }

  async function* all(options: LiveOptions, arena: Arena, signal?: AbortSignal): Stream<LiveEvent, LiveEnd> {
    const { seed, sftSteps, rlSteps } = options;
    learner ??= newLearner(randomWeights(shape, seed));
    const net = learner;
    const grader = yield* place(options, signal);
    if (net.step === 0) yield* check('before', net, options, arena, signal);
    if (net.step < sftSteps) {
      const examples = yield* generate(options, arena, signal);
      if (signal?.aborted) return 'aborted';
      const sft = { ...sftDefaults, steps: sftSteps, rows: 4, rate: 4e-3, warmup: 10, every: 1e9, seed };
      const end = yield* map(
        trainSft(shape, net, examples, [], sft, signal, (sizes) => grader(shape, sizes, { kind: 'cross-entropy' })),
        (p): LiveEvent => ({ type: 'sft', ...p }),
      );
      if (end !== 'done') return end;
      yield* check('sft', net, options, arena, signal);
    }
    if (rlSteps === 0 || signal?.aborted) return signal?.aborted ? 'aborted' : 'done';
    const rl = newRlLearner(net.weights, shape, 'grpo');
    const practising = {
      ...rlDefaults,
      steps: rlSteps,
      prompts: PROMPTS,
      seed,
      ...(options.reward ? { reward: options.reward } : {}),
    };
    net.weights = rl.weights;
    const end = yield* trainRl(
      shape,
      rl,
      options.practice,
      { ...arena, pool: unaided(arena, grader) },
      practising,
      signal,
    );
    if (end === 'done') yield* check('rl', net, options, arena, signal);
    return end;
  }

  /** Where gradients are taken; the card is tried once. A stop does not wait for it. */
  async function* place(
    { card: mode = 'auto' }: LiveOptions,
    signal?: AbortSignal,
  ): Stream<LiveEvent, WorkerPool['grader']> {
    if (card?.mode !== mode) card = openCard(mode, (place) => void told.push(place));
    const stopped = new Promise<null>((resolve) => signal?.addEventListener('abort', () => resolve(null)));
    yield { type: 'phase', phase: 'card', done: 0, of: 1 };
    const settled = await Promise.race([card.settle(shape), stopped]);
    if (settled) yield { type: 'place', ...settled };
    return card.grader;
  }

  async function* generate(options: LiveOptions, arena: Arena, signal?: AbortSignal): Stream<LiveEvent, Example[]> {
    const { practice, shown, seed } = options;
    const examples: Example[] = [];
    for (let i = 0; i < shown && !signal?.aborted; i++) {
      yield { type: 'phase', phase: 'generate', done: i, of: shown };
      const trajectory = await show(practice[i % practice.length]!, i, seed, arena, signal);
      const kept = trajectory.report?.resolved === true;
      if (kept) examples.push(...examplesOf(trajectory));
      yield { type: 'shown', trajectory, kept };
    }
    return examples;
  }

  async function* check(
    at: 'before' | 'sft' | 'rl',
    net: Learner,
    { heldOut, seed }: LiveOptions,
    arena: Arena,
    signal?: AbortSignal,
  ): Stream<LiveEvent, void> {
    const decoder = await openDecoder(net.weights, shape);
    const trajectories: Trajectory[] = [];
    try {
      for (const [i, task] of heldOut.entries()) {
        if (signal?.aborted) return;
        yield { type: 'phase', phase: 'check', done: i, of: heldOut.length };
        trajectories.push((await rollout(task, decoder, arena, seed, 0, signal)).trajectory);
      }
    } finally {
      decoder.close();
    }
    yield { type: 'check', at, trajectories };
  }

  return {
    train,
    pause: () => void (running = new Promise((resolve) => (go = resolve))),
    resume: () => go(),
    save: () =>
      learner &&
      writeCheckpoint({
        shape,
        weights: own(learner.weights),
        notes: { step: learner.step, by: 'the Training room' },
        extra: {},
      }),
    load(bytes) {
      const parsed = parseCheckpoint(bytes);
      shape = parsed.shape;
      learner = { ...newLearner(parsed.weights), step: Number(parsed.notes.step) || 0 };
    },
    reset() {
      shape = LIVE_SHAPE;
      learner = null;
      go();
    },
    tryCard,
  };
}

/** Without what training adds to the net. */
const own = ({ value: _, ...weights }: Learner['weights']) => weights;

function arenaOf(config: Config, borrow: () => Promise<Sandbox>, memory: Map<string, ExecResult>): Arena {
  return {
    sandbox: remembering(borrow, { get: (key) => memory.get(key), set: (key, value) => void memory.set(key, value) }),
    expert: (task) => oracle({ detail: 'line' }, { task, ...(task.goldPatch ? { goldPatch: task.goldPatch } : {}) }),
    gate: asked(),
    config,
    verdict: (task, files) => grade(task, { files }, borrow),
  };
}

/** Nobody helps: all is done here, with the gradients of `grader`. */
const unaided = (arena: Arena, grader: WorkerPool['grader']): WorkerPool => ({
  lessons: (showings, config) => lessons(showings, { ...arena, expert: arena.expert!, config }),
  rollouts: (net, plays, { config, alone }, signal) =>
    rollouts(net, plays, { ...arena, config, expert: alone ? null : arena.expert }, signal),
  grader,
});

/** One episode of the teacher: some wrong tries, every other time a question, then the right edit. */
async function show(task: Task, i: number, seed: number, arena: Arena, signal?: AbortSignal): Promise<Trajectory> {
  const fixed = applyPatch(workspace(task, []), task.goldPatch ?? '');
  const protege = teacher(fixed as Record<string, string>, {
    seed: seed + i,
    tries: i % 3,
    asks: i % 2 === 0,
    doubts: 0,
  });
  const team = { protege, expert: arena.expert!(task), gate: arena.gate, sandbox: arena.sandbox };
  const played = await drain(runEpisode(task, team, { ...arena.config, seed: seed + i }, signal ? { signal } : {}));
  return { ...played, report: await arena.verdict(task, workspace(task, played.steps)) };
}
