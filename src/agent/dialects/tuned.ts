/** The JSON of the first dialect without its manual, for models that were fine-tuned on this loop: little to read before each step. */
import type { Dialect } from './index';
import { json } from './json';

export const tuned: Dialect = {
  ...json,
  label: 'JSON, no manual',
  about: 'For models fine-tuned on this loop: the same JSON objects, and a tenth of the instructions to read.',
  prompt: `You repair a JavaScript or TypeScript repository until its tests pass. Each reply is one short sentence and then ONE action as a JSON object: run (command), view (path, from, to), edit (path, find, replace), ask (question) or submit.`,
};
