/**
 * Reads what matters in guided repair: tries since the mentor last spoke that fixed nothing, the same tests failing, repeats
 * and unchanged code, doubt and over-confidence of the writing, tokens spent. Graded, and early rather than late: a mentor who
 * says *where* is worth most before the budget is spent.
 */
import { escalated } from '../facts/step';
import type { Gate, Step } from '../types';
import { meanLogprob } from './learned/features';

interface FruitlessOptions {
  /** Tried changes without effect at which the score is 0.5. */
  patience: number;
}

/** Options: `patience` (default 6). */
export function create({ patience = 6 }: Record<string, unknown> = {}): Gate {
  if (typeof patience !== 'number' || !(patience > 0))
    throw new Error('The gate\'s "patience" is a number of tries above 0.');
  const options: FruitlessOptions = { patience };
  return ({ steps }, proposal) => {
    const since = sinceAdvice(steps);
    const tries = since.filter(({ generations }) => generations.some(({ move }) => move));
    const ran = tries.filter(({ observation }) => observation.tests !== undefined);
    const stale = tries.filter(({ observation }) => observation.refused !== undefined);
    const helped = ran.some(({ observation }, i) => i > 0 && passed(observation) > passed(ran[0]!.observation));
    const effort = ran.length + 0.5 * stale.length;
    if (effort === 0) return { score: 0, reason: 'Nothing was tried yet.' };
    const mean = meanLogprob(proposal);
    const doubt = mean === undefined ? 1 : mean < -0.8 ? 1.3 : mean > -0.02 ? 1.15 : 1;
    const load = (effort * doubt * (helped ? 0.5 : 1)) / options.patience;
    const score = 1 - 2 ** -load;
    const reason = [
      `${ran.length} ${ran.length === 1 ? 'change was' : 'changes were'} tried ${helped ? 'with some effect' : 'without effect'}`,
      stale.length > 0 ? `${stale.length} were repeats or left the code as it was` : '',
      doubt > 1
        ? mean! < -0.8
          ? 'and the model is unsure of what it writes'
          : 'and the model writes the same without a doubt'
        : '',
    ];
    const said = `${reason.filter(Boolean).join(', ')}.`;
    return { score, reason: said, question: said };
  };
}

const passed = ({ tests }: Step['observation']) => tests!.tests.filter(({ status }) => status === 'pass').length;

function sinceAdvice(steps: readonly Step[]): readonly Step[] {
  return steps.slice(steps.findLastIndex(escalated) + 1);
}
