/** What one recorded step was: who spoke, what was asked, what was carried out. Steps are facts, so this is all there is to it. */
import type { Action, Generation, Step } from '../types';

/** A step, or one that is still under way. */
type Generated = Pick<Step, 'generations'>;

/** The generation whose action was carried out: the last that has one. */
export const carried = ({ generations }: Generated): Generation | undefined =>
  generations.findLast((generation) => generation.action);

/** The action that was carried out; null where no reply held one. */
export const executed = (step: Generated): Action | null => carried(step)?.action ?? null;

/** What the expert said. */
export const expertReply = ({ generations }: Generated): Generation | undefined =>
  generations.find((generation) => generation.by === 'expert');

/** The expert spoke. */
export const escalated = (step: Generated): boolean => expertReply(step) !== undefined;

/** The expert acted in the protégé's place. */
export function expertActed({ generations }: Generated): boolean {
  const last = generations.at(-1);
  return last?.by === 'expert' && !!last.action;
}

/** Steps in which the expert spoke. */
export const expertCalls = (steps: readonly Generated[]): number => steps.filter(escalated).length;

/** The protégé's last word in the step: its proposal, or what it made of the advice. */
export const ownReply = ({ generations }: Generated): Generation | undefined =>
  generations.findLast((generation) => generation.by === 'protege');

/** What was asked in this step: the protégé's own question, else the gate's; '' where nothing was. */
export function questionOf({ generations, reading }: Pick<Step, 'generations' | 'reading'>): string {
  const proposal = generations[0]?.action;
  return proposal?.kind === 'ask' ? proposal.question : (reading?.question ?? '');
}

/** Whose question it was. */
export const askerOf = ({ generations }: Generated): 'protege' | 'gate' =>
  generations[0]?.action?.kind === 'ask' ? 'protege' : 'gate';
