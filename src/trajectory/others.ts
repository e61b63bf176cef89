/** Episodes that other programs recorded: what they do not say is left empty. */
import { defaultPrompts } from '../agent/prompt';
import type { Exit, Generation, Step, Trajectory } from '../types';
import { checkTrajectory } from './check';
import { isObject } from '../lib/json';

export interface Foreign {
  id: string;
  task: string;
  /** Unix time of the start. */
  seconds: number;
  system: string;
  problem: string;
  model: string;
  sandbox: string;
  steps: Step[];
  /** As the program calls it; '' = it never ended. */
  status: string;
  exits: Record<string, Exit>;
  patch: string;
}

/** @throws TrajectoryError when a part has another shape. */
export function foreign({ steps, status, exits, patch, ...of }: Foreign): Trajectory {
  const exit = Object.hasOwn(exits, status) ? exits[status]! : undefined;
  return checkTrajectory({
    format: 'protege-1',
    id: of.id,
    task: of.task,
    startedAt: new Date(of.seconds * 1000).toISOString(),
    public: { id: of.task, problem: of.problem, language: 'javascript', run: '', paths: [] },
    config: {
      protege: { id: of.model },
      expert: null,
      gate: { id: 'never' },
      sandbox: { id: of.sandbox },
      threshold: 0.5,
      mode: 'advise',
      limits: { steps: Math.max(1, steps.length), wallMs: 0, expertCalls: 0, tokens: 0, cost: 0 },
      context: { expert: { last: 5, unit: 'messages' }, observationChars: 10_000 },
      commandTimeoutMs: 60_000,
      seed: 0,
      prompts: { ...defaultPrompts, protege: of.system },
    },
    steps,
    exit: exit ?? (status === '' ? null : 'error'),
    ...(status !== '' && !exit ? { error: { boundary: 'model', message: status } } : {}),
    patch,
  });
}

export const unseen = (generation: Generation): Step => ({
  generations: [generation],
  reading: null,
  observation: { text: '', ms: 0 },
  changes: {},
});

/** Content is a text or, from some providers, a list of parts. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isObject(part) && typeof part.text === 'string' ? part.text : '')).join('');
}

/** What came back belongs to the step before it; several results of one step are joined. */
export function observe(step: Step | undefined, text: string, extra: Record<string, unknown>, ms: number): void {
  if (!step) return;
  const seen = step.observation;
  const told = /^\s*<returncode>(-?\d+)<\/returncode>/.exec(text)?.[1];
  const code = typeof extra.returncode === 'number' ? extra.returncode : told === undefined ? undefined : Number(told);
  step.observation = {
    text: seen.text === '' ? text : `${seen.text}\n${text}`,
    ms: seen.ms + ms,
    ...(code === undefined ? {} : { exitCode: code, ...(code === 0 ? {} : { failed: true }) }),
  };
}
