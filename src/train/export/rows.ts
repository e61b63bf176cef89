/** Episodes -> rows, per target. Field names are the targets'; see docs/guide-7b.md for where each one reads them. */
import { measure } from '../../trajectory/measure';
import type { Task, Trajectory } from '../../types';
import { chat, learnable, type ChatMessage, type Form, type Turn } from './chat';
import { list, maybe, struct, type Struct } from './shape';
import { TOOLS } from './tools';

export type Row = Record<string, unknown>;

const MESSAGE = struct({
  role: 'text',
  content: 'text',
  tool_calls: maybe(list(struct({ id: 'text', type: 'text', function: struct({ name: 'text', arguments: 'json' }) }))),
  tool_call_id: maybe('text'),
  name: maybe('text'),
});
const PLAIN = struct({ role: 'text', content: 'text' });
const ABOUT = { instance_id: 'text', resolved: 'bool', expert_calls: 'int', longest_run: 'int' } as const;

export const SHAPES = {
  chat: struct({ messages: list(MESSAGE), learned: list('bool'), tools: maybe('json'), ...ABOUT }),
  turns: struct({ prompt: list(MESSAGE), completion: list(MESSAGE), tools: maybe('json'), ...ABOUT }),
  openai: struct({ messages: list(PLAIN), ...ABOUT }),
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

function about(trajectory: Trajectory): Row {
  const { resolved, expertCalls, longestRun } = measure(trajectory);
  return {
    instance_id: trajectory.task,
    resolved: resolved ?? false,
    expert_calls: expertCalls,
    longest_run: longestRun,
  };
}

const tools = (form: Form) => (form === 'tools' ? { tools: JSON.stringify(TOOLS) } : {});
const messages = (turns: Turn[]) => turns.map(({ message }) => message);

/** One row an episode: the chat up to the last learned turn, and which turns are learned. */
export function chatRow(trajectory: Trajectory, form: Form): Row[] {
  const turns = learnable(chat(trajectory, form));
  if (turns.length === 0) return [];
  const learned = turns.map((turn) => turn.learned);
  return [{ messages: messages(turns), learned, ...tools(form), ...about(trajectory) }];
}

/** One row a learned turn: what was read before it, and it. The exact mask for trainers that know no mask by message. */
export function turnRows(trajectory: Trajectory, form: Form): Row[] {
  const turns = chat(trajectory, form);
  return turns.flatMap(({ message, learned }, i) =>
    learned
      ? [{ prompt: messages(turns.slice(0, i)), completion: [message], ...tools(form), ...about(trajectory) }]
      : [],
  );
}

/** Role and content only, in the form the page's models write. */
export function openaiRow(trajectory: Trajectory): Row[] {
  const turns = learnable(chat(trajectory, 'text'));
  return turns.length === 0 ? [] : [{ messages: messages(turns), ...about(trajectory) }];
}

/** The same, one row a learned turn: the last message is the one to learn. */
export function openaiTurnRows(trajectory: Trajectory): Row[] {
  const turns = chat(trajectory, 'text');
  return turns.flatMap(({ learned }, i) =>
    learned ? [{ messages: messages(turns.slice(0, i + 1)), ...about(trajectory) }] : [],
  );
}

/** System and task: what a rollout begins with. */
function prompt(trajectory: Trajectory, form: Form): ChatMessage[] {
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

export function grpoRow(trajectory: Trajectory, form: Form, task: Task | undefined): Row {
  return {
    prompt: prompt(trajectory, form),
    instance_id: trajectory.task,
    ground_truth: truth(trajectory, task),
    test_command: JSON.stringify(trajectory.public.run),
  };
}

export function skyrlRow(trajectory: Trajectory, form: Form, task: Task | undefined, index: number): Row {
  return {
    data_source: SOURCE,
    prompt: prompt(trajectory, form),
    env_class: 'protege',
    reward_spec: { method: 'rule', ground_truth: truth(trajectory, task) },
    extra_info: { split: task?.split ?? 'train', index, instance_id: trajectory.task },
  };
}

export function verlRow(trajectory: Trajectory, form: Form, task: Task | undefined, index: number): Row {
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
