/** protege data: examples for the trainers of real language models, made from the train repositories. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BadInput } from '../lib/badinput';
import type { TaskIndex } from '../tasks/instances';
import { integer, parse, type Command } from './command';
import { contaminated, dealt, FILL_END, fillsOf, keyOf, known, type FillExample } from './data/fills';
import { findTasks, readIndex, readPack, root } from '../experiments/library';

const say = (text: string) => process.stderr.write(`${text}\n`);

export const command: Command = {
  about: 'examples for the trainers of real language models',
  help: `
usage: protege data fill [--out DIR] [options]

Gap-filling examples from the bugs injected into the train repositories: a prompt as the guided scaffold makes it at run
time (fill: the line is gone; mend: it stands above as wrong), and the right line. Writes fill.jsonl (rows of prompt,
completion, form, repo, path, line, operator, noticed) and fill.json (counts, hash, what was left out). No example of a dev
or test repository, and none whose line with its neighbours stands in one, or in --against.

  --out DIR          default out/data
  --characters N     longest prompt with its completion (default 1360: about 400 tokens)
  --per-line N       examples of one form with the same right line (default 2)
  --per-repo N       examples of one repository (default 400)
  --limit N          examples in all
  --split X          train (default); dev: for measuring only, its data are marked so and not checked against themselves
  --seed N           default 0
  --against PLACE    task files or folders that measure, besides dev and test (may be repeated)

Exit code: 0 written, 2 bad input.`,
  async run(argv) {
    const { values, positionals } = parse(argv, 'out= characters= per-line= per-repo= limit= split= seed= against=*');
    if (positionals[0] !== 'fill' || positionals.length > 1) throw new BadInput('Say which data: fill; see --help.');
    const seed = integer('seed', values.seed, 0, 0, 2 ** 31);
    const caps = {
      characters: integer('characters', values.characters, 1360, 100, 1e6),
      perLine: integer('per-line', values['per-line'], 2, 1, 1000),
      perRepo: integer('per-repo', values['per-repo'], 400, 1, 1e6),
    };
    const limit = integer('limit', values.limit, 1e6, 1, 1e6);
    const split = values.split ?? 'train';
    if (split !== 'train' && split !== 'dev') throw new BadInput('--split is train, or dev for measuring.');
    const index = readIndex();
    const measured = split === 'train' ? known(textsThatMeasure(index, values.against ?? [])) : new Set<string>();
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
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    const count = (keep: (row: FillExample) => boolean) => rows.filter(keep).length;
    const card = {
      what: 'gap filling, Qwen2.5-Coder form',
      end: FILL_END,
      split,
      rows: rows.length,
      sha256: createHash('sha256').update(text).digest('hex'),
      fill: count(({ form }) => form === 'fill'),
      mend: count(({ form }) => form === 'mend'),
      noticed: count(({ noticed }) => noticed),
      repos: Object.fromEntries(
        piles.flatMap((pile, i) => (pile.length > 0 ? [[index.repos[i]!.name, pile.length]] : [])),
      ),
      seed,
      caps,
      left,
      against: ['dev', 'test', ...(values.against ?? []).map((place) => path.basename(place))],
    };
    const out = path.resolve(values.out ?? path.join(root, 'out/data'));
    fs.mkdirSync(out, { recursive: true });
    fs.writeFileSync(path.join(out, 'fill.jsonl'), text);
    fs.writeFileSync(path.join(out, 'fill.json'), `${JSON.stringify(card, null, 2)}\n`);
    say(
      `${out}: ${card.rows} rows (${card.fill} fill, ${card.mend} mend; ${card.noticed} of bugs that tests notice), ` +
        `${left.contaminated} left out as contaminated`,
    );
    return 0;
  },
};

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
