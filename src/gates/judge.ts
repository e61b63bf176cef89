/**
 * A cheap model watches: it reads the task and the last messages and says whether the agent should be helped. One
 * verdict may be a mood; two in a row open the gate. A judge that fails changes nothing.
 */
import { executed } from '../facts/step';
import { below, quoted, unmarked } from '../lib/foreign';
import { headTail } from '../lib/text';
import { drain } from '../lib/stream';
import type { Choice, Completion, Gate, Generation, Message, Reading, State, Step } from '../types';
import { shortAction, compose } from './question';
import type { GateDeps } from './port';

const SYSTEM = `You watch an agent that repairs a repository one action a step, and decide whether a stronger expert should advise it now.
Escalate when it goes in circles, when its progress is only apparent (the same tests keep failing), when it has drifted from the problem, or when it tries things at random.
Do not escalate for the ordinary friction of work: a first failing test, a wrong path that it corrects itself, reading code before an edit.
Answer with one JSON object and nothing else: {"escalate": true or false, "reason": "one short sentence"}`;

const LIMITS = { task: 2_000, steps: 14, message: 500, all: 18_000 };
const DEADLINE = 60_000;
/** What one verdict alone scores: below any sensible threshold. */
const FIRST = 0.4;

/** `model`: {id, options} of the registry, default the expert; `every`: a verdict every n steps, default 1. */
export async function create(options: Record<string, unknown> = {}, deps?: GateDeps): Promise<Gate> {
  const { model: choice = deps?.expert, every = 1 } = options;
  if (typeof every !== 'number' || !Number.isInteger(every) || every < 1)
    throw new Error('The judge\'s "every" is a whole number of steps, from 1 up.');
  if (choice === undefined)
    return () => ({ score: 0, reason: 'There is no judge: choose an expert, or name a model in the option "model".' });
  if (typeof (choice as Choice | null)?.id !== 'string') throw new Error('The judge\'s "model" is {id, options}.');
  if (!deps?.model) throw new Error('Nothing here lends the judge a model; choose another gate.');
  const model = await deps.model(choice as Choice);
  return async (state, proposal) => {
    if ((state.steps.length + 1) % every !== 0) return { score: 0, reason: 'The judge looks at a later step.' };
    try {
      const completion = await drain(
        model.generate(messagesFor(state, proposal), {
          as: 'judge',
          signal: AbortSignal.timeout(DEADLINE),
          temperature: 0,
          seed: state.config.seed,
          maxTokens: 300,
        }),
      );
      return { ...verdict(state, completion, every), spent: spentBy(completion) };
    } catch (error) {
      return { score: 0, reason: `The judge gave no verdict: ${(error as Error)?.message ?? error}` };
    }
  };
}

const spentBy = ({ tokensIn, tokensOut, cost, ms }: Completion) => ({ tokensIn, tokensOut, cost, ms });

function verdict(state: State, { text }: Completion, every: number): Reading {
  const said = readVerdict(text);
  if (!said) return { score: 0, reason: 'The judge gave no verdict that can be read.' };
  if (!said.escalate) return { score: 0, reason: `The judge lets it go on: ${said.reason}`, verdict: 'wait' };
  const verdict = 'help';
  const reason = `The judge would help: ${said.reason}`;
  if (state.steps.at(-every)?.reading?.verdict !== 'help')
    return { score: FIRST, reason: `${reason} (a second verdict in a row opens the gate)`, verdict };
  return { score: 1, reason, verdict, question: compose(state, `An observer says of the agent: ${said.reason}`) };
}

/** The last JSON object with a boolean `escalate`. Null for anything else. */
export function readVerdict(text: string): { escalate: boolean; reason: string } | null {
  const objects = text.match(/\{[^{}]*\}/g) ?? [];
  for (const object of objects.reverse()) {
    try {
      const { escalate, reason } = JSON.parse(object) as { escalate?: unknown; reason?: unknown };
      if (typeof escalate === 'boolean')
        return {
          escalate,
          reason: typeof reason === 'string' && reason.trim() ? headTail(reason.trim(), 300) : 'no reason given',
        };
    } catch {
      continue;
    }
  }
  return null;
}

function messagesFor({ task, steps }: State, proposal: Generation): Message[] {
  const now = `It is about to do: ${shortAction(proposal.action)}`;
  const lines: string[] = [];
  let room = LIMITS.all - LIMITS.task - now.length;
  for (const step of steps.slice(-LIMITS.steps).reverse()) {
    const line = told(step);
    if ((room -= line.length) < 0) break;
    lines.unshift(line);
  }
  const content = `Task:\n${quoted(headTail(task.problem, LIMITS.task))}\n\nLast steps:\n${lines.join('\n') || '(none yet)'}\n\n${now}`;
  return [
    { role: 'system', content: SYSTEM },
    { role: 'user', content },
  ];
}

function told(step: Step): string {
  return `[agent] ${unmarked(shortAction(executed(step)))}
[result] ${below(headTail(step.observation.text, LIMITS.message))}`;
}
