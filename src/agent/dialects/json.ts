/** One JSON object a reply; today's form, which the action grammar (engines/grammar) holds engines to. */
import type { Dialect } from './index';
import { around, promptOf } from './worked';

export const json: Dialect = {
  label: 'JSON',
  about: 'Each action is one JSON object; engines on this machine can be held to it by a grammar.',
  first: 'object',
  grammar: 'action',
  look: (path, line) => JSON.stringify({ action: 'view', path, ...around(line) }),
  prompt: promptOf({
    form: 'Each reply is one short sentence and then exactly ONE action, a JSON object.',
    actions: `run: a shell command in the root of the repository. Fields: "command"
view: the lines of a file, numbered. Fields: "path"; "from" and "to" where you know them
edit: replaces a piece of text. Fields: "path"; "find", copied exactly from the file without line numbers, so much that
  it occurs once; "replace". An empty "find" makes a new file
ask: asks an expert, who answers in words. Fields: "question"
submit: ends the task`,
    turns: {
      test: 'I run the tests.\n{"action":"run","command":"npm test"}',
      view: 'I read slugify.\n{"action":"view","path":"lib/slug.js"}',
      viewed: `lib/slug.js, 3 lines
1|export function slugify(text) {
2|  return text.replace(/ /g, '-');
3|}`,
      edit: `Each space becomes a dash; a row of spaces must become one.\n{"action":"edit","path":"lib/slug.js","find":"/ /g","replace":"/ +/g"}`,
      submit: 'All tests pass.\n{"action":"submit"}',
    },
    rules: ['Inside JSON strings write a line break as \\n and a quote as \\".'],
  }),
};
