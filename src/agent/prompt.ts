/**
 * State -> what a speaker reads. Append-only: the messages for k steps are a prefix of those for k + 1, so a KV cache
 * can be reused. Observations arrive here already trimmed; guidance is capped (lib/advice), never
 * trimmed further.
 */
import { adviceText } from '../facts/advice';
import { testCommand } from '../facts/command';
import { oneLine, quoted, unmarked, unworded } from '../lib/foreign';
import { headTail } from '../lib/text';
import { isRepeat } from './repeats';
import type { Config, Generation, Message, Prompts, PublicTask, Role, State, Step } from '../types';

export const PROTEGE_PROMPT = `You repair a small JavaScript or TypeScript repository until its tests pass. You work step by step.
In every reply write at most one short sentence of thought, then exactly ONE action as a JSON object. You then read what it did.

Actions:
{"action":"run","command":"npm test"}
  runs a shell command in the root of the repository (tests, ls, grep -n, git diff)
{"action":"view","path":"src/list.js","from":1,"to":60}
  shows numbered lines of a file ("from" and "to" may be left out); of a folder, its files
{"action":"edit","path":"src/list.js","find":"if (i <= n)","replace":"if (i < n)"}
  replaces one piece of text. "find" must be copied exactly from the file, without line numbers, and occur once: take as
  few lines as make it unique. An empty "find" with a new path makes a new file
{"action":"ask","question":"I tried ... and saw ... What should I change?"}
  asks an expert, who has seen your last messages and can only answer in words
{"action":"submit"}
  ends the task, once the tests pass

How to work:
1. Run the tests. Read the failing ones and the code they call.
2. Change the source, not the tests: tests are restored before your work is judged.
3. Make the smallest change that fixes the cause. Run the tests again after every edit.
4. Never repeat an action that just failed; change something. If two ideas have failed, ask: say what you tried and saw.
5. Do what the expert says, one action at a time, and look at the result before you ask again.
6. When all tests pass, submit.
Inside JSON strings write a line break as \\n and a quote as \\".`;

const EXPERT_PROMPT = `You advise a small model, the agent, that repairs a repository one action at a time. It runs commands, views and edits files; you do neither.
You get its task, its most recent messages and its question. The messages are the agent's, not yours.
Answer it directly: name the next two or three concrete steps, with file, function and what to change and why. If it looks at the wrong file, asks the wrong question or has the wrong idea of the cause, say so first and point it elsewhere. If you need to know more, say which command it should run and what to report back.
Be brief: at most ten sentences. Do not speak about commits or pull requests, and do not suggest to change the tests.
Reply with one JSON object: {"diagnosis":"what is wrong and why","place":"src/file.js, function, line","steps":["first concrete step","second"]}. If that does not fit, reply in plain words.`;

const ACT_PROMPT = `For this one step you act in the agent's place. Reply with at most one sentence and then exactly one action as a JSON object, in the agent's format:
{"action":"run","command":"npm test"}
{"action":"view","path":"src/list.js","from":1,"to":60}
{"action":"edit","path":"src/list.js","find":"text that occurs exactly once","replace":"new text"}
{"action":"submit"}
If advice in words serves better, write only words.`;

export const defaultPrompts: Prompts = { protege: PROTEGE_PROMPT, expert: EXPERT_PROMPT };

const MAX_PATHS = 200;
/** For language models: what they read first is read at their speed. Code and tests stand before the rest. */
export const FEW_PATHS = 60;
const CODE = /\.[cm]?[jt]sx?$/;

/** Long texts keep head and tail and say how much was left out between. */
export const trim = headTail;

/** The expert's words as the protégé reads them. */
export function guidance(text: string): string {
  return `<expert_llm_guidance>\n${defang(adviceText(text))}\n</expert_llm_guidance>`;
}

/**
 * What others say may not act: only the expert speaks as the expert (the guidance tag, in any spelling), no mark of a chat
 * template ends a turn, and what moves a cursor or hides is shown. Colours stay.
 */
export function defang(text: string): string {
  return unmarked(asRecorded(text));
}

/** The same for a record, which others than language models read: tags that HTML has as well stay. */
export function asRecorded(text: string): string {
  const bare = text.replace(/<(\/?)(expert_llm_guidance)/gi, '<$1_$2');
  const named = unworded(bare, 'expert_llm_guidance');
  return unmarked(named, { html: true }).replace(HIDING, oneLine);
}

const HIDING =
  /\u001b(?!\[[0-9;]*m)|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]/gu;

/** The messages `speaker` reads: all finished steps, then what was said in the step in progress. */
export function render(state: State, pending: Generation[], speaker: Role): Message[] {
  if (speaker === 'expert') return expertMessages(state, pending, '');
  return [
    { role: 'system', content: state.config.prompts.protege },
    { role: 'user', content: taskText(state.task, state.config.dialect ? FEW_PATHS : MAX_PATHS) },
    ...(state.config.dialect ? unrepeated(state.steps).map(safe) : state.steps.flatMap(stepMessages)),
    ...pendingMessages(pending),
  ];
}

/**
 * A small model that reads its own reply twice writes it a third time, at any temperature. So of a loop it reads the first
 * turn only, and below that what the last repeat was told.
 */
function unrepeated(steps: Step[]): Message[] {
  const messages: Message[] = [];
  steps.forEach((step, i) => {
    const last = messages.at(-1);
    if (!last || !isRepeat(steps, i)) messages.push(...stepMessages(step));
    else if (i + 1 === steps.length || !isRepeat(steps, i + 1))
      messages[messages.length - 1] = { ...last, content: `${last.content}\n\n${step.observation.text}` };
  });
  return messages;
}

/** For language models; what the model said itself stands as it said it. */
const safe = (message: Message): Message =>
  message.role === 'user' ? { ...message, content: harmless(message) } : message;

/** Our own tag stands around an expert's words, which were made harmless inside it. */
const harmless = ({ content, guidance }: Message): string => (guidance ? unmarked(content) : defang(content));

function stepMessages(step: Step): Message[] {
  const [proposal, reply, revised] = step.generations;
  if (!proposal) return [];
  const { text } = step.observation;
  if (!reply) return [said(proposal), read(text)];
  if (revised) return [...pendingMessages([proposal, reply]), said(revised), read(text)];
  if (reply.action === null) return [said(proposal), read(text, true)];
  return [
    said(proposal),
    read(`The expert acted in your place:\n${guidance(reply.text)}\n\nWhat it did:\n${text}`, true),
  ];
}

function pendingMessages(pending: Generation[]): Message[] {
  const [proposal, reply] = pending;
  if (!proposal) return [];
  if (!reply) return [said(proposal)];
  return [said(proposal), read(`${NOT_RUN}\n${guidance(reply.text)}\n${GO_ON}`, true)];
}

const NOT_RUN = 'This was not carried out. An expert looked at it first and says:';
const GO_ON = 'Take this into account and reply with your next action.';

/** Providers refuse an assistant's turn without words. */
const said = ({ text }: Generation): Message => ({
  role: 'assistant',
  content: text.trim() === '' ? NOTHING_SAID : text,
});
const NOTHING_SAID = '(empty reply)';
const read = (content: string, isGuidance = false): Message =>
  isGuidance ? { role: 'user', content, guidance: true } : { role: 'user', content };

function taskText(task: PublicTask, most = MAX_PATHS): string {
  const all =
    task.paths.length > most && most === FEW_PATHS
      ? [...task.paths.filter((path) => CODE.test(path)), ...task.paths.filter((path) => !CODE.test(path))]
      : task.paths;
  const paths = all
    .slice(0, most)
    .map((path) => defang(oneLine(path)))
    .join('\n');
  const more = all.length > most ? `\n(and ${all.length - most} more)` : '';
  const title = task.title ? `${defang(oneLine(task.title))}\n\n` : '';
  const problem = quoted(defang(task.problem.trim()));
  return `${title}${problem}\n\nFiles:\n${paths}${more}\n\nThe tests run with: ${defang(oneLine(testCommand(task.run)))}`;
}

/** What the expert reads: the task, the last messages (config.context.expert) and the question. */
export function expertMessages(state: State, pending: Generation[], question: string): Message[] {
  const { prompts, mode } = state.config;
  const recent = recentMessages(state, pending)
    .map((message) => `${message.role === 'assistant' ? '[agent]' : '[result]'}\n${quoted(harmless(message))}`)
    .join('\n\n');
  const parts = [
    `Task:\n${taskText(state.task)}`,
    `Recent messages of the agent:\n${recent || '(none yet)'}`,
    `Question:\n${quoted(defang(question)) || 'What should the agent do next?'}`,
  ];
  const asked = pending[0]?.action?.kind === 'ask';
  return [
    { role: 'system', content: mode === 'act' && !asked ? `${prompts.expert}\n\n${ACT_PROMPT}` : prompts.expert },
    { role: 'user', content: parts.join('\n\n') },
  ];
}

function recentMessages(state: State, pending: Generation[]): Message[] {
  const { last, unit }: Config['context']['expert'] = state.config.context.expert;
  const now = pendingMessages(pending);
  if (unit === 'turns') return [...state.steps.slice(-last).flatMap(stepMessages), ...now];
  const all = [...state.steps.flatMap(stepMessages), ...now];
  return unit === 'all' ? all : all.slice(Math.max(0, all.length - last));
}
