/** protege models: the table of real language models; played where it is missing, written as Markdown and JSON. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import { evenly } from '../lib/stats';
import { shard } from './choice';
import { integer, parse, type Command } from './command';
import { findTasks, root } from '../experiments/library';
import { arms as allArms, pickArms, type SetId } from '../experiments/models/arms';
import { play, readOutcomes, type Planned } from '../experiments/models/play';
import { noteRun, readRuns, spokenCommand } from '../experiments/models/runs';
import { missingOf, rowsOf, sheetMarkdown } from '../experiments/models/sheet';
import { commit } from '../experiments/origin';
import { playEpisode } from './team';

export const command: Command = {
  about: 'play real language models on dev tasks, functions and real bug fixes, and make their table',
  help: `
usage: protege models [--arms LIST] [options]         (npm run bench:models, protege tables --only models)

  --arms LIST        ids or their beginnings, with commas between (default all): ${allArms
    .slice(0, 4)
    .map(({ id }) => id)
    .join(', ')} …; --arms list prints them
  --dev N            injected bugs of the dev split, evenly spread (default 60; 0 = none)
  --test N           of the test split (default 0)
  --functions DIR    a folder of single-function task files, for instance HumanEvalFix-JS
  --real DIR         a folder of real bug fixes as task files
  --limit N          of each folder, evenly spread
  --jobs N           episodes at a time (default 1: a processor is busy with one)
  --shard i/n        the i-th of n parts, for several processes; each writes a file of its own
  --minutes N        begins no episode after that
  --keep             writes the episodes, too
  --out DIR          default out/models; a second run goes on
  --table            only makes the table of what is there
  --markdown FILE    default DIR/models.md
  --about TEXT       the machine, in words, for the table
  --notes FILE       Markdown that stands above the figures

Weights: npm run weights -- qwen0.5 qwen1.5. Exit code: 0 done, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(
      argv,
      'arms= dev= test= functions= real= limit= jobs= shard= minutes= keep table out= markdown= about= notes=',
    );
    if (positionals.length > 0) throw new BadInput('models takes only options; see --help.');
    if (values.arms === 'list') {
      process.stdout.write(allArms.map(({ id, label }) => `${id.padEnd(40)} ${label}\n`).join(''));
      return 0;
    }
    const arms = pickArms(values.arms);
    const out = path.resolve(values.out ?? path.join(root, 'out/models'));
    const part = shard(values.shard);
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    if (!values.table) {
      const cores = os.availableParallelism();
      const processor = `${os.cpus()[0]?.model ?? 'unknown processor'}, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
      const run = { command: spokenCommand(argv), commit: commit(), machine: values.about ?? processor };
      const limit = (set: SetId, fallback: number) =>
        integer(set, (values as Record<string, string | undefined>)[set], fallback, 0, 1e6);
      const folder = (dir: string | undefined) => {
        const all = dir === undefined ? [] : findTasks(dir);
        return evenly(all, integer('limit', values.limit, all.length, 1, 1e6));
      };
      const some = (split: 'dev' | 'test', n: number) => (n === 0 ? [] : evenly(findTasks(split), n));
      const sets: [SetId, ReturnType<typeof findTasks>][] = [
        ['functions', folder(values.functions)],
        ['dev', some('dev', limit('dev', 60))],
        ['test', some('test', limit('test', 0))],
        ['real', folder(values.real)],
      ];
      const planned: Planned[] = arms.flatMap((arm) =>
        sets.flatMap(([set, tasks]) =>
          arm.on && !arm.on.includes(set) ? [] : tasks.map((lazy) => ({ arm, set, lazy })),
        ),
      );
      const minutes = values.minutes === undefined ? Infinity : Number(values.minutes);
      if (!(minutes > 0)) throw new BadInput('--minutes is a number above 0.');
      noteRun(out, run);
      await play(
        planned.filter((_, i) => i % part.of === part.index - 1),
        {
          out,
          jobs: integer('jobs', values.jobs, 1, 1, 64),
          until: Date.now() + minutes * 60_000,
          keep: values.keep ?? false,
          part: part.of === 1 ? '' : `-${part.index}of${part.of}`,
          say,
          episode: async (task, config) =>
            (await playEpisode(task, config, undefined, undefined, undefined, true)).trajectory,
        },
      );
    }
    const outcomes = readOutcomes(out);
    const rows = rowsOf(allArms, outcomes.values());
    const runs = readRuns(out);
    const missing = missingOf(allArms, rows);
    const notes = values.notes === undefined ? undefined : readNotes(values.notes);
    const text = sheetMarkdown(rows, { runs, missing, ...(notes === undefined ? {} : { notes }) });
    const file = path.resolve(values.markdown ?? path.join(out, 'models.md'));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    fs.writeFileSync(
      file.replace(/(\.md)?$/, '.json'),
      `${JSON.stringify({ runs, rows, missing, episodes: [...outcomes.values()] }, null, 1)}\n`,
    );
    process.stdout.write(text);
    return 0;
  },
};

function readNotes(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadInput(`--notes ${file} cannot be read: ${(error as Error).message}`);
  }
}
