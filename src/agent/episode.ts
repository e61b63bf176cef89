/**
 * The loop: decide, execute, append. Yields AgentEvents in their documented order and returns the trajectory.
 * Paused is a consumer that does not pull; resumed is a trajectory whose changes are folded over the task's files.
 */
import { executed } from '../facts/step';
import { workspace } from '../facts/task';
import { applyChanges } from '../lib/diff';
import { newId } from '../lib/ids';
import { sum } from '../lib/stats';
import { blame, Failure, within } from '../lib/stream';
import type { AgentEvent, Config, Exit, Files, State, Step, Stream, Task, Trajectory } from '../types';
import { deadline } from './deadline';
import { execute, type Execution } from './execute';
import { formOf } from './form';
import { carryOutFree, isRefused, REFUSALS } from './free';
import { shownTask } from './nearest';
import { bestOf, patchOf } from './outgoing';
import { decide, type Decision, type Team } from './policy';
import { MOST_REPEATS, streak } from './repeats';

export interface EpisodeOptions {
  signal?: AbortSignal;
  /** An earlier trajectory of the same task; its steps stay, its end is forgotten. */
  resume?: Trajectory;
  id?: string;
}

const MALFORMED_IN_A_ROW = 3;
const LOSSES_IN_A_ROW = 3;

export async function* runEpisode(
  task: Task,
  team: Team,
  config: Config,
  { signal: outer, resume, id }: EpisodeOptions = {},
): Stream<AgentEvent, Trajectory> {
  let trajectory = begin(task, config, resume, id);
  yield { type: 'start', trajectory };
  let files = workspace(task, trajectory.steps);
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  const clock = { left: config.limits.wallMs - spent(trajectory.steps).ms };
  const expire = () => stop.abort(new DOMException('The episode ran out of time.', 'TimeoutError'));
  let losses = 0;
  let exit: Exit | null = null;
  let error: Trajectory['error'];
  try {
    const ready = blame('sandbox', once(team.sandbox.reset(files)), signal);
    yield* within(ready, clock, expire, signal);
    while ((exit = overLimit(trajectory, clock.left)) === null) {
      const state: State = { task: trajectory.public, config, steps: trajectory.steps };
      const { step, lost } = yield* within(takeStep(state, team, files, task, signal), clock, expire, signal);
      losses = lost ? losses + 1 : 0;
      files = applyChanges(files, step.changes);
      trajectory = { ...trajectory, steps: [...trajectory.steps, step] };
      yield { type: 'step', index: trajectory.steps.length - 1, step };
      if (losses >= LOSSES_IN_A_ROW) throw new Failure('sandbox', step.observation.text);
    }
  } catch (failure) {
    if (outer?.aborted) exit = 'aborted';
    else if (stop.signal.aborted) exit = 'time_limit';
    else if (failure instanceof Failure) {
      exit = 'error';
      error = { boundary: failure.boundary, message: failure.message };
    } else throw failure;
  }
  const handed = bestOf(trajectory.steps, exit!);
  const patch = patchOf(task, trajectory.steps.slice(0, handed));
  const more = { ...(handed === undefined ? {} : { handed }), ...(error ? { error } : {}) };
  trajectory = { ...trajectory, exit, patch, ...more };
  yield { type: 'end', exit: exit!, patch, ...more };
  return trajectory;
}

function begin(task: Task, config: Config, resume: Trajectory | undefined, id: string | undefined): Trajectory {
  return {
    format: 'protege-1',
    id: resume?.id ?? id ?? newId(),
    task: task.id,
    startedAt: resume?.startedAt ?? new Date().toISOString(),
    public: shownTask(task, config),
    config,
    steps: resume?.steps ?? [],
    exit: null,
    ...(resume?.branch ? { branch: resume.branch } : {}),
  };
}

interface Taken {
  step: Step;
  /** The sandbox died during the command (and was rebuilt). */
  lost: boolean;
}

/** One decide + execute. */
async function* takeStep(
  state: State,
  team: Team,
  files: Files,
  task: Task,
  signal: AbortSignal,
): Stream<AgentEvent, Taken> {
  const tests = new Set(Object.keys(task.tests));
  const decision = yield* team.scaffold
    ? team.scaffold.decide({ state, team, files, tests, signal })
    : decide(state, team, signal);
  const { generations, reading } = decision;
  const { outcome, lost } = yield* carryOut(decision, state, team, files, task, signal);
  const { text } = outcome.observation;
  const observation = { ...outcome.observation, text: decision.note ? `${text}\n${decision.note}` : text };
  return { step: { generations, reading, observation, changes: outcome.changes }, lost };
}

async function* carryOut(
  { answer, action, carry }: Decision,
  state: State,
  { sandbox, scaffold }: Team,
  files: Files,
  task: Task,
  signal: AbortSignal,
): Stream<AgentEvent, { outcome: Execution; lost: boolean }> {
  if (answer) {
    const observation = { text: answer.text, ms: 0, ...(answer.failed ? { failed: true } : {}) };
    return { outcome: { observation, changes: {} }, lost: false };
  }
  const { config, steps } = state;
  const form = scaffold ? null : formOf(config);
  const around = {
    files,
    tests: new Set(Object.keys(task.tests)),
    observationChars: config.context.observationChars,
    ...(form ? {} : { exact: true }),
    deadline: deadline(action.kind === 'run' ? action.command : '', steps, config.commandTimeoutMs),
    signal,
  };
  const carried = carry
    ? carry(sandbox, around)
    : form
      ? carryOutFree(action, sandbox, around, state, form)
      : execute(action, sandbox, around);
  try {
    return { outcome: yield* blame('sandbox', carried, signal), lost: false };
  } catch (error) {
    if (signal.aborted || !(error instanceof Failure)) throw error;
    const text = `The sandbox was lost: ${error.message} It is back with the files from before this action.`;
    return { outcome: { observation: { text, ms: 0, failed: true }, changes: {} }, lost: true };
  }
}

async function* once<T>(work: Promise<T>): Stream<never, T> {
  return await work;
}

/** What the steps so far took, a gate that asks a model included: recorded time, tokens, known cost (US dollars). */
export function spent(steps: Step[]): { ms: number; tokens: number; cost: number } {
  const all = steps.flatMap((step) => [...step.generations, ...(step.reading?.spent ? [step.reading.spent] : [])]);
  return {
    ms: sum(all.map((g) => g.ms)) + sum(steps.map((step) => step.observation.ms)),
    tokens: sum(all.map((g) => g.tokensIn + g.tokensOut)),
    cost: sum(all.map((g) => g.cost ?? 0)),
  };
}

/** Why the episode ends before another step, or null. */
function overLimit({ steps, config }: Trajectory, msLeft: number): Exit | null {
  const { limits } = config;
  const last = steps.at(-1);
  if (last && executed(last)?.kind === 'submit') {
    if (last.generations.at(-1)?.by === 'harness') return last.observation.failed ? 'gave_up' : 'submitted';
    if (!isRefused(last)) return 'submitted';
  }
  if (steps.filter(isRefused).length > REFUSALS) return 'gave_up';
  if (formOf(config) && streak(steps) >= MOST_REPEATS) return 'gave_up';
  const recent = steps.slice(-MALFORMED_IN_A_ROW);
  if (recent.length === MALFORMED_IN_A_ROW && recent.every((step) => executed(step)?.kind === 'invalid'))
    return 'format';
  if (steps.length >= limits.steps) return 'step_limit';
  if (msLeft <= 0) return 'time_limit';
  const { tokens, cost } = spent(steps);
  if (tokens >= limits.tokens) return 'token_limit';
  return cost >= limits.cost && cost > 0 ? 'cost_limit' : null;
}
