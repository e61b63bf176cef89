/** `.traj.json` -> Trajectory: ours exactly as it was, those of mini-swe-agent, SWE-agent and ATIF as far as they go. */
import { fromBase64 } from '../lib/bytes';
import type { Changes, Exit, Generation, Step, Trajectory } from '../types';
import { fromAtif, isAtif } from './atif';
import type { Encoded, EncodedChanges, MiniMessage } from './exporters';
import { checkTrajectory, TrajectoryError } from './check';
import { isObject } from '../lib/json';
import { foreign, observe, contentText, unseen } from './others';
import { fromSweAgent, isSweAgent } from './sweagent';

/** @throws TrajectoryError with one sentence when the text is no trajectory. */
export function parseTrajectory(text: string): Trajectory {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new TrajectoryError(`This is not JSON: ${(error as Error).message}. Choose a .traj.json file.`);
  }
  return readTrajectory(value);
}

export function readTrajectory(value: unknown): Trajectory {
  if (!isObject(value)) throw new TrajectoryError('This is not a trajectory: the file should hold one JSON object.');
  if (value.format !== undefined) return decode(value);
  const { info, messages, trajectory_format: format } = value;
  if (isObject(info) && isObject(info.protege)) return decode(info.protege);
  if (isAtif(value)) return fromAtif(value, decode);
  if (isSweAgent(value)) return fromSweAgent(value);
  const mini = typeof format === 'string' ? format.startsWith('mini-swe-agent-1') : isObject(info); // the first ones named no format
  if (mini && Array.isArray(messages))
    return fromMini(messages as MiniMessage[], isObject(info) ? info : {}, String(value.instance_id ?? 'unknown'));
  throw new TrajectoryError(
    'This is neither our trajectory nor one in a format we read: mini-swe-agent 1 and 2, SWE-agent, ATIF.',
  );
}

function decode(value: Record<string, unknown>): Trajectory {
  const encoded = value as unknown as Encoded;
  if (!Array.isArray(encoded.steps)) return checkTrajectory(value);
  const steps = encoded.steps.map((step) =>
    isObject(step?.changes) ? { ...step, changes: decodeChanges(step.changes) } : step,
  );
  return checkTrajectory({ ...value, steps });
}

function decodeChanges(changes: EncodedChanges): Changes {
  const entries = Object.entries(changes).map(([path, content]): [string, Changes[string]] => {
    if (!isObject(content)) return [path, content as string | null];
    try {
      return [path, fromBase64(String(content.base64))];
    } catch {
      throw new TrajectoryError(`The bytes of ${path} are damaged. Export the episode again.`);
    }
  });
  return Object.fromEntries(entries);
}

// ---- mini-swe-agent ------------------------------------------------------------------------------------------

const EXITS: Record<string, Exit> = {
  Submitted: 'submitted',
  submitted: 'submitted',
  LimitsExceeded: 'cost_limit',
  TimeExceeded: 'time_limit',
  RepeatedFormatError: 'format',
  UserInterruption: 'aborted',
};

function fromMini(messages: MiniMessage[], info: Record<string, unknown>, task: string): Trajectory {
  const said = messages.filter((message) => isObject(message) && message.role !== 'exit');
  const system = said.find((message) => message.role === 'system');
  const problem = said.find((message) => message.role === 'user');
  const steps: Step[] = [];
  let before = NaN;
  for (const message of said.slice(said.indexOf(problem!) + 1)) {
    const extra = isObject(message.extra) ? message.extra : {};
    const now = Number(extra.timestamp);
    const ms = Math.max(0, Math.round((now - before) * 1000)) || 0;
    if (!Number.isNaN(now)) before = now;
    const text = contentText(message.content);
    const answer = answered(message as unknown as Record<string, unknown>);
    if (answer) steps.push(unseen(assistant(answer.text, { ...extra, ...answer.extra }, ms)));
    else if (message.role === 'assistant') steps.push(unseen(assistant(text, extra, ms)));
    else if ((message as { type?: unknown }).type === 'function_call_output')
      observe(steps.at(-1), contentText((message as { output?: unknown }).output), extra, ms);
    else observe(steps.at(-1), text, extra, ms);
  }
  const config = isObject(info.config) ? info.config : {};
  return foreign({
    id: `mini-${task}`,
    task,
    seconds: Number(said.find((m) => isObject(m.extra) && m.extra.timestamp)?.extra?.timestamp) || 0,
    system: contentText(system?.content),
    problem: contentText(problem?.content),
    model: String((isObject(config.model) && config.model.model_name) || config.model_type || 'unknown'),
    sandbox: String(config.environment_type ?? 'unknown'),
    steps,
    status: String(info.exit_status ?? ''),
    exits: EXITS,
    patch: String(info.submission ?? ''),
  });
}

const FENCE = /```(?:bash|sh|mswea_bash_command)[ \t]*\n([\s\S]*?)\n?```/g;

/** Commands of tool calls, whatever the interface called them. */
const called = (calls: unknown): { command: string }[] =>
  (Array.isArray(calls) ? calls : []).flatMap((call) => {
    const given = isObject(call) ? (isObject(call.function) ? call.function.arguments : call.arguments) : undefined;
    try {
      const values: unknown = typeof given === 'string' ? JSON.parse(given) : given;
      return isObject(values) && typeof values.command === 'string' ? [{ command: values.command }] : [];
    } catch {
      return [];
    }
  });

/** A turn without a plain text: a response of the Responses interface, or a message that only calls tools. */
function answered(message: Record<string, unknown>): { text: string; extra: Record<string, unknown> } | undefined {
  const own = isObject(message.extra) ? message.extra : {};
  if (message.object === 'response' && Array.isArray(message.output)) {
    const parts = message.output.filter(isObject);
    const usage = isObject(message.usage) ? message.usage : {};
    return {
      text: parts
        .filter(({ type }) => type === 'message')
        .map(({ content }) => contentText(content))
        .join('\n'),
      extra: {
        actions: own.actions ?? called(parts.filter(({ type }) => type === 'function_call')),
        response: { usage: { prompt_tokens: usage.input_tokens, completion_tokens: usage.output_tokens } },
      },
    };
  }
  if (message.role !== 'assistant' || own.actions !== undefined || !Array.isArray(message.tool_calls)) return undefined;
  return { text: contentText(message.content), extra: { actions: called(message.tool_calls) } };
}

function assistant(text: string, extra: Record<string, unknown>, ms: number): Generation {
  // Version 1 says its command in the text alone.
  const fenced = [...text.matchAll(FENCE)].map(([, command]) => ({ command }));
  const actions = Array.isArray(extra.actions) ? extra.actions : fenced.length === 1 ? fenced : [];
  const commands = actions
    .map((action) => (isObject(action) ? action.command : action))
    .filter((c) => typeof c === 'string');
  const command = commands.join('\n');
  const response = isObject(extra.response) && isObject(extra.response.usage) ? extra.response.usage : {};
  return {
    text: text || command,
    by: 'protege',
    action: command.includes('COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT')
      ? { kind: 'submit' }
      : command
        ? { kind: 'run', command }
        : { kind: 'invalid', reason: 'No command in this reply.' },
    tokensIn: Number(response.prompt_tokens) || 0,
    tokensOut: Number(response.completion_tokens) || 0,
    cost: typeof extra.cost === 'number' ? extra.cost : null,
    ms,
  };
}
