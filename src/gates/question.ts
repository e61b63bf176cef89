/** What to ask when the gate opened and the protégé did not ask itself: what is stuck, and what was tried. */
import { oneLine } from '../lib/foreign';
import { firstLine } from '../lib/text';
import type { Action, State, TestReport } from '../types';

/** The newest structured test results, if any step ran tests. */
export function latestTests(state: State): TestReport | undefined {
  return state.steps.findLast((step) => step.observation.tests)?.observation.tests;
}

export function compose(state: State, why: string): string {
  const parts = [why];
  const failing = latestTests(state)?.tests.filter((test) => test.status === 'fail') ?? [];
  if (failing.length > 0) {
    const names = failing
      .slice(0, 3)
      .map((test) => `"${oneLine(test.name)}"${test.error ? ` (${firstLine(test.error.message, 120)})` : ''}`);
    parts.push(`Failing: ${names.join('; ')}${failing.length > 3 ? ` and ${failing.length - 3} more` : ''}.`);
  }
  const error = state.steps.findLast((step) => step.observation.failed && !step.observation.tests);
  if (error) parts.push(`Last error: ${firstLine(error.observation.text, 160)}`);
  const tried = state.steps.slice(-4).map((step) => shortAction(step.generations.at(-1)?.action));
  if (tried.length > 0) parts.push(`Tried last: ${tried.join('; ')}.`);
  parts.push('What should it do next?');
  return parts.join('\n');
}

/** An action in a few words. */
export function shortAction(action: Action | null | undefined): string {
  switch (action?.kind) {
    case 'run':
      return `ran \`${firstLine(action.command, 80)}\``;
    case 'view':
      return `viewed ${oneLine(action.path)}`;
    case 'edit':
      return `edited ${oneLine(action.path)} (${firstLine(action.find, 60) || 'new file'})`;
    case 'ask':
      return `asked "${firstLine(action.question, 80)}"`;
    case 'submit':
      return 'submitted';
    default:
      return 'wrote something that is no action';
  }
}
