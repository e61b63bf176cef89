/**
 * Trajectories as files. `.traj.json` is mini-swe-agent's format 1.1 plus `info.protege`, from which importing gives the
 * identical trajectory back; the rest are for evaluation and training.
 */
import { render } from '../agent/prompt';
import { toBase64 } from '../lib/bytes';
import type { Changes, Message, Step, Trajectory } from '../types';
import { measure } from './measure';

/** Plain JSON for a trajectory; bytes become {base64}. */
export type Encoded = Omit<Trajectory, 'steps'> & { steps: (Omit<Step, 'changes'> & { changes: EncodedChanges })[] };
export type EncodedChanges = Record<string, string | null | { base64: string }>;

export interface MiniMessage {
  role: string;
  content: string;
  extra?: Record<string, unknown>;
}

export interface MiniTrajectory {
  info: Record<string, unknown> & { exit_status: string; submission: string };
  messages: MiniMessage[];
  trajectory_format: 'mini-swe-agent-1.1';
  instance_id: string;
}

export function encode(trajectory: Trajectory): Encoded {
  return { ...trajectory, steps: trajectory.steps.map((step) => ({ ...step, changes: encodeChanges(step.changes) })) };
}

function encodeChanges(changes: Changes): EncodedChanges {
  return Object.fromEntries(
    Object.entries(changes).map(([path, content]) => [
      path,
      content instanceof Uint8Array ? { base64: toBase64(content) } : content,
    ]),
  );
}

const EXITS = {
  submitted: 'Submitted',
  gave_up: 'Submitted',
  step_limit: 'LimitsExceeded',
  token_limit: 'LimitsExceeded',
  cost_limit: 'LimitsExceeded',
  time_limit: 'TimeExceeded',
  format: 'RepeatedFormatError',
  aborted: 'UserInterruption',
  error: 'Error',
} as const;

/** mini-swe-agent 1.1, with our extras. */
export function toMini(trajectory: Trajectory): MiniTrajectory {
  const { exit, patch = '', config, task } = trajectory;
  const { cost } = measure(trajectory);
  const status = exit === null ? '' : EXITS[exit];
  return {
    info: {
      model_stats: { instance_cost: cost, api_calls: trajectory.steps.flatMap((step) => step.generations).length },
      config: {
        agent: {
          step_limit: config.limits.steps,
          cost_limit: config.limits.cost,
          wall_time_limit_seconds: config.limits.wallMs / 1000,
        },
        agent_type: 'protege-playground',
        model: { model_name: modelName(trajectory), expert: config.expert?.id ?? null, gate: config.gate.id },
        model_type: config.protege.id,
        environment: { timeout: config.commandTimeoutMs / 1000 },
        environment_type: config.sandbox.id,
      },
      mini_version: '2.4.6',
      exit_status: status,
      submission: patch,
      protege: encode(trajectory),
    },
    messages: [...messages(trajectory), ...(exit === null ? [] : [ending(status, patch)])],
    trajectory_format: 'mini-swe-agent-1.1',
    instance_id: task,
  };
}

const ending = (status: string, submission: string): MiniMessage => ({
  role: 'exit',
  content: status,
  extra: { exit_status: status, submission },
});

/** Some of it was not said in a chat: the harness took steps, and each call read a prompt of its own. */
const guided = ({ steps }: Trajectory) =>
  steps.some(({ generations }) => generations.some(({ by, move }) => by === 'harness' || move));

/** A guided episode as messages: what each call read stands beside what it wrote. */
function guidedMessages(trajectory: Trajectory): MiniMessage[] {
  const out: MiniMessage[] = prompt(trajectory, 0).map(({ role, content }) => ({ role, content }));
  let seconds = Date.parse(trajectory.startedAt) / 1000;
  for (const { generations, observation } of trajectory.steps) {
    for (const { by, text, action, ms, cost, prompt, move } of generations) {
      seconds += ms / 1000;
      const actions = action?.kind === 'run' ? [{ command: action.command }] : action ? [{ action }] : [];
      const read = { ...(prompt === undefined ? {} : { prompt }), ...(move ? { move } : {}) };
      out.push({ role: 'assistant', content: text, extra: { by, actions, cost, timestamp: seconds, ...read } });
    }
    seconds += observation.ms / 1000;
    const extra = { raw_output: observation.text, returncode: observation.exitCode ?? 0, timestamp: seconds };
    out.push({ role: 'user', content: observation.text, extra });
  }
  return out;
}

function messages(trajectory: Trajectory): MiniMessage[] {
  if (guided(trajectory)) return guidedMessages(trajectory);
  const out: MiniMessage[] = prompt(trajectory, 0).map(({ role, content }) => ({ role, content }));
  let seconds = Date.parse(trajectory.startedAt) / 1000;
  trajectory.steps.forEach((step, i) => {
    const said = step.generations.filter((generation) => generation.by === 'protege');
    const added = prompt(trajectory, i + 1).slice(out.length);
    for (const { role, content, guidance } of added) {
      if (role === 'assistant') {
        const generation = said.shift();
        seconds += (generation?.ms ?? 0) / 1000;
        const action = generation?.action;
        const actions = action?.kind === 'run' ? [{ command: action.command }] : action ? [{ action }] : [];
        out.push({ role, content, extra: { actions, cost: generation ? generation.cost : 0, timestamp: seconds } });
      } else {
        const last = said.length === 0;
        seconds += last ? step.observation.ms / 1000 : 0;
        const result = last ? { raw_output: step.observation.text, returncode: step.observation.exitCode ?? 0 } : {};
        out.push({ role, content, extra: { ...result, timestamp: seconds, ...(guidance ? { guidance } : {}) } });
      }
    }
  });
  return out;
}

/** What the protégé had read after its first `count` steps. */
export function prompt({ public: task, config, steps }: Trajectory, count: number): Message[] {
  return render({ task, config, steps: steps.slice(0, count) }, [], 'protege');
}

/** The protégé's model as its provider names it, else its id. */
export function modelName({ steps, config }: Trajectory): string {
  const first = steps.flatMap(({ generations }) => generations).find(({ by }) => by === 'protege');
  return first?.model ?? config.protege.id;
}

/** JSON Lines, each line ended. */
export const jsonl = (rows: readonly unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** One prediction as the SWE-bench harness reads it; `/` is not allowed in a model's name there. */
export function prediction(trajectory: Trajectory, name = modelName(trajectory)) {
  return {
    instance_id: trajectory.task,
    model_name_or_path: name.replaceAll('/', '__'),
    model_patch: trajectory.patch ?? '',
  };
}

/** `preds.json`: predictions by instance; the last episode of a task counts. */
export function predictions(
  trajectories: readonly Trajectory[],
  name?: string,
): Record<string, ReturnType<typeof prediction>> {
  return Object.fromEntries(trajectories.map((trajectory) => [trajectory.task, prediction(trajectory, name)]));
}
