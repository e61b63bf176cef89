/** The fields of an action or a tool call, under whatever names a model was trained on -> an Action. */
import type { Action } from '../../types';
import { read } from './json';
import { isObject, type Json } from '../../lib/json';

export const SHAPES = {
  run: '{"action":"run","command":"npm test"}',
  view: '{"action":"view","path":"src/a.js","from":1,"to":60}',
  edit: '{"action":"edit","path":"src/a.js","find":"old text","replace":"new text"}',
  ask: '{"action":"ask","question":"…"}',
  submit: '{"action":"submit"}',
} as const;
type FieldKind = keyof typeof SHAPES;

/** Tools of well-known agents, as models were trained to call them. */
const ALIASES: Record<string, FieldKind> = {
  bash: 'run',
  shell: 'run',
  execute_bash: 'run',
  execute_command: 'run',
  run_command: 'run',
  run_shell_command: 'run',
  terminal: 'run',
  exec: 'run',
  exec_command: 'run',
  'container.exec': 'run',
  read_file: 'view',
  view_file: 'view',
  open_file: 'view',
  edit_file: 'edit',
  str_replace: 'edit',
  replace_in_file: 'edit',
  ask_expert: 'ask',
  finish: 'submit',
};
const FIELDS: Record<string, string[]> = {
  command: ['cmd'],
  path: ['file', 'file_path', 'filepath', 'filename'],
  from: ['start', 'start_line'],
  to: ['end', 'end_line'],
  find: ['old', 'old_str', 'old_string', 'search'],
  replace: ['new', 'new_str', 'new_string', 'replacement'],
};
const ARGUMENTS = ['arguments', 'parameters', 'args', 'input', 'tool_input', 'action_input', 'params'];
const NAMES = ['name', 'tool', 'tool_name', 'function'];

/** Which of our actions a tool of this name is; undefined for any other. */
export function actionKind(name: unknown): FieldKind | undefined {
  if (typeof name !== 'string') return undefined;
  const bare = name
    .trim()
    .replace(/^(?:functions|tools|default_api)\./, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
  if (Object.hasOwn(SHAPES, bare)) return bare as FieldKind;
  return Object.hasOwn(ALIASES, bare) ? ALIASES[bare] : undefined;
}

/** An object that is an action or a call of one: its action and fields; undefined for any other object. */
export function called(value: Json | undefined, depth = 0): Json | undefined {
  if (!value || depth > 3) return undefined;
  if ('action' in value) return acting(value, depth);
  for (const name of ['function', 'function_call']) if (isObject(value[name])) return called(value[name], depth + 1);
  if (Array.isArray(value.tool_calls)) return called(value.tool_calls.find(isObject), depth + 1);
  const name = NAMES.map((key) => value[key]).find((key) => typeof key === 'string');
  const kind = actionKind(name);
  if (!kind) return name === undefined ? keyed(value) : editor(String(name), value);
  const given = argumentsOf(value, kind);
  if (given) return { ...given, action: kind };
  return kind === 'submit' &&
    Object.keys(value).every((key) => /^(?:name|tool|type|id|arguments|parameters)$/.test(key))
    ? { action: kind }
    : undefined;
}

/** `{"run": {"command": "npm test"}}` */
function keyed(value: Json): Json | undefined {
  const [[name, given] = [], ...others] = Object.entries(value);
  const action = others.length === 0 && isObject(given) ? actionKind(name) : undefined;
  const call = action && { ...(given as Json), action };
  return call && toAction(call).kind !== 'invalid' ? call : undefined;
}

function acting(value: Json, depth: number): Json {
  const { action } = value;
  if (isObject(action)) return called(action, depth + 1) ?? value;
  const given = argumentsOf(value);
  return { ...given, ...value, action: actionKind(action) ?? action };
}

/** The arguments, which some templates write as a text that holds the object; a command may stand there by itself. */
function argumentsOf(value: Json, kind?: FieldKind): Json | undefined {
  const given = ARGUMENTS.map((key) => value[key]).find((one) => one !== undefined && one !== null);
  if (typeof given === 'string') return read(given) ?? (kind === 'run' ? { command: given } : undefined);
  return isObject(given) ? given : undefined;
}

/** One tool with commands, as larger models know it. */
function editor(name: string, value: Json): Json | undefined {
  if (!/^str_replace_(?:based_)?edit(?:or|_tool)$/.test(name)) return undefined;
  const given = argumentsOf(value) ?? {};
  const { command, view_range, file_text, ...rest } = given;
  const [from, to] = Array.isArray(view_range) ? (view_range as unknown[]) : [];
  if (command === 'view') return { action: 'view', path: rest.path, from, ...(to === -1 ? {} : { to }) };
  if (command === 'create') return { action: 'edit', path: rest.path, find: '', replace: file_text };
  return command === 'str_replace' ? { ...rest, action: 'edit', new_str: rest.new_str ?? '' } : undefined;
}

/** Checks the fields. What is missing or wrong becomes `invalid` with a reason that shows how to write it. */
export function toAction(given: Json): Action {
  const value = named(given);
  const { action: kind, path, question, command } = value;
  switch (kind) {
    case 'run': {
      const line = Array.isArray(command) ? joined(command) : command;
      return filled(line) ? { kind, command: line } : wrong(kind, '"command"');
    }
    case 'view': {
      if (typeof path !== 'string') return wrong(kind, '"path"');
      const from = line(value.from);
      const to = line(value.to);
      if (from === null || to === null) return wrong(kind, 'whole line numbers from 1 up as "from" and "to"');
      return { kind, path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    }
    case 'edit': {
      const { find, replace } = value;
      if (!filled(path)) return wrong(kind, '"path"');
      if (typeof find !== 'string' || typeof replace !== 'string')
        return wrong(kind, 'the strings "find" and "replace"');
      return { kind, path, find, replace };
    }
    case 'ask':
      return filled(question) ? { kind, question } : wrong(kind, '"question"');
    case 'submit':
      return { kind };
    default:
      return {
        kind: 'invalid',
        reason: `There is no action ${JSON.stringify(kind)?.slice(0, 60)}. The actions are: ${Object.values(SHAPES).join('  ')}`,
      };
  }
}

/** With our names for the fields that came under others. */
function named(value: Json): Json {
  const out = { ...value };
  for (const [name, others] of Object.entries(FIELDS)) {
    const other = others.find((one) => value[one] !== undefined);
    if (out[name] === undefined && other !== undefined) out[name] = value[other];
  }
  return out;
}

/** `["bash","-lc","npm test"]` and other argument lists. */
function joined(words: unknown[]): string {
  const [shell, flag, script] = words;
  if (/^(?:ba|z)?sh$/.test(String(shell)) && /^-l?c$/.test(String(flag)) && words.length === 3) return String(script);
  return words.map(String).join(' ');
}

const filled = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export function wrong(kind: FieldKind, needs: string): Action {
  return { kind: 'invalid', reason: `"${kind}" needs ${needs}. Write it like this: ${SHAPES[kind]}` };
}

/** A line number; undefined when left out, null when it is none. */
function line(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return undefined;
  const n = typeof value === 'string' ? Number(value) : value;
  return typeof n === 'number' && Number.isSafeInteger(n) && n >= 0 ? Math.max(1, n) : null;
}
