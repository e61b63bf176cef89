/** Finds one piece of text in a file and replaces it; a miss says where the nearest lines are. Pure. */
import { numbered, plural, similarity, splitLines } from '../lib/text';

export type Edited =
  | { ok: true; content: string; first: number; last: number; how: 'exact' | 'whitespace' } // 1-based lines of the result
  | { ok: false; why: string };

const MAX_LINES = 20_000;

export function replaceOnce(content: string, find: string, replace: string): Edited {
  const crlf = /\r\n/.test(content) && !/[^\r]\n|^\n/.test(content); // a mixed file is left as it is
  const text = crlf ? content.replace(/\r\n/g, '\n') : content;
  const [wanted, put] = unnumbered(find.replace(/\r\n/g, '\n'), replace.replace(/\r\n/g, '\n'));
  if (wanted === put) return miss('"find" and "replace" are the same; nothing would change.');
  const places = occurrences(text, wanted);
  const done = places.length === 1 ? splice(text, places[0]!, wanted.length, put, 'exact') : undefined;
  const edited = done ?? (places.length > 1 ? ambiguous(text, places) : byLines(text, wanted, put));
  if (!edited.ok || !crlf) return edited;
  return { ...edited, content: edited.content.replace(/\n/g, '\r\n') };
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

/** Models copy the numbers of a view along; a find whose every line carries one loses them. */
function unnumbered(find: string, replace: string): [string, string] {
  const mark = /^\s*\d+\|/;
  const lines = find.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || !lines.every((line) => mark.test(line))) return [find, replace];
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
  const starts: number[] = [];
  if (lines.length <= MAX_LINES) {
    for (let i = 0; i + wanted.length <= lines.length; i++) {
      if (wanted.every((line, j) => lines[i + j]!.trim() === line.trim())) starts.push(i);
    }
  }
  if (starts.length === 0) return miss(`"find" is not in the file. ${nearest(lines, wanted)}`);
  if (starts.length > 1)
    return ambiguous(
      text,
      starts.map((i) => lines.slice(0, i).join('\n').length + (i > 0 ? 1 : 0)),
    );
  const start = starts[0]!;
  const old = lines.slice(start, start + wanted.length);
  const put = reindent(trimBlank(replace.split('\n')), wanted, old);
  const at = lines.slice(0, start).reduce((sum, line) => sum + line.length + 1, 0);
  return splice(text, at, old.join('\n').length, put.join('\n'), 'whitespace');
}

/** Moves the new lines by the difference between the file's indentation and the one in `find`. */
function reindent(put: string[], wanted: string[], old: string[]): string[] {
  const at = wanted.findIndex((line) => line.trim() !== '');
  const meant = indent(wanted[at] ?? '');
  const real = indent(old[at] ?? '');
  return put.map((line) => {
    if (line.trim() === '') return '';
    if (meant === '' || line.startsWith(meant)) return real + line.slice(meant.length);
    return line;
  });
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
  let best = { score: 0, at: 0 };
  lines.slice(0, MAX_LINES).forEach((line, i) => {
    if (line.length > 2000) return;
    const score = similarity(line, key);
    if (score > best.score) best = { score, at: i };
  });
  if (best.score < 0.3)
    return `No line is like it; the file has ${plural(splitLines(lines.join('\n')).length, 'line')}. View it first.`;
  const from = Math.max(0, best.at - offset - 1);
  const shown = lines.slice(from, Math.min(lines.length, best.at - offset + some.length + 1, from + 14));
  return `The nearest lines are:\n${numbered(shown, from + 1)}\nCopy the text exactly, without the line numbers.`;
}
