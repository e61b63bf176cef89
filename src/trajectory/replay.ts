/** A recorded trajectory as the events it was a fold of, paced by the recorded times. */
import { executed } from '../facts/step';
import { pause } from '../lib/pause';
import type { AgentEvent, Generation, Step, Stream, Trajectory } from '../types';

export interface ReplayOptions {
  /** Steps that are over already: `start` carries them. */
  from?: number;
  /** How much faster than recorded; 0 or left out = without waiting. A function is read before every wait. */
  speed?: number | (() => number);
  /** Longest wait for one generation or command, in recorded milliseconds; default 4,000. */
  longest?: number;
  signal?: AbortSignal;
}

/** The trajectory as it was after its first `count` steps, with no end yet. */
export function begun(trajectory: Trajectory, count: number): Trajectory {
  const { error: _e, patch: _p, handed: _h, report: _r, judgements: _j, steps, ...shell } = trajectory;
  return { ...shell, steps: steps.slice(0, count), exit: null };
}

/** Throws the signal's reason on abort. The result is the recorded trajectory itself. */
export async function* replay(trajectory: Trajectory, options: ReplayOptions = {}): Stream<AgentEvent, Trajectory> {
  const { from = 0, signal } = options;
  const { exit, error, patch, handed, report, judgements = [], steps } = trajectory;
  signal?.throwIfAborted();
  yield { type: 'start', trajectory: begun(trajectory, from) };
  for (let index = from; index < steps.length; index++) {
    yield* replayStep(steps[index]!, index, options);
  }
  const more = { ...(handed === undefined ? {} : { handed }), ...(error ? { error } : {}) };
  if (exit) yield { type: 'end', exit, patch: patch ?? '', ...more };
  if (report) yield { type: 'grade', report };
  for (const judgement of judgements) yield { type: 'judge', judgement };
  return trajectory;
}

async function* replayStep(step: Step, index: number, options: ReplayOptions): Stream<AgentEvent, void> {
  for (const [i, generation] of step.generations.entries()) {
    yield* speak(generation, options);
    yield { type: 'generation', generation };
    if (i === 0 && step.reading) yield { type: 'reading', reading: step.reading };
  }
  await wait(step.observation.ms, options);
  const ran = executed(step)?.kind === 'run';
  if (ran && step.observation.text !== '') yield { type: 'output', text: step.observation.text };
  yield { type: 'step', index, step };
}

async function* speak({ text, by, ms }: Generation, options: ReplayOptions): Stream<AgentEvent, void> {
  const words = text.match(/\s*\S{1,24}\s*$|\s*\S{1,24}/g) ?? (text === '' ? [] : [text]);
  for (const word of words) {
    await wait(ms / words.length, options, words.length);
    yield { type: 'token', by, text: word };
  }
}

function wait(ms: number, { speed = 0, longest = 4000, signal }: ReplayOptions, parts = 1): Promise<void> {
  signal?.throwIfAborted();
  const factor = typeof speed === 'function' ? speed() : speed;
  const time = factor > 0 ? Math.min(ms, longest / parts) / factor : 0;
  if (!(time > 0)) return Promise.resolve();
  return pause(time, signal);
}
