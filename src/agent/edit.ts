/** Finds one piece of text in a file and replaces it; a miss says where the nearest lines are. Pure. */
import { remarked } from '../lib/foreign';
import { numbered, plural, similarity, splitLines } from '../lib/text';

export type Edited =
  | { ok: true; content: string; first: number; last: number; how: 'exact' | 'whitespace' } // 1-based lines of the result
  | { ok: false; why: string };

/** Above it only lines that share the longest word are compared, when looking for the nearest. */
const MAX_LINES = 20_000;

/** @param exact take `replace` as it stands: a line that is replaced by nothing stays as an empty one */
export function replaceOnce(content: string, find: string, replace: string, exact = false): Edited {
  const crlf = /\r\n/.test(content) && !/[^\r]\n|^\n/.test(content); // a mixed file is left as it is
  const text = crlf ? content.replace(/\r\n/g, '\n') : content;
  const asked = [find, replace].map((part) => part.replace(/\r\n/g, '\n')) as [string, string];
  // as written first: the numbers may be the file's own
  const bare = occurrences(text, asked[0]).length > 0 ? asked : unnumbered(...asked);
  const [wanted, put] = bare;
  if (wanted === put) return miss('"find" and "replace" are the same; nothing would change.');
  const places = occurrences(text, wanted);
  const done = places.length === 1 ? exactly(text, places[0]!, wanted, put, exact) : undefined;
  const edited = done ?? (places.length > 1 ? ambiguous(text, places) : byLines(text, wanted, put));
  if (!edited.ok || !crlf) return edited;
  return { ...edited, content: edited.content.replace(/\n/g, '\r\n') };
}

/** Nothing instead of all that stands on some lines takes the lines, too. */
function exactly(text: string, at: number, wanted: string, put: string, exact: boolean): Edited {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const rest = text.indexOf('\n', at + wanted.length);
  const end = rest === -1 ? text.length : rest;
  const left = text.slice(start, at) + text.slice(at + wanted.length, end);
  const takes = put === '' && !exact && wanted.trim() !== '' && !wanted.endsWith('\n') && left.trim() === '';
  return takes ? cut(text, start, end) : splice(text, at, wanted.length, put, 'exact');
}

/** Whole lines, from the first's begin to the last's end. */
function cut(text: string, start: number, end: number): Edited {
  if (end < text.length) return splice(text, start, end + 1 - start, '', 'exact');
  return start > 0 ? splice(text, start - 1, end + 1 - start, '', 'exact') : splice(text, start, end, '', 'exact');
}

const miss = (why: string): Edited => ({ ok: false, why });

function occurrences(text: string, find: string): number[] {
  const places: number[] = [];
  if (find === '') return places;
  for (let at = text.indexOf(find); at !== -1; at = text.indexOf(find, at + 1)) places.push(at);
  return places;
}

function splice(text: string, at: number, length: number, put: string, how: 'exact' | 'whitespace'): Edited {
  const first = lineOf(text, at);
  const content = text.slice(0, at) + put + text.slice(at + length);
  if (content === text) return miss('The file already reads like this; nothing would change.');
  return { ok: true, content, first, last: first + put.replace(/\n$/, '').split('\n').length - 1, how };
}

const lineOf = (text: string, at: number) => text.slice(0, at).split('\n').length;

function ambiguous(text: string, places: number[]): Edited {
  const lines = places.slice(0, 8).map((at) => lineOf(text, at));
  const more = places.length > lines.length ? ' …' : '';
  return miss(
    `"find" occurs ${places.length} times, at lines ${lines.join(', ')}${more}. Add neighbouring lines until it occurs once.`,
  );
}

/** What `view`, `cat -n` and `grep -n` put before a line. */
const MARKS = [/^\s*(\d+) ?\|/, /^\s*(\d+)\t/, /^\s*(\d+):/];

/** Models copy the numbers of a view along; a find whose every line carries one, counting up, loses them. */
function unnumbered(find: string, replace: string): [string, string] {
  const lines = find.split('\n').filter((line) => line.trim() !== '');
  const mark = MARKS.find((one) => {
    const numbers = lines.map((line) => Number(one.exec(line)?.[1] ?? NaN));
    return lines.length > 0 && numbers.every((n, i) => n > (i === 0 ? -1 : numbers[i - 1]!));
  });
  if (!mark) return [find, replace];
  const strip = (text: string) =>
    text
      .split('\n')
      .map((line) => line.replace(mark, ''))
      .join('\n');
  return [strip(find), strip(replace)];
}

/** Whole lines, blind to indentation and trailing spaces; the file's indentation is kept. */
function byLines(text: string, find: string, replace: string): Edited {
  const lines = text.split('\n');
  const wanted = trimBlank(find.split('\n'));
  if (wanted.length === 0) return miss('"find" holds only white space. Copy the text to replace from the file.');
  const [bare, sought] = [lines.map((line) => line.trim()), wanted.map((line) => line.trim())];
  const starts: number[] = [];
  for (let i = 0; i + wanted.length <= lines.length; i++)
    if (sought.every((line, j) => bare[i + j] === line)) starts.push(i);
  if (starts.length === 0) return miss(`"find" is not in the file. ${nearest(lines, wanted)}`);
  if (starts.length > 1)
    return ambiguous(
      text,
      starts.map((i) => lines.slice(0, i).join('\n').length + (i > 0 ? 1 : 0)),
    );
  const start = starts[0]!;
  const old = lines.slice(start, start + wanted.length);
  const put = reindent(trimBlank(replace.split('\n')), wanted, old, lines);
  const at = lines.slice(0, start).reduce((sum, line) => sum + line.length + 1, 0);
  const length = old.join('\n').length;
  if (put.length === 0) return { ...cut(text, at, at + length), how: 'whitespace' } as Edited;
  // a file with both line ends: each line keeps its own
  const ended = put.map((line, i) => {
    const was = i === put.length - 1 ? old.at(-1)! : old[Math.min(i, old.length - 1)]!;
    return was.endsWith('\r') ? `${line}\r` : line;
  });
  return splice(text, at, length, ended.join('\n'), 'whitespace');
}

/**
 * The new lines, moved by the difference between the file's indentation and the one in `find`. Where one has tabs and the
 * other spaces, each indentation of `find` stands for its line's in the file, and deeper lines go by steps.
 */
function reindent(put: string[], wanted: string[], old: string[], file: string[]): string[] {
  const pairs = wanted.flatMap((line, i) => (line.trim() === '' ? [] : [[indent(line), indent(old[i]!)] as const]));
  const [head, ...others] = pairs;
  // only the first line was copied from its first letter on
  const bareHead =
    head![0] === '' && head![1] !== '' && others.length > 0 && others.every(([meant, real]) => meant === real);
  const known = bareHead ? others : pairs;
  const mixed = known.some(([meant, real]) => meant !== '' && real !== '' && meant[0] !== real[0]);
  const move = mixed ? converted(known, stepOf([...wanted, ...put]), stepOf(file)) : shifted(...known[0]!);
  return put.map((line, i) => {
    if (line.trim() === '') return '';
    const meant = indent(line);
    return (i === 0 && bareHead && meant === '' ? head![1] : move(meant)) + line.slice(meant.length);
  });
}

const shifted = (meant: string, real: string) => (now: string) =>
  now.startsWith(meant)
    ? real + now.slice(meant.length)
    : real.slice(0, Math.max(0, real.length - (meant.length - now.length)));

/** From steps of one kind to steps of the other. */
function converted(known: (readonly [string, string])[], from: string, to: string) {
  const map = new Map(known);
  const depth = (text: string) => Math.round(text.length / Math.max(1, from.length));
  return (now: string): string => {
    const [meant, real] = known.reduce((a, b) => (distance(b[0], now) < distance(a[0], now) ? b : a));
    const steps = depth(now) - depth(meant);
    return (
      map.get(now) ??
      (steps >= 0 ? real + to.repeat(steps) : real.slice(0, Math.max(0, real.length + steps * to.length)))
    );
  };
}

const distance = (a: string, b: string) => Math.abs(a.length - b.length);

/** One step of indentation: a tab, or the fewest spaces that two lines differ by. */
function stepOf(lines: string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map(indent);
  if (indents.some((one) => one.startsWith('\t'))) return '\t';
  const widths = [...new Set([0, ...indents.map((one) => one.length)])].sort((a, b) => a - b);
  const steps = widths.slice(1).map((width, i) => width - widths[i]!);
  return ' '.repeat(Math.min(...steps.filter((step) => step > 1), 8));
}

const indent = (line: string) => /^[ \t]*/.exec(line)![0];

function trimBlank(lines: string[]): string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => line.trim() !== '') + 1);
}

/** The window of the file most like the wanted lines, with numbers. */
function nearest(lines: string[], wanted: string[]): string {
  const some = wanted.slice(0, 12);
  const key = some.reduce((best, line) => (line.trim().length > best.trim().length ? line : best), '');
  const offset = some.indexOf(key);
  const word = lines.length > MAX_LINES ? longestWord(key) : '';
  let best = { score: 0, at: 0 };
  lines.forEach((line, i) => {
    if (line.length > 2000 || !line.includes(word)) return;
    const score = similarity(line, key);
    if (score > best.score) best = { score, at: i };
  });
  if (best.score < 0.3)
    return `No line is like it; the file has ${plural(splitLines(lines.join('\n')).length, 'line')}. View it first.`;
  const from = Math.max(0, best.at - offset - 1);
  const shown = lines.slice(from, Math.min(lines.length, best.at - offset + some.length + 1, from + 14));
  return `The nearest lines are:\n${numbered(shown, from + 1)}\nCopy the text exactly, without the line numbers.`;
}

const longestWord = (text: string) =>
  (text.match(/[\w$]+/g) ?? ['']).reduce((best, word) => (word.length > best.length ? word : best));

/** `replaceOnce`; where it finds nothing, `find` may hold a chat mark in the form in which it was shown. */
export function replaceRead(
  text: string,
  find: string,
  replace: string,
  exact?: boolean,
): ReturnType<typeof replaceOnce> {
  const plain = replaceOnce(text, find, replace, exact);
  const read = remarked(find);
  return plain.ok || read === find ? plain : replaceOnce(text, read, remarked(replace), exact);
}
