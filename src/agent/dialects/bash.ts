/** One fence of bash a reply, as mini-swe-agent has it; small models that were tuned as agents have mostly seen this. */
import type { Dialect } from './index';
import { around, promptOf } from './worked';

const fenced = (thought: string, command: string) => `THOUGHT: ${thought}\n\`\`\`bash\n${command}\n\`\`\``;

export const bash: Dialect = {
  label: 'Bash',
  about: 'Each action is one shell command in a fence, as models tuned on mini-swe-agent know it. No grammar.',
  first: 'fence',
  grammar: 'off',
  look(path, line) {
    const { from = 1, to = 40 } = around(line);
    return fenced('I read the code.', `nl -ba ${path} | sed -n '${from},${to}p'`);
  },
  prompt: promptOf({
    form: 'Each reply is one short THOUGHT and then exactly ONE fence of bash with one command in it.',
    actions: `any shell command in the root of the repository: npm test, grep -n, nl -ba FILE | sed -n '10,40p', sed -i 's/old/new/' FILE
a new or rewritten file: cat > FILE <<'EOF', its lines, EOF
ask "question": asks an expert, who answers in words
echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT: ends the task`,
    turns: {
      test: fenced('I run the tests.', 'npm test'),
      view: fenced('I read slugify.', 'nl -ba lib/slug.js'),
      viewed: `exit code 0
     1  export function slugify(text) {
     2    return text.replace(/ /g, '-');
     3  }`,
      edit: fenced(
        'Each space becomes a dash; a row of spaces must become one.',
        "sed -i '2s|/ /g|/ +/g|' lib/slug.js",
      ),
      submit: fenced('All tests pass.', 'echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT'),
    },
    rules: ['Each command starts in the root of the repository; cd and variables do not last.'],
  }),
};
