/** The expert calls of an episode and what the protégé did between them. */
import { expertActed, expertReply, ownReply } from '../../facts/step';
import { adviceText } from '../../facts/advice';
import { actionClass } from '../../facts/loops';
import type { Action, Step, Trajectory } from '../../types';

/** One answered expert call. */
export interface ExpertCall {
  /** Index of its step. */
  step: number;
  /** The protégé asked by itself; otherwise the gate opened. */
  asked: boolean;
  /** The protégé's words; empty when the gate opened. */
  question: string;
  /** The expert's words as the protégé read them. */
  guidance: string;
  /** Steps whose own actions follow this guidance: from `from` up to, not including, `to` (the next call or the end). */
  from: number;
  to: number;
}

/** Both in 0..1: was asking justified; was the guidance carried out and its result reported. */
export interface CallScores {
  warrant: number;
  follow: number;
}

/** Scores one call of a finished episode; pure, so that rewards can be computed again. */
export type Judge = (trajectory: Trajectory, call: ExpertCall) => CallScores;

export function readCalls(steps: readonly Step[]): ExpertCall[] {
  const at = steps.flatMap((step, i) => (advice(step) === undefined ? [] : [i]));
  return at.map((step, n) => {
    const { generations } = steps[step]!;
    const proposed = generations[0]!.action;
    return {
      step,
      asked: proposed?.kind === 'ask',
      question: proposed?.kind === 'ask' ? proposed.question : '',
      guidance: advice(steps[step]!)!,
      from: ownAction(steps[step]!) === null ? step + 1 : step,
      to: at[n + 1] ?? steps.length,
    };
  });
}

function advice(step: Step): string | undefined {
  const reply = expertReply(step);
  return reply && adviceText(reply.text);
}

/** The action the protégé itself carried out in this step; null when it asked or the expert acted in its place. */
export function ownAction({ generations }: Step): Action | null {
  const last = generations.at(-1);
  return last?.by === 'protege' && last.action?.kind !== 'ask' ? last.action : null;
}

/** An expert was called here, or the protégé asked and was refused. */
export const attempted = (step: Step) => advice(step) !== undefined || step.generations.at(-1)?.action?.kind === 'ask';

/** Base command of what was carried out; what the expert did in the protégé's place is no repeat of the protégé's. */
export function classOf(step: Step): string {
  return expertActed(step) ? 'expert' : actionClass(ownReply(step)?.action);
}
