/** Each ask of an episode and what became of it, from the record alone: no model is asked. */
import { escalated, expertReply, ownReply, questionOf } from '../facts/step';
import { factsOf, Progress } from '../facts/progress';
import { similarity } from '../lib/text';
import type { Judgement, Step, Trajectory } from '../types';

/** Steps after advice in which an effect counts as its own. */
export const WITHIN = 10;
/** Questions more alike than this are the same question. */
const SAME = 0.85;

export interface Ask {
  /** Index of the step in which the expert spoke. */
  step: number;
  question: string;
  advice: string;
  /** Did the next edit touch a place the advice names? Null when it names no file, or no edit followed. */
  touched: boolean | null;
  /** Did fewer tests fail than ever before within 10 steps? Null when the episode was cut off before. */
  helped: boolean | null;
  /** Almost the same question was asked before. */
  repeated: boolean;
  /** The expert was asked again with nothing carried out in between. */
  backToBack: boolean;
  /** What a judge said, when there is one. */
  judged?: Judgement;
}

export function asksOf(trajectory: Trajectory): Ask[] {
  const { steps, judgements = [] } = trajectory;
  const questions: string[] = [];
  const better = progressOf(steps);
  return steps.flatMap((step, i) => {
    const reply = expertReply(step);
    if (!reply) return [];
    const question = questionOf(step);
    const repeated = question !== '' && questions.some((earlier) => similarity(earlier, question) >= SAME);
    questions.push(question);
    const judged = judgements.find((judgement) => judgement.step === i);
    return [
      {
        step: i,
        question,
        advice: reply.text,
        touched: touched(reply.text, steps, i, trajectory.public.paths),
        helped: helped(trajectory, better, i),
        repeated,
        backToBack: i > 0 && isQuestion(steps[i - 1]!) && isQuestion(step),
        ...(judged ? { judged } : {}),
      },
    ];
  });
}

/** The expert answered and nothing was carried out in this step: the protégé's action was the question. */
const isQuestion = (step: Step) => escalated(step) && ownReply(step)?.action?.kind === 'ask';

const progressOf = (steps: readonly Step[]): boolean[] => {
  const progress = new Progress();
  return steps.map((step) => progress.add(factsOf(step)));
};

function helped({ steps, exit }: Trajectory, better: readonly boolean[], at: number): boolean | null {
  const ahead = better.slice(at, at + WITHIN + 1);
  const next = steps.slice(at + 1, at + WITHIN + 1).findIndex(escalated);
  if (ahead.slice(0, next < 0 ? undefined : next + 1).includes(true)) return true;
  const cut = exit === null || exit === 'aborted' || exit === 'error' || exit === 'time_limit';
  return cut && at + WITHIN >= steps.length ? null : false;
}

/** The first edit from this step to the next ask, held against the files and lines the advice names. */
function touched(advice: string, steps: readonly Step[], at: number, paths: readonly string[]): boolean | null {
  const named = namedPaths(advice, paths);
  if (named.length === 0) return null;
  for (let i = at; i < steps.length && (i === at || !escalated(steps[i]!)); i++) {
    const action = steps[i]!.generations.findLast((g) => g.action && g.by === 'protege')?.action;
    const own = i > at || steps[i]!.generations.length > 2;
    if (own && action?.kind === 'edit') return named.includes(action.path);
  }
  return null;
}

/** Paths of the repository that the text names, whole or by their file name. */
export function namedPaths(text: string, paths: readonly string[]): string[] {
  const words = new Set(
    text.match(/[\w@./-]+\.\w+/g)?.map((word) => word.replace(/^\.\//, '').replace(/\.$/, '')) ?? [],
  );
  const whole = paths.filter((path) => words.has(path));
  return whole.length > 0 ? whole : paths.filter((path) => words.has(path.split('/').at(-1)!));
}

/** What became of an ask in plain words; `good` null = neither. */
export function became({
  touched,
  helped,
  repeated,
  backToBack,
  judged,
}: Ask): { text: string; good: boolean | null }[] {
  const signs: { text: string; good: boolean | null }[] = [];
  if (touched !== null)
    signs.push({
      text: touched ? 'the next edit is where the advice points' : 'the next edit is elsewhere',
      good: touched,
    });
  if (helped !== null)
    signs.push({
      text: helped ? `fewer tests fail within ${WITHIN} steps` : `no fewer tests fail within ${WITHIN} steps`,
      good: helped,
    });
  if (repeated) signs.push({ text: 'almost the same question as before', good: false });
  if (backToBack) signs.push({ text: 'asked again at once', good: false });
  if (judged?.warrant !== null && judged?.warrant !== undefined)
    signs.push({ text: `judged: warranted ${judged.warrant.toFixed(2)}`, good: null });
  if (judged?.follow !== null && judged?.follow !== undefined)
    signs.push({ text: `judged: followed ${judged.follow.toFixed(2)}`, good: null });
  if (judged?.reason) signs.push({ text: `the judge: ${judged.reason}`, good: null });
  return signs;
}
