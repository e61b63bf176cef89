/** Tool calls as text, in the form that Qwen and Hermes models were trained on; those of other families are read as well. */
import type { Dialect } from './index';
import { around, promptOf } from './worked';

const TOOLS = [
  ['run', 'Runs a shell command in the root of the repository.', { command: 'string' }, ['command']],
  ['view', 'Shows the lines of a file, numbered.', { path: 'string', from: 'integer', to: 'integer' }, ['path']],
  [
    'edit',
    'Replaces a piece of text. "find" is copied exactly from the file, without line numbers, and occurs once; empty makes a new file.',
    { path: 'string', find: 'string', replace: 'string' },
    ['path', 'find', 'replace'],
  ],
  ['ask', 'Asks an expert, who answers in words.', { question: 'string' }, ['question']],
  ['submit', 'Ends the task.', {}, []],
] as const;

const schema = ([name, description, fields, required]: (typeof TOOLS)[number]): string => {
  const properties = Object.fromEntries(Object.entries(fields).map(([field, type]) => [field, { type }]));
  const parameters = { type: 'object', properties, required };
  return JSON.stringify({ type: 'function', function: { name, description, parameters } });
};
const call = (thought: string, name: string, given: object) =>
  `${thought}\n<tool_call>\n${JSON.stringify({ name, arguments: given })}\n</tool_call>`;

export const tools: Dialect = {
  label: 'Tool calls',
  about: 'Each action is a tool call written as text, as chat models with tools know it. No grammar.',
  first: 'object',
  grammar: 'off',
  look: (path, line) => call('', 'view', { path, ...around(line) }).trim(),
  prompt: promptOf({
    form: 'Each reply is one short sentence and then exactly ONE tool call: a JSON object with "name" and "arguments" between <tool_call> and </tool_call>.',
    actions: `<tools>\n${TOOLS.map(schema).join('\n')}\n</tools>`,
    turns: {
      test: call('I run the tests.', 'run', { command: 'npm test' }),
      view: call('I read slugify.', 'view', { path: 'lib/slug.js' }),
      viewed: `lib/slug.js, 3 lines
1|export function slugify(text) {
2|  return text.replace(/ /g, '-');
3|}`,
      edit: call('Each space becomes a dash; a row of spaces must become one.', 'edit', {
        path: 'lib/slug.js',
        find: '/ /g',
        replace: '/ +/g',
      }),
      submit: call('All tests pass.', 'submit', {}),
    },
  }),
};
