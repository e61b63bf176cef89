/** protege bench: one episode per task of a split or folder; shards for an existing scheduler; resumes where it stopped. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { mapInOrder } from '../lib/pool';
import { evenly } from '../lib/stats';
import type { Trajectory } from '../types';
import { shard } from './choice';
import { integer, parse, type Command } from './command';
import { findTasks } from '../experiments/library';
import { printed, summarize } from '../experiments/summary';
import { crashed, type BenchOutcome } from '../experiments/outcome';
import { configOf, playEpisode, teamHelp, teamOptions } from './team';
import { appendResult, readOutcomes, teamName, writeAll, writeEpisode } from './written';

export const command: Command = {
  about: 'run one episode per task and count what was resolved',
  help: `
usage: protege bench <folder | split | repo> [--limit N] [--jobs N] [--shard i/n] [--out DIR] [options]

  --limit N        N tasks, evenly spread over the set
  --jobs N         N episodes at a time (default 2)
  --shard i/n      the i-th of n parts (for schedulers; see examples/ and protege merge)
  --weigh          after a pass, puts mistakes into the patched lines until the tests notice one (up to five more runs of
                   them) and compares with the gold patch on other values in the tests' calls (three more); the table
                   then says how many of the resolved are weakly held, and how many differ from the reference
  --out DIR        results.jsonl, trajectories/, preds.json, all_preds.jsonl, summary.json; a second run goes on
${teamHelp.trim().replace(/^/gm, '  ').replace(/^ {4}/gm, '  ')}

Exit code: 0 all resolved, 1 some not, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, `${teamOptions} limit= jobs= shard= out= weigh` as const);
    if (positionals.length !== 1) throw new BadInput('Name one folder, split or repo; see --help.');
    const config = configOf(values);
    const part = shard(values.shard);
    const all = findTasks(positionals[0]!);
    const limit = integer('limit', values.limit, all.length, 1, 1e9);
    const tasks = evenly(all, limit).filter((_, i) => i % part.of === part.index - 1);
    const out = values.out === undefined ? undefined : path.resolve(values.out);
    const name = teamName(config);
    if (out) guard(out, { name, config, where: positionals[0]!, shard: part });
    const there = out ? readOutcomes(out) : [];
    const before = new Map(there.map((outcome) => [outcome.file ?? outcome.taskId, outcome]));
    if (before.size > 0) process.stderr.write(`${before.size} episodes are there already and are kept\n`);
    let done = 0;
    const work = async (lazy: (typeof tasks)[number]): Promise<BenchOutcome> => {
      const kept = before.get(lazy.name);
      if (kept) return kept;
      const keep = (trajectory: Trajectory) => out && writeEpisode(out, trajectory);
      const played = await attempt(lazy, config, keep, values.weigh);
      const outcome = played.taskId === lazy.name ? played : { ...played, file: lazy.name };
      if (out) appendResult(out, outcome);
      process.stderr.write(
        `${String(++done).padStart(5)}/${tasks.length - before.size}  ${outcome.resolved ? '✔' : '✘'} ${outcome.taskId}  ${outcome.exit}, ${outcome.steps} steps, ${outcome.expertCalls} calls, ${(outcome.wallMs / 1000).toFixed(1)} s\n`,
      );
      return outcome;
    };
    const outcomes = await mapInOrder(tasks, integer('jobs', values.jobs, 2, 1, 64), work, (outcome) => {
      if (values.json) process.stdout.write(`${JSON.stringify(outcome)}\n`);
    });
    const summary = summarize(outcomes);
    if (out) {
      writeAll(out, outcomes, name);
      fs.writeFileSync(path.join(out, 'summary.json'), `${JSON.stringify({ name, ...summary }, null, 1)}\n`);
    }
    (values.json ? process.stderr : process.stdout).write(printed(summary, `${name} on ${positionals[0]}`));
    return summary.resolved === summary.n ? 0 : 1;
  },
};

/** A bad task or a crash of one episode is a result, not the end of the benchmark. */
async function attempt(
  lazy: ReturnType<typeof findTasks>[number],
  config: Parameters<typeof playEpisode>[1],
  keep: (trajectory: Trajectory) => void,
  weigh = false,
): Promise<BenchOutcome> {
  const started = performance.now();
  try {
    const { trajectory, outcome } = await playEpisode(lazy.load(), config, undefined, undefined, undefined, weigh);
    keep(trajectory);
    return outcome;
  } catch (error) {
    if ((error as Error).name === 'BadInput') throw error;
    const wallMs = Math.round(performance.now() - started);
    return { taskId: lazy.name, ...crashed(error), wallMs, patch: '' };
  }
}

/** The folder belongs to one configuration: a different one must not be mixed in. */
function guard(out: string, identity: Record<string, unknown>): void {
  const file = path.join(out, 'config.json');
  const text = `${JSON.stringify(identity, null, 1)}\n`;
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') !== text)
    throw new BadInput(`${out} holds results of another configuration; give another --out, or remove the folder.`);
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(file, text);
}
