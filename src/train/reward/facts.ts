/** What the reward needs to know of an episode, read from its record; weights and thresholds come later. */
import { runLengths } from '../../facts/loops';
import type { Trajectory } from '../../types';
import { attempted, classOf, ownAction, readCalls, type ExpertCall, type Judge, type CallScores } from './calls';
import { ruleJudge } from './judge';
import { patchSimilarity } from './similarity';

export interface FactSources {
  /** Default: the rule on the transcript. */
  judge?: Judge;
  /** The task's gold patch, for the similarity term; without it the term is 0. Only training may look at it. */
  goldPatch?: string;
}

export interface EpisodeFacts {
  id: string;
  task: string;
  /** Lengths of maximal runs of the same base command, in time order. */
  runs: number[];
  calls: (ExpertCall & CallScores)[];
  /** Calls answered or refused. */
  attempts: number;
  /** Attempts with no action of the protégé between them and the attempt before. */
  backToBack: number;
  /** Null without a verdict. */
  resolved: boolean | null;
  /** Patch against gold patch, 0..1; null when not known. */
  similarity: number | null;
}

export function readFacts(trajectory: Trajectory, { judge = ruleJudge, goldPatch }: FactSources = {}): EpisodeFacts {
  const { id, task, steps, report, patch = '' } = trajectory;
  const tried = steps.flatMap((step, i) => (attempted(step) ? [i] : []));
  return {
    id,
    task,
    runs: runLengths(steps.map(classOf)),
    calls: readCalls(steps).map((call) => ({ ...call, ...judge(trajectory, call) })),
    attempts: tried.length,
    backToBack: tried.filter((i) => i > 0 && attempted(steps[i - 1]!) && ownAction(steps[i - 1]!) === null).length,
    resolved: report?.resolved ?? null,
    similarity: goldPatch === undefined ? null : patchSimilarity(patch, goldPatch),
  };
}
