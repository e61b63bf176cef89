/** protege data: examples for the trainers of real language models, made from the train repositories. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import type { TaskIndex } from '../tasks/instances';
import { integer, parse, type Command } from './command';
import { contaminated, dealt, FILL_END, fillsOf, keyOf, known, type FillCaps, type FillExample } from './data/fills';
import { loopOf, unfit } from './data/loops';
import { findTasks, readIndex, readPack, root } from '../experiments/library';
import { openArena } from '../experiments/training/arena';
import { plural } from '../lib/text';
import { exportEpisodes } from '../train/export/index';
import type { Task, Trajectory } from '../types';

/** Steps of an episode that is shown: none takes ten. */
const LOOP_STEPS = 20;

const say = (text: string) => process.stderr.write(`${text}\n`);

export const command: Command = {
  about: 'examples for the trainers of real language models',
  help: `
usage: protege data fill [--out DIR] [options]
       protege data loop [--out DIR] [options]

fill: gap-filling examples from the bugs injected into the train repositories: a prompt as the guided scaffold makes it at run
time (fill: the line is gone; mend: it stands above as wrong), and the right line. Writes fill.jsonl (rows of prompt,
completion, form, repo, path, line, operator, noticed) and fill.json (counts, hash, what was left out). No example of a dev
or test repository, and none whose line with its neighbours stands in one, or in --against.

loop: episodes of the free loop as it should go, played for real on train tasks: tests, a question to the oracle, a look at the
place, the change, tests; some with a mistake on the way, some with nobody to ask. What teaches and what does not is marked as
by protege export. Writes train.jsonl (a row an episode), train.json and episodes/.

  --out DIR          default out/data
  --characters N     longest prompt with its completion (default 1360: about 400 tokens; loop: all messages, 5000)
  --dialect X        loop: how actions are written (default tuned: JSON, no manual)
  --per-line N       examples of one form with the same right line (default 2)
  --per-repo N       examples of one repository (default 400)
  --limit N          examples in all (loop: 300)
  --split X          train (default); dev: for measuring only, its data are marked so and not checked against themselves
  --seed N           default 0
  --against PLACE    task files or folders that measure, besides dev and test (may be repeated)

Exit code: 0 written, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(
      argv,
      'out= characters= per-line= per-repo= limit= split= seed= against=* dialect=',
    );
    const [what] = positionals;
    if ((what !== 'fill' && what !== 'loop') || positionals.length > 1)
      throw new BadInput('Say which data: fill or loop; see --help.');
    const seed = integer('seed', values.seed, 0, 0, 2 ** 31);
    const split = values.split ?? 'train';
    if (split !== 'train' && split !== 'dev') throw new BadInput('--split is train, or dev for measuring.');
    const limit = integer('limit', values.limit, what === 'loop' ? 300 : 1e6, 1, 1e6);
    const characters = integer('characters', values.characters, what === 'loop' ? 5000 : 1360, 100, 1e6);
    const against = values.against ?? [];
    const out = path.resolve(values.out ?? path.join(root, 'out/data'));
    fs.mkdirSync(out, { recursive: true });
    const around = { out, seed, limit, against, dialect: values.dialect ?? 'tuned', characters };
    if (what === 'loop') {
      if (values.split !== undefined) throw new BadInput('Episodes are made of train tasks only.');
      return loops(around);
    }
    const caps = {
      characters,
      perLine: integer('per-line', values['per-line'], 2, 1, 1000),
      perRepo: integer('per-repo', values['per-repo'], 400, 1, 1e6),
    };
    return fills({ ...around, split, caps });
  },
};

interface DataOptions {
  out: string;
  seed: number;
  limit: number;
  /** Task files or folders that measure. */
  against: string[];
}

/** Beside the rows: what they are, their hash, what was left out. */
function writeRows(out: string, name: string, text: string, card: Record<string, unknown>, against: string[]): void {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const places = ['dev', 'test', ...against.map((place) => path.basename(place))];
  fs.writeFileSync(path.join(out, `${name}.jsonl`), text);
  fs.writeFileSync(
    path.join(out, `${name}.json`),
    `${JSON.stringify({ ...card, sha256, against: places }, null, 2)}\n`,
  );
}

function fills({ out, seed, limit, against, split, caps }: DataOptions & { split: 'train' | 'dev'; caps: FillCaps }) {
  const index = readIndex();
  const measured = split === 'train' ? known(textsThatMeasure(index, against)) : new Set<string>();
  const left = { contaminated: 0 };
  const piles = index.repos.map((repo, at): FillExample[] => {
    if (repo.split !== split) return [];
    const all = fillsOf(readPack(repo.name), repo.sources, noticedIn(index, at), caps, seed);
    const kept = all.filter((example) => !contaminated(example, measured));
    left.contaminated += all.length - kept.length;
    return kept;
  });
  const rows = dealt(
    piles.filter((pile) => pile.length > 0),
    seed,
  ).slice(0, limit);
  const count = (keep: (row: FillExample) => boolean) => rows.filter(keep).length;
  const card = {
    what: 'gap filling, Qwen2.5-Coder form',
    end: FILL_END,
    split,
    rows: rows.length,
    fill: count(({ form }) => form === 'fill'),
    mend: count(({ form }) => form === 'mend'),
    noticed: count(({ noticed }) => noticed),
    repos: Object.fromEntries(
      piles.flatMap((pile, i) => (pile.length > 0 ? [[index.repos[i]!.name, pile.length]] : [])),
    ),
    seed,
    caps,
    left,
  };
  writeRows(out, 'fill', rows.map((row) => `${JSON.stringify(row)}\n`).join(''), card, against);
  say(
    `${out}: ${card.rows} rows (${card.fill} fill, ${card.mend} mend; ${card.noticed} of bugs that tests notice), ` +
      `${left.contaminated} left out as contaminated`,
  );
  return 0;
}

async function loops(options: DataOptions & { dialect: string; characters: number }): Promise<number> {
  const { out, seed, limit, against, dialect, characters } = options;
  const measured = known(textsThatMeasure(readIndex(), against));
  const piles = new Map<string, Task[]>();
  for (const { load } of findTasks('train')) {
    const task = load();
    piles.set(task.repo ?? task.source, [...(piles.get(task.repo ?? task.source) ?? []), task]);
  }
  const left: Record<string, number> = {};
  const leave = (why: string) => (left[why] = (left[why] ?? 0) + 1);
  const arena = openArena(out, LOOP_STEPS);
  const episodes: Trajectory[] = [];
  fs.mkdirSync(path.join(out, 'episodes'), { recursive: true });
  try {
    for (const task of dealt([...piles.values()], seed)) {
      if (episodes.length >= limit) break;
      const why = unfit(task, measured);
      const one = why ? null : await loopOf(task, episodes.length, arena, { dialect, seed, caps: { characters } });
      if (!one) leave(why || 'too long or not resolved');
      else {
        episodes.push(one);
        fs.writeFileSync(path.join(out, 'episodes', `${task.id}.traj.json`), JSON.stringify(one));
        if (episodes.length % 25 === 0) say(`${episodes.length}/${limit} episodes`);
      }
    }
  } finally {
    await arena.close();
  }
  const { files, rows } = await exportEpisodes(episodes, 'trl-sft', { form: 'text', rows: 'episode' });
  const text = String(files.find(({ path: name }) => name === 'train.jsonl')!.content);
  const card = {
    what: `episodes of the free loop, dialect ${dialect}`,
    split: 'train',
    rows,
    seed,
    caps: { characters },
    left,
  };
  writeRows(out, 'train', text, card, against);
  say(`${out}: ${plural(rows, 'episode')}; left out: ${JSON.stringify(left)}`);
  return 0;
}

/** Bugs of the index in one repository, as keys. */
function noticedIn(index: TaskIndex, repo: number): Set<string> {
  const { sources } = index.repos[repo]!;
  return new Set(
    index.rows
      .filter(([at]) => at === repo)
      .map(([, source, start, end, text]) => keyOf({ file: sources[source]!, start, end, text })),
  );
}

function* textsThatMeasure(index: TaskIndex, places: string[]): Generator<string> {
  for (const { name, split } of index.repos) if (split !== 'train') yield* Object.values(readPack(name).files);
  for (const place of places) {
    for (const { load } of findTasks(place)) {
      const { files, goldPatch = '' } = load();
      yield* Object.values(files);
      yield goldPatch
        .split('\n')
        .filter((line) => /^[ +](?!\+\+ )/.test(line))
        .map((line) => line.slice(1))
        .join('\n');
    }
  }
}
