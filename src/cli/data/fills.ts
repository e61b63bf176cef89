/**
 * Gap-filling examples out of injected bugs: what the guided scaffold shows a code model at run time, and the line that was
 * right. Prompts are made by the scaffold's own code, so that training and running cannot drift apart.
 */
import { FAMILIES, fimPrompt } from '../../engines/fim';
import { hash, rng } from '../../lib/ids';
import { filled, lineHole, mendHole, offsets } from '../../scaffolds/guided/gap';
import type { RepoPack } from '../../tasks/instances';
import { mutants, splice, type Mutant } from '../../tasks/mutate';

export type FillForm = 'fill' | 'mend';

/** One row of the data set; `prompt` + `completion` is what a trainer reads, the rest says where it came from. */
export interface FillExample {
  prompt: string;
  /** The right line or lines, from behind the indentation; '' = the line has to go. The trainer adds the end token. */
  completion: string;
  form: FillForm;
  repo: string;
  path: string;
  /** 1-based, in the broken file. */
  line: number;
  operator: string;
  /** The bug is an instance of the index: visible tests notice it. Others are only known to parse. */
  noticed: boolean;
}

/** Caps of `fillsOf`. Characters, since no tokenizer is at hand here: about 3.4 of them are a token of Qwen's. */
export interface FillCaps {
  characters: number;
  /** Examples of one form with the same right line. */
  perLine: number;
  perRepo: number;
}

/** The end of a fill in this family's training; the row's completion goes without it. */
export const FILL_END = '<|endoftext|>';
const MOST_RIGHT_LINES = 3;
const QWEN = FAMILIES.find(({ id }) => id === 'qwen')!;

/** The right line or lines of a bug; undefined when it is not one line that is wrong. */
function rightOf({ files }: RepoPack, { file, start, end, text }: Mutant): string | undefined {
  const right = files[file]!;
  const before = right.lastIndexOf('\n', start - 1) + 1;
  const close = right.indexOf('\n', end);
  const lines = right.slice(before, close < 0 ? right.length : close);
  return text.includes('\n') || lines.split('\n').length > MOST_RIGHT_LINES ? undefined : lines;
}

/** Examples of one bug in both forms; [] when it is not one line that is wrong. */
export function fillExamples(pack: RepoPack, mutant: Mutant, noticed: boolean): FillExample[] {
  const { file, start, end, text, operator } = mutant;
  const lines = rightOf(pack, mutant);
  if (lines === undefined) return [];
  const right = pack.files[file]!;
  const broken = splice(right, start, end, text);
  const from = offsets(broken).findLastIndex((at) => at <= start) + 1;
  if (broken.split('\n')[from - 1]!.trim() === '') return []; // the line is missing: nobody looks for it there
  const span = { path: file, from, to: from };
  return (['fill', 'mend'] as const).flatMap((form): FillExample[] => {
    const hole = (form === 'mend' ? mendHole : lineHole)(file, broken, span);
    if (!lines.startsWith(hole.head)) return [];
    const completion = lines.slice(hole.head.length).trimEnd();
    if (!/^\S/.test(completion) || filled(broken, hole, completion) !== right) return [];
    const prompt = fimPrompt(QWEN, hole.gap);
    return [{ prompt, completion, form, repo: pack.name, path: file, line: from, operator, noticed }];
  });
}

/**
 * All examples of a repository, deduplicated and capped; bugs that tests notice come first, others in seeded order.
 * @param noticed keys (`keyOf`) of the bugs in the index
 */
export function fillsOf(
  pack: RepoPack,
  sources: string[],
  noticed: Set<string>,
  caps: FillCaps,
  seed: number,
): FillExample[] {
  const random = rng(hash(pack.name, seed));
  const all = sources
    .flatMap((file) => mutants(file, pack.files[file]!))
    .map((mutant) => ({ mutant, seen: noticed.has(keyOf(mutant)), order: random() }))
    .sort((a, b) => Number(b.seen) - Number(a.seen) || a.order - b.order);
  const prompts = new Set<string>();
  const perLine = new Map<string, number>();
  const out: FillExample[] = [];
  for (const { mutant, seen } of all) {
    const where = `${mutant.file} ${rightOf(pack, mutant) ?? ''}`;
    if ((perLine.get(`mend ${where}`) ?? 0) >= caps.perLine) continue; // before the work: most bugs share their lines
    for (const example of fillExamples(pack, mutant, seen)) {
      const { prompt, completion, form } = example;
      const place = `${form} ${where}`;
      const here = perLine.get(place) ?? 0;
      if (out.length >= caps.perRepo) return out;
      if (prompt.length + completion.length > caps.characters || prompts.has(prompt) || here >= caps.perLine) continue;
      prompts.add(prompt);
      perLine.set(place, here + 1);
      out.push(example);
    }
  }
  return out;
}

export const keyOf = ({ file, start, end, text }: Pick<Mutant, 'file' | 'start' | 'end' | 'text'>): string =>
  `${file} ${start} ${end} ${text}`;

/** What the repositories have, dealt out in turn, so that any beginning is spread over all of them. */
export function dealt<T>(piles: T[][], seed: number): T[] {
  const random = rng(hash('dealt', seed));
  const shuffled = piles.map((pile) =>
    pile
      .map((one) => [random(), one] as const)
      .sort((a, b) => a[0] - b[0])
      .map(([, one]) => one),
  );
  const out: T[] = [];
  for (let i = 0; shuffled.some((pile) => i < pile.length); i++)
    for (const pile of shuffled) if (i < pile.length) out.push(pile[i]!);
  return out;
}

// ---- contamination -------------------------------------------------------------------------------------------

const squeezed = (line: string) => line.replace(/\s+/g, ' ').trim();
const WINDOW = 3;
const LONG = 48;

/** Windows of three neighbouring lines and single long lines, as far as they say anything. */
function* traces(lines: string[]): Generator<string> {
  const own = lines.map(squeezed).filter((line) => line !== '');
  for (const [i, line] of own.entries()) {
    if (line.length >= LONG) yield line;
    const window = own.slice(i, i + WINDOW).join('\n');
    if (i + WINDOW <= own.length && window.length >= LONG) yield window;
  }
}

/** What is not to be learned: traces of the texts that measure. */
export function known(texts: Iterable<string>): Set<string> {
  const out = new Set<string>();
  for (const text of texts) for (const trace of traces(text.split('\n'))) out.add(trace);
  return out;
}

/** The right lines with their neighbours, or a long one alone, stand in a text that measures. */
export function contaminated({ prompt, completion }: FillExample, measured: Set<string>): boolean {
  const [head = '', tail = ''] = prompt.slice(QWEN.prefix.length).split(QWEN.suffix);
  const plain = (text: string) => text.split('\n').filter((line) => !/^\s*\/\/ (wrong|right):/.test(line));
  return contaminatedLines(plain(head), completion.split('\n'), plain(tail.replace(QWEN.middle, '')), measured);
}

/** The same for lines and what stands before and behind them. */
export function contaminatedLines(before: string[], right: string[], after: string[], measured: Set<string>): boolean {
  const some = (line: string) => squeezed(line) !== '';
  const near = [...before.filter(some).slice(1 - WINDOW), ...right, ...after.filter(some).slice(0, WINDOW - 1)];
  for (const trace of traces(near)) if (measured.has(trace)) return true;
  return false;
}
