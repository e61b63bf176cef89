/** What the steps of a guided episode come to on screen: the harness's own steps, and tries grouped by their place. Pure. */
import { escalated } from '../facts/step';
import type { Files, Generation, Move, Observation, Step, TestReport } from '../types';
import { asText, decisive } from './view';

export type Tone = 'pass' | 'fail' | '';

/** One written change and what became of it. */
export interface Try {
  index: number;
  move: Move;
  /** The changed lines before and after; `line` is the first of them, 1-based. */
  before: string[];
  after: string[];
  line: number;
  /** Names of tests of the first run that pass now, and that do not any more. */
  fixed: string[];
  broken: string[];
  result: string;
  tone: Tone;
  /** The harness made it again, or put two together. */
  harness: boolean;
}

export type Block =
  | { kind: 'step'; key: string; index: number }
  | { kind: 'harness'; key: string; index: number }
  | { kind: 'place'; key: string; path: string; line: number; tries: Try[]; result: string; tone: Tone };

/** Of a step that is one try and nothing else; the expert's steps stand on their own. */
export function moveOf(step: Step): Move | undefined {
  return escalated(step) ? undefined : decisive(step)?.move;
}

/** The harness took it alone. */
export const isHarness = (step: Step): boolean => decisive(step)?.by === 'harness';

/** Steps in order; between two steps of other kinds, tries stand together by their place. */
export function blocksOf(steps: readonly Step[], base: Files): Block[] {
  const blocks: Block[] = [];
  const report = steps.find(({ observation }) => observation.tests)?.observation.tests;
  let open = new Map<string, Extract<Block, { kind: 'place' }>>();
  let files = base;
  steps.forEach((step, index) => {
    const move = moveOf(step);
    if (move) {
      const one = tryOf(step, index, move, files, report);
      const key = `${move.path}:${move.from}`;
      let block = open.get(key);
      if (!block) {
        block = { kind: 'place', key: `p${index}`, path: move.path, line: move.from, tries: [], result: '', tone: '' };
        open.set(key, block);
        blocks.push(block);
      }
      block.tries.push(one);
    } else {
      open = new Map();
      blocks.push({ kind: isHarness(step) ? 'harness' : 'step', key: `s${index}`, index });
    }
    if (Object.keys(step.changes).length > 0) files = after(files, step);
  });
  for (const block of blocks) if (block.kind === 'place') Object.assign(block, together(block.tries));
  return blocks;
}

function after(files: Files, { changes }: Step): Files {
  const now = { ...files };
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) delete now[path];
    else now[path] = content;
  }
  return now;
}

/** Steps never change once they are recorded; what a try shows depends on nothing else but its file. */
const known = new WeakMap<Step, { text: string | undefined; one: Try }>();

function tryOf(step: Step, index: number, move: Move, files: Files, base: TestReport | undefined): Try {
  const content = files[move.path];
  const text = content === undefined ? undefined : asText(content);
  const before = known.get(step);
  if (before && before.text === text && before.one.index === index) return before.one;
  const { observation } = step;
  const { fixed, broken } = held(base, observation.tests);
  const last = decisive(step);
  const one: Try = {
    index,
    move,
    ...changedLines(last, text, move),
    fixed,
    broken,
    ...resultOf(last, observation, fixed.length, broken.length),
    harness: last?.by === 'harness',
  };
  known.set(step, { text, one });
  return one;
}

/** Against the run before all tries: a taken-back change leaves no trace in the next one. */
function held(base: TestReport | undefined, now: TestReport | undefined): Pick<Try, 'fixed' | 'broken'> {
  if (!base || !now) return { fixed: [], broken: [] };
  const id = ({ file, name }: TestReport['tests'][number]) => `${file}\0${name}`;
  const status = new Map(now.tests.map((test) => [id(test), test.status]));
  const of = (was: string, is: (status: string | undefined) => boolean) =>
    base.tests.filter((test) => test.status === was && is(status.get(id(test)))).map(({ name }) => name);
  return { fixed: of('fail', (s) => s === 'pass'), broken: of('pass', (s) => s !== 'pass') };
}

/** Whole lines around the replaced piece, so that a piece within a line can be read. */
function changedLines(last: Generation | undefined, text: string | undefined, move: Move) {
  const action = last?.action;
  if (action?.kind !== 'edit') return { before: [], after: [], line: move.from };
  const { find, replace } = action;
  const at = text?.indexOf(find) ?? -1;
  if (text === undefined || at < 0) return { before: linesOf(find), after: linesOf(replace), line: move.from };
  const from = text.lastIndexOf('\n', at - 1) + 1;
  const end = at + find.length;
  // an edit that ends with its line's break has nothing of the next line in it
  const whole = find.endsWith('\n') || (find === '' && replace.endsWith('\n'));
  const next = whole ? end : text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
  const old = linesOf(text.slice(from, next));
  const now = linesOf(text.slice(from, at) + replace + text.slice(end, next));
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const line = text.slice(0, from).split('\n').length + head;
  return { before: old.slice(head, old.length - tail), after: now.slice(head, now.length - tail), line };
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

const REFUSED: Record<NonNullable<Observation['refused']>, string> = {
  unchanged: 'as it was',
  repeated: 'tried before',
  syntax: 'does not parse',
  empty: 'nothing written',
};

function resultOf(
  last: Generation | undefined,
  { refused, tests, kept }: Observation,
  fixed: number,
  broken: number,
): { result: string; tone: Tone } {
  if (refused) return { result: REFUSED[refused], tone: '' };
  if (last?.action?.kind === 'invalid') return { result: 'no code', tone: '' };
  if (!tests || tests.tests.length === 0) return { result: 'no test ended', tone: 'fail' };
  const passes = tests.complete && broken === 0 && tests.tests.every(({ status }) => status !== 'fail');
  if (passes) return { result: 'all tests pass', tone: 'pass' };
  const count = [fixed > 0 ? `+${fixed} fixed` : '', broken > 0 ? `−${broken} broken` : ''].filter(Boolean).join(', ');
  if (kept) return { result: `${count || 'no effect'}, kept as the best`, tone: fixed > broken ? 'pass' : '' };
  if (count === '') return { result: 'same tests fail', tone: '' };
  return { result: count, tone: fixed > broken ? 'pass' : 'fail' };
}

/** The best that the tries of one place came to. */
function together(tries: readonly Try[]): { result: string; tone: Tone } {
  const gain = ({ fixed, broken, result }: Try) =>
    result === 'all tests pass' ? Infinity : fixed.length - broken.length;
  const tested = tries.filter(({ fixed, broken, tone }) => fixed.length + broken.length > 0 || tone === 'pass');
  const [best] = [...tested].sort((a, b) => gain(b) - gain(a));
  if (best && gain(best) > 0) return best;
  const kinds = [...new Set(tries.map(({ result }) => result))];
  return kinds.length === 1 ? { result: kinds[0]!, tone: tries[0]!.tone } : { result: 'no gain', tone: '' };
}

export const moveWords: Record<Move['kind'], string> = {
  fill: 'line',
  mend: 'line, mended',
  vary: 'line, varied',
  mutate: 'known mistake undone',
  part: 'part of a line',
  insert: 'new line',
  rewrite: 'function',
  repair: 'function, again',
  compose: 'two together',
};

export const moveAbout: Record<Move['kind'], string> = {
  fill: 'The line was taken out and the protégé filled the gap.',
  mend: 'The line stood above the gap as a comment, and the protégé wrote it again.',
  vary: 'The protégé read the line as it stands; where it finds another word likelier, that word is put in. Nothing was written.',
  mutate:
    'The harness undoes a common kind of mistake in the line; the protégé’s reading of the line said which of them first. Nothing was written.',
  part: 'A piece of the line was taken out and the protégé filled the gap.',
  insert: 'The protégé wrote what might be missing between two lines.',
  rewrite: 'The protégé wrote the whole function again.',
  repair: 'The protégé wrote the function again, knowing what still failed.',
  compose: 'The harness put two changes together that each fixed some tests.',
};

/** How sure the model was of what it wrote. */
export function sureness({ logprobs = [] }: Generation): { mean: number; words: string } | undefined {
  const known = logprobs.filter((value) => Number.isFinite(value));
  if (known.length === 0) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const share = Math.round(Math.exp(mean) * 100);
  return {
    mean,
    words: `${mean.toFixed(2).replace('-', '−')} a token: on average it gave ${share} % to what it wrote`,
  };
}

/** The mark that a recorded prompt has where the gap is (scaffolds/guided/write). */
const GAP = '▁';

/** A prompt around its gap; without one, all of it stands before. */
export function split(prompt: string, move: Move | undefined): { before: string; after: string | null } {
  const at = move && /^(fill|part|insert)$/.test(move.kind) ? prompt.indexOf(GAP) : -1;
  return at < 0 ? { before: prompt, after: null } : { before: prompt.slice(0, at), after: prompt.slice(at + 1) };
}

export interface GaveUp {
  tried: number;
  places: number;
  /** What became of them, a few words each. */
  words: string[];
  /** Index of the step that fixed most, if one fixed more than it broke. */
  best?: number;
  advice: string[];
}

/** Why a guided episode repaired nothing, as far as its steps tell, and what would help. */
export function gaveUp(steps: readonly Step[]): GaveUp {
  const blocks = blocksOf(steps, {}).filter((block) => block.kind === 'place');
  const tries = blocks.flatMap((block) => block.tries).filter(({ harness }) => !harness);
  const count = (...results: string[]) => tries.filter(({ result }) => results.includes(result)).length;
  const same = count('same tests fail');
  const stale = count('as it was', 'tried before');
  const broken = count('does not parse', 'no code', 'nothing written');
  const worse = tries.filter(({ tone, result }) => tone === 'fail' && result !== 'no test ended').length;
  const some = tries.filter(({ tone, fixed, broken }) => tone === 'pass' && fixed.length > broken.length);
  const hung = count('no test ended');
  const are = (n: number) => (n === 1 ? 'was' : 'were');
  const words = [
    some.length > 0 ? `${some.length} fixed some tests` : '',
    same > 0 ? `${same} changed nothing for the tests` : '',
    worse > 0 ? `${worse} only broke something` : '',
    stale > 0 ? `${stale} ${are(stale)} the code as it stood or a repeat` : '',
    broken > 0 ? `${broken} ${are(broken)} no code that parses` : '',
    hung > 0 ? `${hung} did not come to an end of the tests` : '',
  ].filter(Boolean);
  const best = some.sort((a, b) => b.fixed.length - b.broken.length - (a.fixed.length - a.broken.length))[0];
  const asked = steps.some(escalated);
  const share = (n: number) => tries.length > 0 && n / tries.length > 0.4;
  const advice = [
    share(broken) ? 'Much of what it wrote is no code: take a model that was made for code, or a larger one.' : '',
    share(stale)
      ? 'It writes the same again: more samples will not help much; an expert who names the place will.'
      : '',
    !asked && tries.length > 0 ? 'Nobody told it where to look: an expert who names the line is worth most.' : '',
    some.length > 0 ? 'Some tests were fixed: the place is near; more samples there may do.' : '',
    tries.length === 0 && steps.length <= 2 ? 'Look at the first step: no test reported, or none failed.' : '',
  ].filter(Boolean);
  return {
    tried: tries.length,
    places: new Set(tries.map(({ move }) => `${move.path}:${move.from}`)).size,
    words: words.length > 0 ? words : ['none brought anything'],
    ...(best ? { best: best.index } : {}),
    advice: advice.length > 0 ? advice : ['Try more samples, a larger model, or an expert.'],
  };
}
