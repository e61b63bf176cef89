/**
 * A model's reply -> exactly one Action. Total: never throws; what cannot be read becomes `invalid` with a reason that
 * shows how to write it right.
 *
 * The format: at most a line of thought, then one JSON object.
 *   {"action":"run","command":"npm test"}
 *   {"action":"view","path":"src/a.js","from":1,"to":60}          from/to may be left out
 *   {"action":"edit","path":"src/a.js","find":"a > b","replace":"a >= b"}
 *   {"action":"ask","question":"…"}
 *   {"action":"submit"}
 * Tolerated: code fences, text before and after, a <think> block, raw line breaks inside strings, trailing commas, and
 * the same as a tool call: {"name":"run","arguments":{"command":"npm test"}}.
 * A long edit may put its two texts below the object instead of inside it:
 *   {"action":"edit","path":"src/a.js"}
 *   <<<<<<< FIND
 *   old lines
 *   =======
 *   new lines
 *   >>>>>>> REPLACE
 */
import type { Action } from '../types';

export interface Reply {
  action: Action;
  /** Further, different actions in the same reply; only the first counts. */
  extra: number;
}

const SHAPES = {
  run: '{"action":"run","command":"npm test"}',
  view: '{"action":"view","path":"src/a.js","from":1,"to":60}',
  edit: '{"action":"edit","path":"src/a.js","find":"old text","replace":"new text"}',
  ask: '{"action":"ask","question":"…"}',
  submit: '{"action":"submit"}',
} as const;

const BLOCK = /^<{5,9} ?(?:FIND|SEARCH)[^\n]*\n([\s\S]*?)^={5,9}[ \t]*\r?\n([\s\S]*?)^>{5,9} ?REPLACE/m;
const CANDIDATES = 64;

export function parse(text: string): Action {
  return parseReply(text).action;
}

export function parseReply(text: string): Reply {
  const said = text.replace(/^[\s\S]*<\/think>/, '');
  const reply = readReply(said);
  // the tag may also be what an action is about: `</think>` inside one of its strings
  return said !== text && reply.action.kind === 'invalid' ? readReply(text) : reply;
}

function readReply(said: string): Reply {
  if (said.trim() === '') return invalid(`The reply is empty. Answer with one JSON object, for example ${SHAPES.run}`);
  const actions: Action[] = [];
  let problem = '';
  let tries = 0;
  for (let at = said.indexOf('{'); at !== -1 && tries < CANDIDATES; tries++) {
    const end = closing(said, at);
    const found = end === -1 ? undefined : called(read(said.slice(at, end)));
    if (found && 'action' in found) {
      actions.push(toAction(found, said.slice(end)));
      at = said.indexOf('{', end);
    } else {
      if (looksLikeAction(said, at)) problem ||= end === -1 ? CUT_OFF : BROKEN;
      at = said.indexOf('{', at + 1);
    }
  }
  const [first] = actions;
  if (first)
    return { action: first, extra: actions.slice(1).filter((a) => a.kind !== 'invalid' && !equal(a, first)).length };
  return invalid(problem || `No action found. Answer with one JSON object, for example ${SHAPES.run}`);
}

const CUT_OFF = `The JSON object is not finished: a closing quote or brace is missing. Write it whole, in one reply.`;
const BROKEN = `The JSON object is not valid. Inside strings write line breaks as \\n, quotes as \\" and backslashes as \\\\.`;

const invalid = (reason: string): Reply => ({ action: { kind: 'invalid', reason }, extra: 0 });
const equal = (a: Action, b: Action) => JSON.stringify(a) === JSON.stringify(b);
const looksLikeAction = (text: string, at: number) => /^\{\s*"?action"?\s*:/.test(text.slice(at, at + 40));

/** Index after the brace that closes the one at `start`, or -1. */
function closing(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i + 1;
  }
  return -1;
}

function read(json: string): Record<string, unknown> | undefined {
  for (const candidate of [json, repaired(json)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // the next candidate, or nothing
    }
  }
  return undefined;
}

/** A tool call as models write it that were trained on tools: {"name":"run","arguments":{"command":"npm test"}}. */
function called(value: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (!value || 'action' in value || typeof value.name !== 'string') return value;
  const { name, arguments: given } = value;
  return typeof given === 'object' && given !== null && Object.hasOwn(SHAPES, name)
    ? { action: name, ...given }
    : value;
}

/** Escapes raw control characters inside strings and drops trailing commas outside of them. */
function repaired(json: string): string {
  return json.replace(/"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])/g, (part) =>
    part === ','
      ? ''
      : part
          .replace(/\r?\n/g, '\\n')
          .replace(/\t/g, '\\t')
          .replace(/\\([^"\\/bfnrtu])/g, '\\\\$1'),
  );
}

function toAction(value: Record<string, unknown>, after: string): Action {
  const { action: kind, path, question, command } = value;
  switch (kind) {
    case 'run':
      return filled(command) ? { kind, command } : wrong(kind, '"command"');
    case 'view': {
      if (typeof path !== 'string') return wrong(kind, '"path"');
      const from = line(value.from);
      const to = line(value.to);
      if (from === null || to === null) return wrong(kind, 'whole line numbers from 1 up as "from" and "to"');
      return { kind, path, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    }
    case 'edit': {
      if (!filled(path)) return wrong(kind, '"path"');
      const block =
        value.find === undefined && value.replace === undefined ? BLOCK.exec(after.replace(/\r\n/g, '\n')) : null;
      const find = block ? unended(block[1]!) : value.find;
      const replace = block ? unended(block[2]!) : value.replace;
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

const filled = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const unended = (block: string) => block.replace(/\n$/, '');

function wrong(kind: keyof typeof SHAPES, needs: string): Action {
  return { kind: 'invalid', reason: `"${kind}" needs ${needs}. Write it like this: ${SHAPES[kind]}` };
}

/** A line number; undefined when left out, null when it is none. */
function line(value: unknown): number | null | undefined {
  if (value === undefined || value === null) return undefined;
  const n = typeof value === 'string' ? Number(value) : value;
  return typeof n === 'number' && Number.isSafeInteger(n) && n >= 0 ? Math.max(1, n) : null;
}
