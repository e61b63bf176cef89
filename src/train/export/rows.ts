/** Episodes -> rows, per target. Field names are the targets'; see docs/guide-7b.md for where each one reads them. */
import { measure } from '../../trajectory/measure';
import type { Task, Trajectory } from '../../types';
import { chat, learnable, type ChatMessage, type ChatForm, type ChatTurn } from './chat';
import { list, maybe, struct, type Struct } from './shape';
import { TOOLS } from './tools';

export type ExportRow = Record<string, unknown>;

const MESSAGE = struct({
  role: 'text',
  content: 'text',
  tool_calls: maybe(list(struct({ id: 'text', type: 'text', function: struct({ name: 'text', arguments: 'json' }) }))),
  tool_call_id: maybe('text'),
  name: maybe('text'),
});
const PLAIN = struct({ role: 'text', content: 'text' });
/** Torchtune's Message: what is masked carries no loss. */
const MASKED = struct({ role: 'text', content: 'text', masked: 'bool' });
const ABOUT = {
  episode_id: 'text',
  instance_id: 'text',
  resolved: 'bool',
  expert_calls: 'int',
  longest_run: 'int',
} as const;

/** In the text form there is no column of tools at all: readers take one of nulls for tools that are broken. */
export const ROW_SHAPES = {
  chat: struct({ messages: list(MESSAGE), learned: list('bool'), tools: 'json', ...ABOUT }),
  text: struct({ messages: list(PLAIN), learned: list('bool'), ...ABOUT }),
  turns: struct({ prompt: list(MESSAGE), completion: list(MESSAGE), tools: maybe('json'), ...ABOUT }),
  masked: struct({ messages: list(MASKED), ...ABOUT }),
  grpo: struct({ prompt: list(PLAIN), instance_id: 'text', ground_truth: 'json', test_command: 'json' }),
  skyrl: struct({
    data_source: 'text',
    prompt: list(PLAIN),
    env_class: 'text',
    reward_spec: struct({ method: 'text', ground_truth: 'json' }),
    extra_info: struct({ split: 'text', index: 'int', instance_id: 'text' }),
  }),
  verl: struct({
    data_source: 'text',
    prompt: list(PLAIN),
    ability: 'text',
    agent_name: 'text',
    reward_model: struct({ style: 'text', ground_truth: 'json' }),
    extra_info: struct({ split: 'text', index: 'int', instance_id: 'text', need_tools_kwargs: 'bool' }),
  }),
} satisfies Record<string, Struct>;

const SOURCE = 'protege-playground';

function about(trajectory: Trajectory): ExportRow {
  const { resolved, expertCalls, longestRun } = measure(trajectory);
  return {
    episode_id: trajectory.id,
    instance_id: trajectory.task,
    resolved: resolved ?? false,
    expert_calls: expertCalls,
    longest_run: longestRun,
  };
}

const tools = (form: ChatForm) => (form === 'tools' ? { tools: JSON.stringify(TOOLS) } : {});
const messages = (turns: ChatTurn[]) => turns.map(({ message }) => message);

/** A row an episode, or one a learned turn, which is its last: what came before it is read only. */
export type RowUnit = 'episode' | 'turn';

/** The chats of an episode's rows, each up to its last learned turn; none when nothing is learned. */
function samples(trajectory: Trajectory, form: ChatForm, rows: RowUnit): ChatTurn[][] {
  const turns = chat(trajectory, form);
  if (rows === 'episode') return [learnable(turns)].filter((one) => one.length > 0);
  const upTo = (last: number) => turns.slice(0, last + 1).map((turn, i) => ({ ...turn, learned: i === last }));
  return turns.flatMap(({ learned }, i) => (learned ? [upTo(i)] : []));
}

/** The chat, and which of its messages are learned. */
export const chatRows = (trajectory: Trajectory, form: ChatForm, rows: RowUnit): ExportRow[] =>
  samples(trajectory, form, rows).map((turns) => ({
    messages: messages(turns),
    learned: turns.map(({ learned }) => learned),
    ...tools(form),
    ...about(trajectory),
  }));

/** One row a learned turn: what was read before it, and it. */
export const turnRows = (trajectory: Trajectory, form: ChatForm): ExportRow[] =>
  samples(trajectory, form, 'turn').map((turns) => ({
    prompt: messages(turns.slice(0, -1)),
    completion: messages(turns.slice(-1)),
    ...tools(form),
    ...about(trajectory),
  }));

/** Role, content and mask, in the form the page's models write. */
export const maskedRows = (trajectory: Trajectory, rows: RowUnit): ExportRow[] =>
  samples(trajectory, 'text', rows).map((turns) => ({
    messages: turns.map(({ message: { role, content }, learned }) => ({ role, content, masked: !learned })),
    ...about(trajectory),
  }));

/** System and task: what a rollout begins with. */
function prompt(trajectory: Trajectory, form: ChatForm): ChatMessage[] {
  return messages(chat({ ...trajectory, steps: [] }, form));
}

/** What a verdict needs; tests and patch only where the task is at hand. */
function truth({ task: id }: Trajectory, task: Task | undefined): string {
  return JSON.stringify({
    instance_id: id,
    ...(task ? { fail_to_pass: task.failToPass, pass_to_pass: task.passToPass } : {}),
    ...(task?.goldPatch ? { gold_patch: task.goldPatch } : {}),
  });
}

export function grpoRow(trajectory: Trajectory, form: ChatForm, task: Task | undefined): ExportRow {
  return {
    prompt: prompt(trajectory, form),
    instance_id: trajectory.task,
    ground_truth: truth(trajectory, task),
    test_command: JSON.stringify(trajectory.public.run),
  };
}

export function skyrlRow(trajectory: Trajectory, form: ChatForm, task: Task | undefined, index: number): ExportRow {
  return {
    data_source: SOURCE,
    prompt: prompt(trajectory, form),
    env_class: 'protege',
    reward_spec: { method: 'rule', ground_truth: truth(trajectory, task) },
    extra_info: { split: task?.split ?? 'train', index, instance_id: trajectory.task },
  };
}

export function verlRow(trajectory: Trajectory, form: ChatForm, task: Task | undefined, index: number): ExportRow {
  return {
    data_source: SOURCE,
    prompt: prompt(trajectory, form),
    ability: 'code',
    agent_name: 'tool_agent',
    reward_model: { style: 'rule', ground_truth: truth(trajectory, task) },
    extra_info: {
      split: task?.split ?? 'train',
      index,
      instance_id: trajectory.task,
      need_tools_kwargs: form === 'tools',
    },
  };
}
