/**
 * A hidden judge of the expert calls, after the end of an episode (paper 4.2): was asking justified, and was the advice
 * followed and reported back? Its words are stored beside the episode and never reach the protégé. The last call is
 * judged like the others, on what followed until the end.
 */
import { escalated, executed, expertReply, questionOf } from '../facts/step';
import { below, quoted, unmarked } from '../lib/foreign';
import { headTail, plural } from '../lib/text';
import { adviceText } from '../facts/advice';
import { drain } from '../lib/stream';
import type { Action, Judgement, Message, Model, Step, Stream, Trajectory } from '../types';

const SYSTEM = `You judge how a small agent that repairs a repository used an expert. You see its problem, what it did before it asked, its question, the advice, and what it did afterwards.
Give two numbers from 0 to 1:
"warrant": was asking justified at that point? 1 = it was stuck, had tried, and asked something specific; 0 = it had not tried, or asked what it could have looked up.
"follow": did it do what the advice said, and look at the result? 1 = all of it, in order; 0.5 = in part; 0 = it did something else. Judge what it did, not whether it helped.
Answer with one JSON object and nothing else: {"warrant": 0.0, "follow": 0.0, "reason": "one short sentence"}`;

const LIMITS = { problem: 2_000, before: 6, after: 12, result: 400, advice: 3_000, reason: 300 };

/** Judges every expert call in turn; a call that fails or cannot be read gives nulls and its reason. Throws on abort. */
export async function* judgeAsks(
  trajectory: Trajectory,
  model: Model,
  signal?: AbortSignal,
): Stream<Judgement, Judgement[]> {
  const all: Judgement[] = [];
  for (const [index, step] of trajectory.steps.entries()) {
    if (!escalated(step)) continue;
    const judgement = await judgeAsk(trajectory, index, model, signal);
    all.push(judgement);
    yield judgement;
  }
  return all;
}

async function judgeAsk(trajectory: Trajectory, step: number, model: Model, signal?: AbortSignal): Promise<Judgement> {
  const { seed } = trajectory.config;
  const options = { as: 'judge' as const, temperature: 0, maxTokens: 400, seed, ...(signal ? { signal } : {}) };
  try {
    const {
      text,
      tokensIn,
      tokensOut,
      cost,
      ms,
      model: name,
    } = await drain(model.generate(judgeMessages(trajectory, step), options));
    return { step, ...readScores(text), tokensIn, tokensOut, cost, ms, ...(name ? { model: name } : {}) };
  } catch (error) {
    signal?.throwIfAborted();
    const reason = headTail(`The judge could not be reached: ${(error as Error)?.message ?? error}`, LIMITS.reason);
    return { step, warrant: null, follow: null, reason, tokensIn: 0, tokensOut: 0, cost: 0, ms: 0 };
  }
}

/** What the judge reads: a reduced view, as the expert has one. */
export function judgeMessages({ public: task, steps }: Trajectory, at: number): Message[] {
  const asked = steps[at]!;
  const advice = expertReply(asked)?.text ?? '';
  const next = steps.slice(at + 1).findIndex(escalated);
  const segment = steps.slice(at, next < 0 ? steps.length : at + 1 + next);
  const revised = asked.generations.length > 2;
  const after = (revised ? segment : segment.slice(1)).slice(0, LIMITS.after);
  const parts = [
    `Problem:\n${quoted(headTail(task.problem.trim(), LIMITS.problem))}`,
    `Before (${plural(at, 'step')} in all):\n${told(steps.slice(Math.max(0, at - LIMITS.before), at))}`,
    `Question:\n${quoted(questionOf(asked)) || '(the gate opened; no question of its own)'}`,
    `Advice:\n${quoted(headTail(adviceText(advice), LIMITS.advice))}`,
    `Afterwards:\n${told(after)}`,
  ];
  return [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: parts.join('\n\n') },
  ];
}

const told = (steps: readonly Step[]): string =>
  steps
    .map((step) => {
      const said = unmarked(inWords(executed(step)));
      return `[agent] ${said}\n[result] ${below(headTail(step.observation.text, LIMITS.result))}`;
    })
    .join('\n') || '(nothing)';

const inWords = (action: Action | null): string =>
  action ? headTail(JSON.stringify(action), LIMITS.result) : 'no action';

/** The last JSON object with one of the numbers; out of range or missing = null. */
export function readScores(text: string): Pick<Judgement, 'warrant' | 'follow' | 'reason'> {
  for (const object of (text.match(/\{[^{}]*\}/g) ?? []).reverse()) {
    try {
      const { warrant, follow, reason } = JSON.parse(object) as Record<string, unknown>;
      const scores = { warrant: unit(warrant), follow: unit(follow) };
      if (scores.warrant === null && scores.follow === null) continue;
      return { ...scores, reason: typeof reason === 'string' ? headTail(reason.trim(), LIMITS.reason) : '' };
    } catch {
      continue;
    }
  }
  return { warrant: null, follow: null, reason: 'The judge gave no scores that can be read.' };
}

const unit = (value: unknown): number | null => (typeof value === 'number' && value >= 0 && value <= 1 ? value : null);
