/** protege merge: the shards of a benchmark -> one set of results, one table. */
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { parse, type Command } from './command';
import { printed, summarize } from '../experiments/summary';
import type { BenchOutcome } from '../experiments/outcome';
import { readOutcomes, writeAll } from './written';

interface Identity {
  name: string;
  where: string;
  shard: { index: number; of: number };
  config: unknown;
}

function identity(dir: string): Identity {
  try {
    return JSON.parse(fs.readFileSync(path.join(dir, 'config.json'), 'utf8')) as Identity;
  } catch {
    throw new BadInput(
      `${dir} is no result folder of protege bench (config.json is missing or broken); check the path.`,
    );
  }
}

export const command: Command = {
  about: 'put the shards of a benchmark together',
  help: `
usage: protege merge <DIR>... --out DIR [--json]

Checks that the shards belong together and that none is missing, then writes results.jsonl, preds.json,
all_preds.jsonl and summary.json, and prints the table.

Exit code: 0 merged, 1 merged but shards are missing, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, 'out= json');
    if (positionals.length === 0 || !values.out)
      throw new BadInput("Name the shards' folders and --out DIR; see --help.");
    const parts = positionals.map((dir) => ({ dir, ...identity(dir) }));
    const first = parts[0]!;
    const other = parts.find(
      (part) =>
        part.name !== first.name ||
        part.where !== first.where ||
        part.shard.of !== first.shard.of ||
        JSON.stringify(part.config) !== JSON.stringify(first.config),
    );
    if (other)
      throw new BadInput(`${other.dir} belongs to another benchmark than ${first.dir}; merge shards of one only.`);
    const twice = parts.find((part, i) => parts.findIndex((p) => p.shard.index === part.shard.index) !== i);
    if (twice) throw new BadInput(`Shard ${twice.shard.index} is given twice (${twice.dir}); leave one out.`);
    const outcomes: BenchOutcome[] = parts
      .flatMap((part) => readOutcomes(part.dir))
      .sort((a, b) => (a.taskId < b.taskId ? -1 : 1));
    const summary = summarize(outcomes);
    const out = path.resolve(values.out);
    writeAll(out, outcomes, first.name);
    fs.writeFileSync(path.join(out, 'summary.json'), `${JSON.stringify({ name: first.name, ...summary }, null, 1)}\n`);
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ name: first.name, ...summary })}\n`
        : printed(summary, `${first.name} on ${first.where}`),
    );
    const missing = Array.from({ length: first.shard.of }, (_, i) => i + 1).filter(
      (i) => !parts.some((part) => part.shard.index === i),
    );
    if (missing.length > 0) process.stderr.write(`shards missing: ${missing.join(', ')} of ${first.shard.of}\n`);
    return missing.length > 0 ? 1 : 0;
  },
};
