/**
 * Edit blocks: the two texts of an edit below it, as they stand in the file, between marks of 5 to 9 characters.
 *   <<<<<<< FIND
 *   old lines
 *   =======
 *   new lines
 *   >>>>>>> REPLACE
 */

export interface EditBlock {
  /** Of the whole block in the text. */
  start: number;
  end: number;
  find: string;
  replace: string;
  /** Where its first mark names the file. */
  path?: string;
  /** Why it cannot be told where its first text ends. */
  doubt?: string;
}

const OPEN = /^[ \t]*(<{4,20}|-{5,9}) ?(?:FIND|SEARCH|ORIGINAL)\b([^\n]*)\n/gim;
const UNSURE =
  'The edit block holds more than one line of ======= between its marks, so it is not clear which one parts the two texts. Write its marks with 9 characters: <<<<<<<<< FIND, =========, >>>>>>>>> REPLACE.';

/** The blocks of a text, in order; line ends come back as \n. */
export function blocksIn(text: string): EditBlock[] {
  const blocks: EditBlock[] = [];
  for (const open of text.matchAll(OPEN)) {
    const start = open.index;
    if (start < (blocks.at(-1)?.end ?? 0)) continue;
    const body = start + open[0].length;
    const rest = text.slice(body);
    const n = open[1]!.length;
    const close =
      new RegExp(`^[ \\t]*[>+]{${n}} ?(?:REPLACE|UPDATED)\\b[^\\n]*`, 'im').exec(rest) ??
      /^[ \t]*[>+]{4,20} ?(?:REPLACE|UPDATED)\b[^\n]*/im.exec(rest);
    if (!close) continue;
    const inner = rest.slice(0, close.index).replace(/\r\n/g, '\n');
    const named = pathIn(open[2]!);
    blocks.push({
      start,
      end: body + close.index + close[0].length,
      ...parted(inner, n),
      ...(named && { path: named }),
    });
  }
  return blocks;
}

/** At the line of `=` that is as long as the other marks; a Markdown underline may be any other. */
function parted(inner: string, n: number): Pick<EditBlock, 'find' | 'replace' | 'doubt'> {
  const lines = [...inner.matchAll(/^[ \t]*(={4,20})[ \t]*(?:\n|$)/gm)];
  const fitting = lines.filter((line) => line[1]!.length === n);
  const marks = fitting.length > 0 ? fitting : lines.filter((line) => line[1]!.length > 4);
  const mark = marks[0];
  if (!mark || marks.length > 1) return { find: '', replace: '', doubt: mark ? UNSURE : NO_MARK };
  return { find: unended(inner.slice(0, mark.index)), replace: unended(inner.slice(mark.index + mark[0].length)) };
}

const NO_MARK = 'The edit block has no line of ======= between its two texts. Write one, as long as its other marks.';
const unended = (text: string) => text.replace(/\n$/, '');

/** The path that stands alone on one of the two lines above a block, as editors of this form name it. */
export function pathAbove(text: string, start: number): string | undefined {
  const lines = text
    .slice(0, start)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.trim());
  const near = lines.filter((line) => line !== '' && !/^(?:`{3,}|~{3,})\w*$/.test(line)).at(-1) ?? '';
  const quoted = /`([^`\s]+)`\W*$/.exec(near)?.[1];
  const bare = near
    .replace(/^(?:#+ |\/\/ |(?:In |Edit |Change )?(?:the )?File:? ?|(?:In|Edit|Change|Update) |`{3,}\w*[ :])/i, '')
    .replace(/^[`*]+|[`*:]+$/g, '');
  return [bare, quoted].find((one) => one !== undefined && (ENDING.test(one) || (one === quoted && /[/.]/.test(one))));
}

const ENDING =
  /^[\w@.()[\]-]+(?:\/[\w@.()[\] -]+)*\.\w{1,12}$|^\.\w[\w.-]*$|^(?:[\w@.-]+\/)+[\w@.-]+$|^(?:Makefile|Dockerfile|LICENSE)$/;

/** The path behind the word of a first mark. */
const pathIn = (rest: string) => {
  const word = rest.trim().replace(/^[`(]+|[`):]+$/g, '');
  return ENDING.test(word) ? word : undefined;
};
