/**
 * ATIF, Harbor's Agent Trajectory Interchange Format, out and in. One of its steps is a message of the system or the user, or
 * a turn of the agent with its tool calls and what came back; what it has no word for stands in `extra`.
 */
import { carried } from '../facts/step';
import type { Action, Exit, Generation, Message, Step, Trajectory } from '../types';
import type { Encoded } from './exporters';
import { encode, modelName, prompt } from './exporters';
import { TrajectoryError } from './check';
import { foreign, observe, contentText, unseen } from './others';
import { measure } from './measure';
import { isObject, type Json } from '../lib/json';

/** Keys that are undefined are left out of the file. */
interface AtifStep {
  step_id: number;
  timestamp?: string;
  source: 'system' | 'user' | 'agent';
  model_name?: string | undefined;
  message: string;
  tool_calls?: { tool_call_id: string; function_name: string; arguments: Json }[];
  observation?: { results: { source_call_id?: string; content: string }[] };
  metrics?: Json;
  llm_call_count?: number;
  extra?: Json;
}
export interface Atif {
  schema_version: 'ATIF-v1.7';
  session_id: string;
  agent: { name: string; version: string; model_name: string; extra: Json };
  steps: AtifStep[];
  final_metrics: Json;
  extra: Json;
}

const HALF = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A surrogate without its other half is no Unicode, and readers in Python refuse the file. */
const wellFormed = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (_, inner) => (typeof inner === 'string' ? inner.replace(HALF, '\ufffd') : inner)),
  ) as T;

/** The record itself, from which importing gives the identical trajectory back; as text where it holds no Unicode. */
const recordOf = (trajectory: Trajectory): Encoded | string => {
  const record = encode(trajectory);
  const text = JSON.stringify(record);
  return text === JSON.stringify(wellFormed(record)) ? record : text;
};

export function toAtif(trajectory: Trajectory): Atif {
  const steps: AtifStep[] = [];
  let ms = Date.parse(trajectory.startedAt);
  const add = (step: Omit<AtifStep, 'step_id' | 'timestamp'>) =>
    steps.push({ step_id: steps.length + 1, timestamp: new Date(ms).toISOString(), ...step });
  for (const { role, content } of prompt(trajectory, 0)) add({ source: sourceOf(role), message: content });
  for (const { generations, observation } of trajectory.steps) {
    const acting = carried({ generations });
    for (const generation of generations) {
      ms += generation.ms;
      const acts = generation === acting;
      if (generation.by === 'expert' && !acts)
        add({ source: 'user', message: generation.text, extra: told(generation) });
      else add(turn(generation, acts ? observation : undefined, `call_${steps.length + 1}`));
    }
    ms += observation.ms;
  }
  const all = trajectory.steps.flatMap(({ generations }) => generations);
  const { cost } = measure(trajectory);
  return wellFormed({
    schema_version: 'ATIF-v1.7' as const,
    session_id: trajectory.id,
    agent: {
      name: 'protege-playground',
      version: '0.1.0',
      model_name: modelName(trajectory),
      extra: { expert: trajectory.config.expert?.id ?? null, gate: trajectory.config.gate.id },
    },
    steps,
    final_metrics: {
      total_prompt_tokens: sum(all.map(({ tokensIn }) => tokensIn)),
      total_completion_tokens: sum(all.map(({ tokensOut }) => tokensOut)),
      ...(typeof cost === 'number' ? { total_cost_usd: cost } : {}),
      total_steps: steps.length,
    },
    extra: {
      task: trajectory.task,
      exit: trajectory.exit,
      patch: trajectory.patch ?? '',
      protege: recordOf(trajectory),
    },
  });
}

const sum = (numbers: number[]) => Math.round(numbers.reduce((all, n) => all + n, 0));
const sourceOf = (role: Message['role']): AtifStep['source'] => (role === 'assistant' ? 'agent' : role);

const spent = ({ tokensIn, tokensOut, cost }: Generation): Json => ({
  prompt_tokens: Math.round(tokensIn),
  completion_tokens: Math.round(tokensOut),
  ...(cost === null ? {} : { cost_usd: cost }),
});

const told = (generation: Generation): Json => ({
  by: generation.by,
  ...(generation.model ? { model_name: generation.model } : {}),
  ...spent(generation),
});

function turn(generation: Generation, seen: Step['observation'] | undefined, id: string): Omit<AtifStep, 'step_id'> {
  const { by, action, text, model } = generation;
  const calls = action !== null && action.kind !== 'invalid';
  const { kind, ...given } = action ?? { kind: 'invalid' };
  const { text: content, exitCode, timedOut } = seen ?? { text: '' };
  const result = {
    ...(exitCode === undefined ? {} : { exit_code: exitCode }),
    ...(timedOut ? { timed_out: true } : {}),
  };
  return {
    source: 'agent',
    ...(model ? { model_name: model } : {}),
    message: text,
    ...(calls ? { tool_calls: [{ tool_call_id: id, function_name: kind, arguments: given as Json }] } : {}),
    ...(seen ? { observation: { results: [{ ...(calls ? { source_call_id: id } : {}), content }] } } : {}),
    // What the harness does by itself is no inference and has no metrics.
    ...(by === 'harness' ? { llm_call_count: 0 } : { llm_call_count: 1, metrics: spent(generation) }),
    extra: { by, ...result },
  };
}

// ---- in ------------------------------------------------------------------------------------------------------

export const isAtif = (value: Json): boolean =>
  typeof value.schema_version === 'string' && value.schema_version.startsWith('ATIF-');

const EXITS: Record<string, Exit> = { submitted: 'submitted' };
const ENDS = /^(submit|finish|done|complete|mark_task_complete|task_complete)$/i;

const READ = /^ATIF-v1\.\d+$/;

/** @param decode reads our own record, which our exports carry */
export function fromAtif(value: Json, decode: (record: Json) => Trajectory): Trajectory {
  const { schema_version: version, steps: all } = value;
  if (!READ.test(String(version)))
    throw new TrajectoryError(`This is ${String(version)}; ATIF-v1 is what can be read. Export it in that version.`);
  if (!Array.isArray(all) || all.length === 0)
    throw new TrajectoryError('This ATIF trajectory has no steps. Export the run again.');
  const extra = isObject(value.extra) ? value.extra : {};
  const own = typeof extra.protege === 'string' ? unpacked(extra.protege) : extra.protege;
  if (isObject(own)) return decode(own);
  const turns = all.filter(isObject);
  const system = turns.find(({ source }) => source === 'system');
  const problem = turns.find(({ source }) => source === 'user');
  const steps: Step[] = [];
  for (const one of turns) {
    if (one === system || one === problem) continue;
    if (one.source === 'agent') steps.push(stepOf(one));
    else observe(steps.at(-1), contentText(one.message), {}, 0);
  }
  const last = steps.at(-1)?.generations[0]?.action?.kind;
  const agent = isObject(value.agent) ? value.agent : {};
  const task = String(extra.task ?? value.trajectory_id ?? value.session_id ?? 'unknown');
  return foreign({
    id: `atif-${String(value.session_id ?? task)}`,
    task,
    seconds: (Date.parse(String(turns[0]?.timestamp ?? '')) || 0) / 1000,
    system: contentText(system?.message),
    problem: contentText(problem?.message),
    model: String(agent.model_name ?? agent.name ?? 'unknown'),
    sandbox: 'unknown',
    steps,
    status: last === 'submit' ? 'submitted' : '',
    exits: EXITS,
    patch: typeof extra.patch === 'string' ? extra.patch : '',
  });
}

function unpacked(record: string): unknown {
  try {
    return JSON.parse(record);
  } catch {
    throw new TrajectoryError('The record inside this ATIF trajectory is damaged. Export the episode again.');
  }
}

function stepOf(turn: Json): Step {
  const calls = (Array.isArray(turn.tool_calls) ? turn.tool_calls : []).filter(isObject);
  const metrics = isObject(turn.metrics) ? turn.metrics : {};
  const said = [contentText(turn.reasoning_content), contentText(turn.message)].filter(Boolean).join('\n\n');
  const action = actionOf(calls);
  const step = unseen({
    text: said || (action.kind === 'run' ? action.command : ''),
    by: 'protege',
    action,
    tokensIn: Number(metrics.prompt_tokens) || 0,
    tokensOut: Number(metrics.completion_tokens) || 0,
    cost: typeof metrics.cost_usd === 'number' ? metrics.cost_usd : null,
    ms: 0,
    ...(typeof turn.model_name === 'string' ? { model: turn.model_name } : {}),
  });
  const results = isObject(turn.observation) && Array.isArray(turn.observation.results) ? turn.observation.results : [];
  const extra = isObject(turn.extra) ? turn.extra : {};
  for (const result of results.filter(isObject))
    observe(step, contentText(result.content), { returncode: extra.exit_code }, 0);
  return step;
}

/** Commands run one after the other; a tool that is no shell is shown as it was called. */
function actionOf(calls: Json[]): Action {
  const lines = calls.map((call) => {
    const given = isObject(call.arguments) ? call.arguments : {};
    const command = given.command ?? given.cmd ?? given.keystrokes;
    if (typeof command === 'string') return command;
    if (Array.isArray(command)) return command.map(String).join(' ');
    return ENDS.test(String(call.function_name)) ? '' : `${String(call.function_name)} ${JSON.stringify(given)}`;
  });
  const command = lines.filter(Boolean).join('\n');
  if (/COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT/.test(command) || (command === '' && calls.length > 0))
    return { kind: 'submit' };
  return command === '' ? { kind: 'invalid', reason: 'No command in this turn.' } : { kind: 'run', command };
}
