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
 * Tolerated: code fences, text before and after, raw line breaks inside strings, trailing commas, thought in any family's
 * marks (reply/reasoning), tool calls as any family writes them (reply/fields, reply/calls), and a fence of bash
 * (reply/fence). A long edit may put its two texts below the object instead of inside it (reply/block).
 */
import type { Action } from '../types';
import { blocksIn, pathAbove, type EditBlock } from './reply/block';
import { callsIn } from './reply/calls';
import { fencesIn, isCutFence } from './reply/fence';
import { called, SHAPES, toAction } from './reply/fields';
import type { Json } from '../lib/json';
import { closing, read } from './reply/json';
import { reasoningIn, type TextSpan } from './reply/reasoning';

export interface Reply {
  action: Action;
  /** Further, different actions in the same reply; only the first counts. */
  extra: number;
}

/** What counts where a reply holds both: an object or call, or a fence of bash. */
export type First = 'object' | 'fence';

interface FoundAction extends TextSpan {
  action: Action;
}

export function parse(text: string): Action {
  return parseReply(text).action;
}

export function parseReply(text: string, first: First = 'object'): Reply {
  if (text.trim() === '') return invalid(`The reply is empty. Answer with one JSON object, for example ${SHAPES.run}`);
  const { actions, problem } = readAll(text, first);
  const chosen = actions.find(({ action }) => !isUnknown(action)) ?? actions[0];
  if (!chosen) return invalid(problem || `No action found. Answer with one JSON object, for example ${SHAPES.run}`);
  const others = actions.filter(({ action }) => action.kind !== 'invalid' && !equal(action, chosen.action));
  return { action: chosen.action, extra: others.length };
}

/** Longest text before an action that is still an action with a preface, and not a model that thinks aloud unmarked. */
const PREFACE = 1000;

/** Whether a reply that is still being written holds a whole action already, so that the rest need not be waited for. */
export function isWhole(text: string, first: First = 'object'): boolean {
  const { actions, thoughts } = readAll(text, first);
  const [found] = actions;
  if (!found || found.action.kind === 'invalid') return false;
  const thought = thoughts.findLast(({ end }) => end <= found.start)?.end ?? 0;
  return found.start - thought <= PREFACE;
}

function readAll(text: string, first: First): { actions: FoundAction[]; thoughts: TextSpan[]; problem: string } {
  const { objects, problems } = objectsIn(text);
  const blocks = blocksIn(text);
  const acting = [
    ...objects.map((one, i) => withBlock(one, blocks, objects[i + 1]?.start ?? text.length)),
    ...callsIn(text).map(({ value, ...span }) => ({ ...span, action: value ? toAction(value) : broken(BROKEN) })),
    ...loose(text, blocks, objects),
  ].filter((one) => !crosses(text, one));
  const fences = fencesIn(text).filter((one) => !crosses(text, one));
  const { spans, open } = reasoningIn(text, [...acting, ...fences]);
  const isSaid = ({ start }: { start: number }) => !spans.some((span) => span.start <= start && start < span.end);
  const [one, other] = first === 'fence' ? [fences, acting] : [acting, fences];
  const said = apart(one.filter(isSaid));
  const actions = said.length > 0 ? said : apart(other.filter(isSaid));
  const cut = problems.find(isSaid)?.reason ?? (first === 'fence' && isCutFence(text) ? CUT_FENCE : '');
  const problem = open ? UNFINISHED_THOUGHT : cut || (spans.length > 0 ? ONLY_THOUGHT : '');
  return { actions, thoughts: spans, problem };
}

const CUT_OFF = `The JSON object is not finished: a closing quote or brace is missing. Write it whole, in one reply.`;
const BROKEN = `The JSON object is not valid. Inside strings write line breaks as \\n, quotes as \\" and backslashes as \\\\.`;
const CUT_FENCE = 'The code block is not finished: its closing ``` is missing. Write it whole, in one reply.';
const UNFINISHED_THOUGHT =
  'Your thought was not ended, so nothing was carried out. Think less, end the thought, then write one action.';
const ONLY_THOUGHT = `The reply holds only thought. Write one action after it, for example ${SHAPES.run}`;

const broken = (reason: string): Action => ({ kind: 'invalid', reason });
const invalid = (reason: string): Reply => ({ action: { kind: 'invalid', reason }, extra: 0 });
const equal = (a: Action, b: Action) => JSON.stringify(a) === JSON.stringify(b);
const isUnknown = (action: Action) => action.kind === 'invalid' && action.reason.startsWith('There is no action');

/** In order, without those inside another. */
function apart(found: FoundAction[]): FoundAction[] {
  const out: FoundAction[] = [];
  for (const one of [...found].sort((a, b) => a.start - b.start || b.end - a.end))
    if (one.start >= (out.at(-1)?.end ?? 0)) out.push(one);
  return out;
}

/** It begins in a thought and ends behind it: two halves that do not belong together. */
const crosses = (text: string, { start, end, braced }: TextSpan & { braced?: boolean }) =>
  !braced && reasoningIn(text.slice(start, end), []).spans.some((span) => span.start === 0);

// ---- objects -------------------------------------------------------------------------------------------------

interface JsonCandidate extends TextSpan {
  value: Json;
}
interface Problem {
  start: number;
  reason: string;
}

/** Characters that are read in search of closing braces: a long reply full of open ones must not take seconds. */
const WORK = 8_000_000;
/** A brace of code is none that begins an action. */
const BEGIN = /\{(?=\s*(?:"|'\w+'\s*:|\/\/|action\b))/g;

function objectsIn(text: string): { objects: JsonCandidate[]; problems: Problem[] } {
  const objects: JsonCandidate[] = [];
  const problems: Problem[] = [];
  let work = 0;
  for (const { index: start } of text.matchAll(BEGIN)) {
    if (start < (objects.at(-1)?.end ?? 0)) continue;
    if (work > WORK) break;
    const closed = closing(text, start);
    work += (closed === -1 ? text.length : closed) - start;
    const { end, json } = closed === -1 ? taggedEnd(text, start) : { end: closed, json: text.slice(start, closed) };
    const value = end === -1 ? undefined : called(read(json));
    if (value) objects.push({ start, end, value });
    else if (/^\{\s*"?action"?\s*:/.test(text.slice(start, start + 40)))
      problems.push({ start, reason: end === -1 ? CUT_OFF : BROKEN });
  }
  return { objects, problems };
}

/** A call that ends with its tag, and a brace too early. */
function taggedEnd(text: string, start: number): { end: number; json: string } {
  const end = /^<tool_call>\s*$/i.test(
    text
      .slice(0, start)
      .slice(-20)
      .replace(/^[\s\S]*(?=<)/, ''),
  )
    ? text.slice(start).search(/<\/tool_call>/i)
    : -1;
  return end === -1 ? { end, json: '' } : { end: start + end, json: `${text.slice(start, start + end)}}` };
}

/** An edit without its texts takes those of the first block below it. */
function withBlock(
  { start, end, value }: JsonCandidate,
  blocks: EditBlock[],
  until: number,
): FoundAction & { braced: boolean } {
  const bare = value.action === 'edit' && value.find === undefined && value.replace === undefined;
  const block = bare ? blocks.find((one) => one.start >= end && one.start < until) : undefined;
  if (!block) return { start, end, action: toAction(value), braced: true };
  const action = block.doubt ? broken(block.doubt) : toAction({ ...value, find: block.find, replace: block.replace });
  return { start, end: block.end, action, braced: true };
}

/** Blocks that belong to no object: edits of the file named above them, and of the last one named when there is none. */
function loose(text: string, blocks: EditBlock[], objects: JsonCandidate[]): FoundAction[] {
  let path: string | undefined;
  return blocks.flatMap((block) => {
    if (objects.some(({ start, end }) => start < block.start && block.start < end)) return [];
    const above = objects.findLast(({ end }) => end <= block.start)?.value;
    path = block.path ?? pathAbove(text, block.start) ?? (typeof above?.path === 'string' ? above.path : path);
    if (path === undefined) return [];
    const action = block.doubt
      ? broken(block.doubt)
      : toAction({ action: 'edit', path, find: block.find, replace: block.replace });
    return [{ start: block.start, end: block.end, action }];
  });
}
