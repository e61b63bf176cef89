/** protege verify: do failToPass and passToPass behave on the base and with the gold patch, in fresh sandboxes? */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { mapInOrder } from '../lib/pool';
import { sandboxes } from '../sandboxes';
import { oneLine } from '../lib/foreign';
import { grade } from '../tasks/grade';
import { workspace } from '../facts/task';
import { remarks } from '../facts/remarks';
import { verifyTask, type Verified } from '../tasks/verify';
import { reservations } from '../tasks/reservations';
import type { Files, Sandbox } from '../types';
import { integer, parse, type Command } from './command';
import { findTasks, type Lazy } from '../experiments/library';

const fresh = async (): Promise<Sandbox> => (await sandboxes.embedded!.load()).create({}, undefined);

export async function verify(lazy: Lazy): Promise<Verified> {
  try {
    return await verifyTask(lazy.load(), fresh);
  } catch (error) {
    return { taskId: lazy.name, ok: false, reason: (error as Error).message, baseMs: 0, goldMs: 0 };
  }
}

/** Judges a folder's files, laid over the task's. */
async function judgeFolder(place: string, folder: string, engine: string, json = false): Promise<number> {
  const [lazy, another] = findTasks(place);
  if (!lazy || another) throw new BadInput('--with judges one task: name its file or its id.');
  const entry = sandboxes[engine === 'strict' ? 'quickjs' : 'embedded'];
  if (!entry || !['native', 'strict'].includes(engine)) throw new BadInput('--engine is native or strict.');
  if (!fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new BadInput(`--with ${folder}: there is no such folder. Name one that holds the changed files.`);
  const task = lazy.load();
  const create = (await entry.load()).create;
  const submission = { files: { ...workspace(task), ...filesOf(folder) } };
  const fresh = async (): Promise<Sandbox> => create({}, undefined);
  const verdict = await grade(task, submission, fresh);
  const report = { ...verdict, ...(verdict.resolved ? await reservations(task, submission, fresh, verdict) : {}) };
  if (json) process.stdout.write(`${JSON.stringify({ taskId: task.id, ...report })}\n`);
  else
    process.stdout.write(
      [report.resolved ? 'resolved' : 'not resolved', ...report.reasons, ...remarks(report)].map(oneLine).join('\n  ') +
        '\n',
    );
  return report.resolved ? 0 : 1;
}

/** Every file below a folder, repo-relative; links are not followed. */
function filesOf(folder: string): Files {
  const files: Files = {};
  const walk = (at: string) => {
    for (const entry of fs.readdirSync(path.join(folder, at), { withFileTypes: true })) {
      const name = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== '.git') walk(name);
      else if (entry.isFile()) {
        const bytes = fs.readFileSync(path.join(folder, name));
        files[name] = bytes.includes(0) ? new Uint8Array(bytes) : bytes.toString('utf8');
      }
    }
  };
  walk('');
  return files;
}

export const command: Command = {
  about: 'check tasks: their tests on the base and with the gold patch',
  help: `
usage: protege verify <folder | split | file | id> [--limit N] [--jobs N] [--json]
       protege verify <file | id> --with FOLDER [--engine native|strict] [--json]

Runs each task's tests on the base and with the gold patch, each in a fresh sandbox, and says whether failToPass and
passToPass behave. Splits: train, dev, test, all.

  --with FOLDER   judge a patch instead: the folder's files are laid over the task's and the verdict is printed
  --engine E      with --with: whose engine runs the tests, native (default) or strict (QuickJS)
  --limit N   only the first N tasks
  --jobs N    N tasks at a time (default 2)
  --json      one JSON object per task on stdout: {taskId, ok, reason?, baseMs, goldMs}

With --with and --json: one object, {taskId, resolved, failToPass, passToPass, reasons, tampered, ms} and, where they apply,
\`open\` (the repository changes built-ins itself: judged without the freeze), \`weak\` ({tried, noticed}: how many mutants of the
patched lines were run, and whether the tests noticed the last) and \`differs\` (where it does something else than the gold patch
when the tests' own calls get other values; [] = nowhere that was looked at).

Exit code: 0 all behave (with --with: resolved), 1 some do not, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, 'limit= jobs= json with= engine=');
    if (positionals.length !== 1) throw new BadInput('Name one folder, split or task file to verify; see --help.');
    if (values.with !== undefined)
      return judgeFolder(positionals[0]!, values.with, values.engine ?? 'native', values.json);
    const tasks = findTasks(positionals[0]!).slice(0, integer('limit', values.limit, 1e9, 1, 1e9));
    const started = Date.now();
    const results = await mapInOrder(tasks, integer('jobs', values.jobs, 2, 1, 64), verify, (result) => {
      if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
      else
        process.stdout.write(
          `${result.ok ? 'ok    ' : 'not ok'} ${result.taskId}${result.reason ? `  ${oneLine(result.reason)}` : ''}\n`,
        );
    });
    const ok = results.filter((result) => result.ok).length;
    process.stderr.write(`${ok} of ${results.length} tasks behave (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
    if (tasks.length === 1 && results[0]!.baseMs === 0 && !results[0]!.ok) return 2;
    return ok === results.length ? 0 : 1;
  },
};
