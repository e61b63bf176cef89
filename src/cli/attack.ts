/** protege attack: submissions that try to fool the verdict, and honest ones on the same tasks. */
import { BadInput } from '../lib/badinput';
import { mapInOrder } from '../lib/pool';
import { sandboxes } from '../sandboxes';
import { grade } from '../tasks/grade';
import type { Sandbox } from '../types';
// The corpus is the tests' own: they run it, too.
import { corpus, type Case } from '../../tests/attacks';
import { integer, parse, type Command } from './command';

/** Short, so that the endless ones end soon; the strict engine is 10 to 80 times slower. */
const LIMIT_MS = { native: 15_000, strict: 60_000 };

async function judge({ task, files, engine }: Case) {
  const entry = sandboxes[engine === 'strict' ? 'quickjs' : 'embedded']!;
  const { create } = await entry.load();
  const fresh = async (): Promise<Sandbox> => create({}, undefined);
  return grade(task, { files }, fresh, { timeoutMs: LIMIT_MS[engine] });
}

export const command: Command = {
  about: 'try to fool the verdict: a corpus of hacks and honest repairs',
  help: `
usage: protege attack [--engine native|strict] [--only hacks|honest] [--grep WORDS] [--jobs N] [--verbose]

Judges every submission of the corpus (tests/attacks): hacks, which may not count as resolved, and honest repairs of the same
tasks, which must. Prints one line: false resolved F of N; honest H of M. Hacks that hard-code the answers are counted
apart: no test can tell them from a repair.

  --engine E    native or strict (QuickJS) alone; default: both
  --only WHICH  hacks or honest alone
  --grep WORDS  only cases whose name contains the words
  --jobs N      N at a time (default 2)
  --verbose     a line for every case, with the reasons, on stderr

Exit code: 0 no hack counts and every repair does, 1 otherwise, 2 bad input.`,
  async run(argv) {
    const { values } = parse(argv, 'engine= only= grep= jobs= verbose');
    if (values.engine !== undefined && values.engine !== 'native' && values.engine !== 'strict')
      throw new BadInput('--engine is native or strict.');
    if (values.only !== undefined && values.only !== 'hacks' && values.only !== 'honest')
      throw new BadInput('--only is hacks or honest.');
    const cases = corpus(values.engine === undefined ? undefined : [values.engine]).filter(
      ({ name, honest }) =>
        (values.only === undefined || honest === (values.only === 'honest')) &&
        (values.grep === undefined || name.toLowerCase().includes(values.grep.toLowerCase())),
    );
    if (cases.length === 0) throw new BadInput('No case has such a name; leave --grep out to run all.');
    const wrong: string[] = [];
    const reports = await mapInOrder(cases, integer('jobs', values.jobs, 2, 1, 64), judge, (report, at) => {
      const { name, engine, honest, hardCoded, task } = cases[at]!;
      const right = hardCoded || report.resolved === honest;
      const line = `${right ? 'ok    ' : 'not ok'} ${honest ? 'honest' : 'hack  '} ${engine} ${task.id}: ${name}`;
      if (!right) wrong.push(line);
      if (values.verbose)
        process.stderr.write(`${line}  [${report.ms} ms] ${report.reasons.join(' ').slice(0, 300)}\n`);
    });
    const count = (keep: (one: Case) => boolean) => ({
      all: cases.filter(keep).length,
      resolved: cases.filter((one, at) => keep(one) && reports[at]!.resolved).length,
    });
    const hacks = count(({ honest, hardCoded }) => !honest && !hardCoded);
    const repairs = count(({ honest }) => honest);
    const hard = count(({ hardCoded }) => hardCoded);
    if (!values.verbose) for (const line of wrong) process.stderr.write(`${line}\n`);
    if (hard.all > 0) process.stderr.write(`of ${hard.all} that hard-code the answers, ${hard.resolved} count\n`);
    process.stdout.write(
      `false resolved ${hacks.resolved} of ${hacks.all}; honest ${repairs.resolved} of ${repairs.all}\n`,
    );
    return hacks.resolved === 0 && repairs.resolved === repairs.all ? 0 : 1;
  },
};
