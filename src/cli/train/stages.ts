/** The stages of training on disk, each resumable: data, sft, rl; and Pass@1 on held-out repos in between. */
import fs from 'node:fs';
import path from 'node:path';
import { create as asked } from '../../gates/asked';
import { drain } from '../../lib/stream';
import { hash } from '../../lib/ids';
import { create as oracle } from '../../models/oracle';
import { randomWeights } from '../../models/trained/init';
import { openDecoder } from '../../models/trained/decoder';
import type { Shape, Weights } from '../../models/trained/net';
import { defaultConfig, openSandbox } from '../../run';
import { grade } from '../../tasks/grade';
import type { Example } from '../../train/batch';
import { lesson, type Kind } from '../../train/collect';
import { lasting, remembering, keyOf } from '../../train/memo';
import { newRlLearner, trainRl, type RlEvent, type RlOptions } from '../../train/rl';
import { rollout, type Arena } from '../../train/rollout';
import { newLearner, trainSft, type Learner, type SftOptions, type SftProgress } from '../../train/sft';
import type { Report, Task } from '../../types';
import { appendLine, diskMemory, loadCheckpoint, packAdam, readLines, saveCheckpoint, unpackAdam } from './disk';

export type Say = (line: string) => void;

/** What all stages share; `close` ends the sandbox. */
export function openArena(out: string, steps: number): Arena & { close(): Promise<void> } {
  fs.mkdirSync(out, { recursive: true });
  const config = defaultConfig({ gate: { id: 'asked' }, limits: { ...defaultConfig().limits, steps, tokens: 1e9 } });
  const { borrow, close } = lasting(() => openSandbox(config.sandbox));
  const file = path.join(out, 'verdicts.jsonl');
  const verdicts = new Map(readLines<[string, Report]>(file));
  return {
    sandbox: remembering(borrow, diskMemory(path.join(out, 'runs.jsonl'))),
    config,
    gate: asked(),
    expert: (task) => oracle({}, { goldPatch: task.goldPatch ?? '', task }),
    async verdict(task, files) {
      const key = `${task.id} ${keyOf(files, '')}`;
      const known = verdicts.get(key);
      if (known) return known;
      const report = await grade(task, { files }, borrow);
      verdicts.set(key, report);
      appendLine(file, [key, report]);
      return report;
    },
    close,
  };
}

interface Taught {
  key: string;
  kept: boolean;
  examples: Example[];
}

/** The teacher's episodes over all tasks; those on disk are kept. Returns the examples. */
export async function collect(tasks: Task[], arena: Arena, out: string, seed: number, say: Say): Promise<Example[]> {
  const file = path.join(out, 'lessons.jsonl');
  const known = new Map(readLines<Taught>(file).map((one) => [one.key, one]));
  const wanted = tasks.flatMap((task): [Task, Kind][] => [
    [task, 'direct'],
    [task, hash(task.id, seed) % 2 === 0 ? 'trying' : 'asking'],
  ]);
  let done = 0;
  for (const [task, kind] of wanted) {
    const key = `${task.id} ${kind} ${seed}`;
    if (!known.has(key)) {
      const { kept, examples } = await lesson(task, kind, { ...arena, expert: arena.expert! }, seed);
      known.set(key, { key, kept, examples });
      appendLine(file, { key, kept, examples });
    }
    if (++done % 50 === 0) say(`data  ${done}/${wanted.length} episodes of the teacher`);
  }
  const taught = wanted.map(([task, kind]) => known.get(`${task.id} ${kind} ${seed}`)!);
  say(`data  ${taught.filter(({ kept }) => kept).length} of ${taught.length} episodes kept (tests pass at the end)`);
  return taught.flatMap(({ examples }) => examples);
}

/** Trains on; a checkpoint every `every` steps. @throws when the loss is not a number (the checkpoint stays). */
export async function fit(
  shape: Shape,
  examples: Example[],
  heldOut: Example[],
  options: SftOptions,
  file: string,
  on: (progress: SftProgress) => void,
): Promise<Learner> {
  const kept = loadCheckpoint(file);
  const done = Number(kept?.notes.step ?? 0);
  const learner: Learner = kept
    ? { weights: kept.weights, adam: unpackAdam(kept.extra, done), step: done }
    : newLearner(randomWeights(shape, options.seed));
  const save = (notes: Record<string, unknown>) => saveCheckpoint(file, { shape, weights: learner.weights, notes, extra: packAdam(learner.adam) }, 32); // prettier-ignore
  let losses = {};
  const end = await drain(trainSft(shape, learner, examples, heldOut, options), (progress) => {
    const { step, loss, heldOut: held } = progress;
    if (held !== undefined) losses = { loss, heldOut: held };
    on(progress);
    if (step % options.every === 0) save({ step, seed: options.seed, ...losses });
  });
  if (end === 'not a number')
    throw new Error(`The loss became not a number at step ${learner.step + 1}; ${file} holds the last good weights. Lower the rate and run again.`); // prettier-ignore
  save({ step: learner.step, seed: options.seed, ...losses });
  return learner;
}

/** RL from given weights, or on from rl.bin; every episode's terms go to episodes.jsonl. */
export async function practise(
  shape: Shape,
  weights: Weights,
  tasks: Task[],
  arena: Arena,
  options: RlOptions,
  out: string,
  on: (event: RlEvent) => void,
): Promise<Weights> {
  const file = path.join(out, 'rl.bin');
  const learner = newRlLearner(weights, shape, options.algorithm);
  // what was practised from other weights, or in another way, is begun anew
  const from = hash(options.algorithm, ...Object.values(weights).map((data) => data.join()));
  const found = loadCheckpoint(file);
  const kept = found?.notes.from === from ? found : null;
  if (kept) {
    const { value, ...state } = kept.extra;
    learner.weights = value ? { ...kept.weights, value } : kept.weights;
    learner.adam = unpackAdam(state, Number(kept.notes.adam));
    learner.step = Number(kept.notes.updates);
  }
  const save = (updates: number) => {
    const { weights: now, adam } = learner;
    const extra = { ...packAdam(adam), ...(now.value ? { value: now.value } : {}) };
    saveCheckpoint(file, { shape, weights: now, notes: { updates, adam: adam.step, from }, extra }, 32); // prettier-ignore
  };
  const end = await drain(trainRl(shape, learner, tasks, arena, options), (event) => {
    on(event);
    if (event.type === 'episode') {
      const { trajectory, reward, terms, step } = event;
      appendLine(path.join(out, 'episodes.jsonl'), { step, task: trajectory.task, steps: trajectory.steps.length, reward, terms }); // prettier-ignore
    } else save(event.step);
  });
  if (end === 'not a number')
    throw new Error(`An update became not a number; ${file} holds the last good weights. Lower the rate and run again.`); // prettier-ignore
  return learner.weights;
}

export interface Score {
  n: number;
  resolved: number;
  steps: number;
  calls: number;
}

/** Pass@1 with the most probable actions, alone or with the expert. */
export async function passAt1(
  shape: Shape,
  weights: Weights,
  tasks: Task[],
  arena: Arena,
  expert: boolean,
): Promise<Score> {
  const decoder = await openDecoder(weights, shape);
  const score: Score = { n: tasks.length, resolved: 0, steps: 0, calls: 0 };
  try {
    for (const task of tasks) {
      const { trajectory } = await rollout(task, decoder, expert ? arena : { ...arena, expert: null }, 0, 0);
      score.resolved += Number(trajectory.report?.resolved ?? false);
      score.steps += trajectory.steps.length / tasks.length;
      score.calls += trajectory.steps.filter((step) => step.generations.some(({ by }) => by === 'expert')).length / tasks.length; // prettier-ignore
    }
  } finally {
    decoder.close();
  }
  return score;
}
