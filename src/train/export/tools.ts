/** The protégé's actions as tools in OpenAI's form, and an action as a call of one. */
import type { Action } from '../../types';

export interface ToolCall {
  id: string;
  type: 'function';
  /** Arguments are JSON as a text: as objects, Arrow would fill every call with the other tools' arguments as nulls. */
  function: { name: string; arguments: string };
}

const text = (description: string) => ({ type: 'string', description });
const line = (description: string) => ({ type: 'integer', description });

function tool(
  name: string,
  description: string,
  properties: Record<string, object>,
  required = Object.keys(properties),
) {
  return { type: 'function', function: { name, description, parameters: { type: 'object', properties, required } } };
}

export const TOOLS = [
  tool('run', 'Runs a shell command in the root of the repository.', { command: text('For instance npm test') }),
  tool(
    'view',
    'Shows numbered lines of a file, or what is in a folder.',
    { path: text('From the root'), from: line('First line, from 1'), to: line('Last line, inclusive') },
    ['path'],
  ),
  tool('edit', 'Replaces one piece of text. An empty find with a new path makes a new file.', {
    path: text('From the root'),
    find: text('Copied exactly from the file, without line numbers; must occur once'),
    replace: text('What stands there afterwards'),
  }),
  tool('ask', 'Asks an expert, who has seen the last messages and can only answer in words.', {
    question: text('What was tried, what was seen, what is unclear'),
  }),
  tool('submit', 'Ends the task, once the tests pass.', {}),
];

/** What the protégé is told where its actions are tools. */
export const TOOL_PROMPT = `You repair a small JavaScript or TypeScript repository until its tests pass. You work step by step.
In every reply write at most one short sentence of thought and call exactly one tool. You then read what it did.

How to work:
1. Run the tests. Read the failing ones and the code they call.
2. Change the source, not the tests: tests are restored before your work is judged.
3. Make the smallest change that fixes the cause. Run the tests again after every edit.
4. Never repeat a call that just failed; change something. If two ideas have failed, ask: say what you tried and saw.
5. Do what the expert says, one step at a time, and look at the result before you ask again.
6. When all tests pass, submit.`;

/** Null for what is no action. */
export function callOf(action: Action | null, id: string): ToolCall | null {
  if (!action || action.kind === 'invalid') return null;
  const { kind, ...given } = action;
  return { id, type: 'function', function: { name: kind, arguments: JSON.stringify(given) } };
}
