/** The prompts of the dialects, put together: the same rules, and the same worked episode in each one's own words. */

/** One turn of the worked episode: what was thought, and the action as a dialect writes it. */
export interface Turns {
  test: string;
  view: string;
  viewed: string;
  edit: string;
  submit: string;
}

/** The lines around one, where it is known. */
export const around = (line: number | undefined): { from?: number; to?: number } =>
  line === undefined ? {} : { from: Math.max(1, line - 10), to: line + 20 };

export interface Manual {
  /** What an action is, in one sentence. */
  form: string;
  /** The actions with their fields, one a line. */
  actions: string;
  turns: Turns;
  /** Rules of this form alone. */
  rules?: string[];
}

export function promptOf({ form, actions, turns, rules = [] }: Manual): string {
  const all = [
    'Run the tests first. Then read the code that the failing test calls.',
    'Change the source, not the tests: tests are restored before your work is judged.',
    'Make the smallest change that fixes the cause. The tests run by themselves after every change.',
    'Never repeat what just failed. If two ideas have failed, ask: say what you tried and saw.',
    'When all tests pass, submit.',
    ...rules,
  ];
  return `You repair a JavaScript or TypeScript repository until its tests pass. ${form} You then read what it did.

Actions:
${actions}

Rules:
${all.map((rule) => `- ${rule}`).join('\n')}

An example, from ANOTHER repository. Its names, lines and code are not yours.
TASK: slugify("a  b") gives "a--b".
YOU:
${turns.test}
RESULT:
tests: 1 of 4 fail
FAIL one dash between words
  expected a-b, got a--b
  test/slug.test.js:9| assert.equal(slugify('a  b'), 'a-b');
YOU:
${turns.view}
RESULT:
${turns.viewed}
YOU:
${turns.edit}
RESULT:
tests: all 4 pass
YOU:
${turns.submit}
End of the example.`;
}
