/** protege localise: how often the ranking of lines holds the fault among its first, what each sign adds, and its weights. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { mapInOrder } from '../lib/pool';
import { evenly } from '../lib/stats';
import { drain } from '../lib/stream';
import { evidence, type Evidence } from '../repair/localise';
import { sandboxes } from '../sandboxes';
import type { Sandbox, Task } from '../types';
import { integer, parse, type Command } from './command';
import { findTasks, root } from '../experiments/library';
import { fitted, type Commit } from '../experiments/localise/fitted';
import { ABLATIONS, measured, printed, type TaskEvidence } from '../experiments/localise/recall';

export const command: Command = {
  about: 'how often the ranking of lines holds the fault among its first 1, 3, 5, 10',
  help: `
usage: protege localise <folder | split | repo>… [options]

Runs the tests of each task, counts what they run, ranks the lines, and looks where the reference patch changes them: a
changed or removed line; where it only adds, the line of code before or after.

  --limit N      N tasks of each set, evenly spread (default all)
  --jobs N       tasks at a time (default 1)
  --out DIR      what the runs left, one file a task (default out/localise); a second run goes on
  --ablations    also without each group of signs: ${Object.keys(ABLATIONS).join(', ')}
  --fit FILE     fits the weights to the tasks of the named sets instead (never to dev, test or real ones) and writes them
  --commits FILE for the fit: a JSON list of bug fixes of one file each, {path, before, patch}
  --json         one JSON object per set and row

Exit code: 0 done, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, 'limit= jobs= out= ablations fit= commits= json');
    if (positionals.length === 0) throw new BadInput('Name a folder of tasks, a split or a repo; see --help.');
    const out = path.resolve(values.out ?? path.join(root, 'out/localise'));
    const jobs = integer('jobs', values.jobs, 1, 1, 64);
    for (const where of positionals) {
      const all = findTasks(where);
      const tasks = evenly(all, integer('limit', values.limit, all.length, 1, 1e6));
      const found = await gather(tasks, path.join(out, where.replace(/\W+/g, '_')), jobs);
      if (values.fit !== undefined) {
        const bad = found.find(({ split }) => split !== 'train');
        if (bad) throw new BadInput(`${bad.id} is not of the training split; weights are fitted to train tasks only.`);
        fs.writeFileSync(
          path.resolve(values.fit),
          fitted(found, values.commits ? (JSON.parse(fs.readFileSync(values.commits, 'utf8')) as Commit[]) : []),
        );
        continue;
      }
      const rows = measured(found, values.ablations === true);
      if (values.json) for (const row of rows) process.stdout.write(`${JSON.stringify({ set: where, ...row })}\n`);
      else process.stdout.write(printed(where, rows));
    }
    return 0;
  },
};

/** The evidence of each task, read where an earlier run left it. */
async function gather(tasks: ReturnType<typeof findTasks>, dir: string, jobs: number): Promise<TaskEvidence[]> {
  fs.mkdirSync(dir, { recursive: true });
  const idle: Sandbox[] = [];
  try {
    return await mapInOrder(tasks, jobs, async (lazy) => {
      const task = lazy.load();
      const file = path.join(dir, `${task.id.replace(/[^\w.-]+/g, '_')}.json`);
      let known: Evidence | undefined;
      if (fs.existsSync(file)) known = JSON.parse(fs.readFileSync(file, 'utf8')) as Evidence;
      else {
        const sandbox = idle.pop() ?? (await (await sandboxes.embedded!.load()).create({}, undefined));
        known = await look(sandbox, task);
        idle.push(sandbox);
        fs.writeFileSync(file, JSON.stringify(known));
        process.stderr.write(`${task.id}\n`);
      }
      const { id, files, goldPatch = '', split } = task;
      return { id, files, goldPatch, evidence: known, ...(split ? { split } : {}) };
    });
  } finally {
    await Promise.all(idle.map((sandbox) => sandbox.close()));
  }
}

async function look(sandbox: Sandbox, task: Task): Promise<Evidence> {
  await sandbox.reset({ ...task.files, ...task.tests });
  // a busy machine takes longer; what is counted does not depend on it
  return drain(evidence(sandbox, task, { tests: Object.keys(task.tests), coverageMs: 20_000 }));
}
