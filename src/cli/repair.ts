/** protege repair: one episode on a task file, a task id or a folder. */
import fs from 'node:fs';
import path from 'node:path';
import { openSandbox } from '../run';
import type { AgentEvent, Task } from '../types';
import { BadInput, parse, type Command } from './command';
import { folderTask } from './folder';
import { findTasks } from './library';
import { configOf, episode, teamHelp, teamOptions } from './team';
import { writeEpisode } from './written';

const note = (text: string) => process.stderr.write(`${text}\n`);

/** One line per step on stderr. */
export function narrate(event: AgentEvent): void {
  if (event.type === 'reading' && event.reading.score > 0)
    note(`      gate ${event.reading.score.toFixed(2)}: ${event.reading.reason}`);
  if (event.type === 'generation' && event.generation.by === 'expert')
    note(`      expert: ${event.generation.text.replace(/\s+/g, ' ').slice(0, 160)}`);
  if (event.type === 'step') {
    const action = event.step.generations.findLast((g) => g.action)?.action;
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

async function load(where: string, test: string | undefined): Promise<Task> {
  const stat = fs.statSync(where, { throwIfNoEntry: false });
  if (stat?.isDirectory()) {
    const sandbox = await openSandbox({ id: 'embedded' });
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
  --out DIR        writes the episode (.traj.json) and the patch there
${teamHelp.trim().replace(/^/gm, '  ').replace(/^ {4}/gm, '  ')}

Exit code: 0 resolved, 1 not resolved, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, { ...teamOptions, test: { type: 'string' }, out: { type: 'string' } });
    if (positionals.length !== 1) throw new BadInput('Name one task file, task id or folder to repair; see --help.');
    const config = configOf(values);
    const task = await load(positionals[0]!, values.test);
    note(`${task.id}: ${task.failToPass.length} failing test${task.failToPass.length === 1 ? '' : 's'}`);
    const stop = new AbortController();
    process.once('SIGINT', () => stop.abort());
    const { trajectory, outcome } = await episode(task, config, narrate, stop.signal);
    if (values.out) writeEpisode(path.resolve(values.out), trajectory);
    process.stdout.write(values.json ? `${JSON.stringify(outcome)}\n` : outcome.patch);
    return outcome.resolved ? 0 : 1;
  },
};
