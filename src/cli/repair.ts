/** protege repair: one episode on a task file, a task id or a folder. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { executed } from '../facts/step';
import { lost } from '../facts/lost';
import { openSandbox } from '../run';
import { sandboxes } from '../sandboxes/index';
import { secluded } from '../sandboxes/secluded';
import type { AgentEvent, Sandbox, Task } from '../types';
import { parse, type Command } from './command';
import { reportOf } from '../trajectory/report';
import { folderTask, NothingToRepair } from './folder';
import { anyKey } from './keys';
import { distrusted, installed, touched } from './installed';
import { findTasks } from '../experiments/library';
import { benchOutcome } from '../experiments/outcome';
import { configOf, playEpisode, teamHelp, teamOptions } from './team';
import { note, output } from './terminal';
import { interruptedEpisode, writeEpisode } from './written';

/** One line per step on stderr. */
export function narrate(event: AgentEvent): void {
  if (event.type === 'reading' && event.reading.score > 0)
    note(`      gate ${event.reading.score.toFixed(2)}: ${event.reading.reason}`);
  if (event.type === 'generation' && event.generation.by === 'expert')
    note(`      expert: ${event.generation.text.replace(/\s+/g, ' ').slice(0, 160)}`);
  if (event.type === 'step') {
    const action = executed(event.step);
    const what = !action ? '' : action.kind === 'run' ? action.command : 'path' in action ? action.path : '';
    const [first = ''] = event.step.observation.text.split('\n');
    const tests = event.step.observation.tests?.tests;
    const counts = tests
      ? `${tests.filter((t) => t.status === 'pass').length} pass, ${tests.filter((t) => t.status === 'fail').length} fail`
      : first.slice(0, 90);
    note(`${String(event.index + 1).padStart(4)}  ${(action?.kind ?? '').padEnd(7)} ${what.slice(0, 60)}  → ${counts}`);
  }
  if (event.type === 'end') note(`      ${event.exit}${event.error ? `: ${event.error.message}` : ''}`);
  if (event.type === 'grade')
    note(event.report.resolved ? '      resolved' : `      not resolved: ${event.report.reasons.join(' ')}`);
}

const isFolder = (where: string): boolean => fs.statSync(where, { throwIfNoEntry: false })?.isDirectory() ?? false;

async function load(where: string, test: string | undefined, open: () => Promise<Sandbox>): Promise<Task> {
  if (isFolder(where)) {
    const sandbox = await open();
    try {
      return await folderTask(where, test, sandbox, note);
    } finally {
      await sandbox.close();
    }
  }
  const found = findTasks(where);
  if (found.length > 1)
    throw new BadInput(`"${where}" names ${found.length} tasks; repair takes one. Use bench for several.`);
  const task = found[0]!.load();
  return test === undefined ? task : { ...task, run: test };
}

export const command: Command = {
  about: 'repair one task file, task id or folder',
  help: `
usage: protege repair <task.json | task id | folder> [--test "npm test"] [options]

Runs one episode and its verdict in a fresh sandbox. Progress goes to stderr, the patch (or with --json one object:
{taskId, resolved, exit, steps, expertCalls, expertTokens, protegeTokens, wallMs, patch, error?}) to stdout.

  --test CMD       the test command, for a folder (default: its npm test)
  --process        runs the folder's tests as real processes of this machine, with its installed packages (node:test,
                   mocha, jest, vitest); the protégé's node and npm commands too, so use it where npm test is safe.
                   The verdict runs on a fresh copy with the original tests, test settings and npm scripts and a test
                   that must fail; it does not count when installed packages were changed. Unlike the embedded sandbox
                   it cannot keep the repaired code itself from misleading the test runner: read the patch.
                   A provider's key is taken out of the environment; on Linux (util-linux' unshare) the tests run where
                   they cannot look at other processes, elsewhere a warning says that they could read it.
  --patch FILE     writes the patch there
  --report FILE    writes a Markdown report there, for example to $GITHUB_STEP_SUMMARY
  --out DIR        writes the episode (.traj.json) and the patch there; one that was interrupted there goes on
${teamHelp.trim().replace(/^/gm, '  ').replace(/^ {4}/gm, '  ')}

Exit code: 0 resolved, 1 not resolved, 2 bad input. With --process: 0 too when all tests pass already.`,
  async run(argv) {
    const { values, positionals } = parse(argv, `${teamOptions} test= process patch= report= out=` as const);
    if (positionals.length !== 1) throw new BadInput('Name one task file, task id or folder to repair; see --help.');
    const [where] = positionals as [string];
    if (values.process && !isFolder(where))
      throw new BadInput('--process needs a folder: name the checked-out repository.');
    const chosen = configOf(values);
    const config = values.process ? { ...chosen, sandbox: { id: 'process' } } : chosen;
    const open = async () =>
      values.process
        ? (await sandboxes.process!.load()).create({ root: path.resolve(where) }, undefined)
        : openSandbox({ id: 'embedded' });
    const write = (file: string | undefined, text: string) => file && fs.writeFileSync(path.resolve(file), text);
    let task: Task;
    try {
      task = await load(where, values.test, open);
    } catch (error) {
      if (!values.process || !(error instanceof NothingToRepair)) throw error;
      note(error.message);
      write(values.report, `# Nothing to repair\n\n${error.message}\n`);
      return 0;
    }
    note(`${task.id}: ${task.failToPass.length} failing test${task.failToPass.length === 1 ? '' : 's'}`);
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    if (values.process && anyKey() && secluded() === null)
      note(
        'warning: on this system the tests of the repository can read your provider key out of other processes; see "In CI" in the README',
      );
    const unfinished =
      values.out === undefined ? undefined : interruptedEpisode(path.resolve(values.out), task, config);
    if (unfinished) note(`goes on after step ${unfinished.steps.length} of the interrupted episode in ${values.out}`);
    const lent = values.process ? open : undefined;
    const before = values.process ? installed(where) : undefined;
    const played = await playEpisode(task, config, narrate, stop.signal, lent, false, unfinished);
    const trajectory = before ? distrusted(played.trajectory, touched(before, installed(where))) : played.trajectory;
    const outcome = benchOutcome(trajectory, played.outcome.wallMs);
    const [reason] = trajectory.report?.reasons ?? [];
    if (played.outcome.resolved && !outcome.resolved) note(`      not resolved after all: ${reason}`);
    const astray = outcome.resolved ? undefined : lost(trajectory.config, trajectory.steps);
    if (astray) note(`      ${astray}`);
    if (values.out) writeEpisode(path.resolve(values.out), trajectory);
    write(values.patch, outcome.patch);
    write(values.report, reportOf(trajectory, { title: task.title ?? task.id, source: task.source }));
    output(values.json ? `${JSON.stringify(outcome)}\n` : outcome.patch);
    return outcome.resolved ? 0 : 1;
  },
};
