/**
 * Pieces of a file around a hole, as a model reads them, and what it wrote put back in. The text before the hole starts at
 * a point that stays the same for all holes of one function, so that its reading is reused; the text after it is kept near.
 */
import { splitLines } from '../../lib/text';
import { functionsOf, treeOf } from '../../repair/syntax';
import type { Gap, Span } from '../../types';

/** Lines before the function, of the function before the hole at most, and after the hole. */
const LEAD = 12;
const MOST_BEFORE = 80;
const MOST_AFTER = 8;
const MOST_HEADER = 12;
/** Characters of a mentor's words above a hole. */
const WORDS = 240;

export interface Hole {
  gap: Gap;
  /** Of the text that the reply replaces, in the file. */
  start: number;
  end: number;
  /** Stands between `start` and the reply: the indentation, or the line's own beginning. */
  head: string;
}

/** Offset at which each line starts, and the end of the text. */
export function offsets(text: string): number[] {
  const out = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) out.push(at + 1);
  out.push(text.length + 1);
  return out;
}

/** Whole lines taken out (or none, at an insertion); `words` stand above the hole as a comment. */
export function lineHole(path: string, text: string, { from, to }: Span, words = ''): Hole {
  const at = offsets(text);
  const start = at[from - 1] ?? text.length;
  const end = to < from ? start : Math.max(start, (at[to] ?? text.length + 1) - 1);
  const lines = text.split('\n');
  const model = (to < from ? [lines[from - 1], lines[from - 2]] : [lines[from - 1]]).find((line) => line?.trim()) ?? '';
  const indent = /^[ \t]*/.exec(model)![0];
  const after = to < from ? `\n${text.slice(start)}` : text.slice(end);
  return { gap: around(path, text, start, after, `${comment(words, indent)}${indent}`), start, end, head: indent };
}

/** Whole lines taken out, which stand above the hole as a comment: for a change of what is there. */
export function mendHole(path: string, text: string, span: Span, words = ''): Hole {
  const hole = lineHole(path, text, span);
  const present = text
    .slice(hole.start, hole.end)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ');
  const note = `${comment(words, hole.head)}${comment(`wrong: ${present}`, hole.head, 400)}${comment('right:', hole.head)}`;
  const { before, after } = hole.gap;
  return { ...hole, gap: { before: `${before.slice(0, before.length - hole.head.length)}${note}${hole.head}`, after } };
}

/** A piece within a line taken out; what stands before it in the line stays. */
export function partHole(path: string, text: string, start: number, end: number, words = ''): Hole {
  const line = text.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(line))![0];
  const before = text.slice(line, start);
  return { gap: around(path, text, line, text.slice(end), `${comment(words, indent)}${before}`), start, end, head: '' };
}

function around(path: string, text: string, start: number, after: string, head: string): Gap {
  const anchor = anchorOf(path, text, start);
  const header = anchor > 0 ? headerOf(text.slice(0, anchor)) : '';
  const before = `${header}${text.slice(anchor, start)}${head}`;
  const rest = after.split('\n');
  return { before, after: rest.slice(0, MOST_AFTER + 1).join('\n') };
}

const comment = (words: string, indent: string, most = WORDS) =>
  words === '' ? '' : `${indent}// ${words.replace(/\s+/g, ' ').trim().slice(0, most)}\n`;

/** Where the shown text begins: a few lines before the outermost function around an offset, near enough. */
function anchorOf(path: string, text: string, offset: number): number {
  const tree = treeOf(path, text);
  const around = tree ? functionsOf(tree).filter((f) => f.start <= offset && offset <= f.end) : [];
  const before = text.slice(0, offset).split('\n');
  const here = before.length;
  if (here <= MOST_BEFORE) return 0;
  const lineOf = (at: number) => text.slice(0, at).split('\n').length;
  const fits = around.map((f) => lineOf(f.start)).find((line) => here - line <= MOST_BEFORE - LEAD);
  // in steps, so that neighbouring holes of a very long function share their beginning
  const step = MOST_BEFORE / 2;
  const line = fits ? Math.max(1, fits - LEAD) : Math.max(1, Math.floor((here - step) / step) * step);
  return offsets(text)[line - 1]!;
}

/** Imports and requires of the part that is not shown. */
function headerOf(text: string): string {
  const lines = splitLines(text).filter((line) => /^(import\b|(const|let|var)\b.*\brequire\()/.test(line));
  return lines.length === 0 ? '' : `${lines.slice(0, MOST_HEADER).join('\n')}\n\n`;
}

/** What the model wrote, without chat marks, fences, and what it repeated of the text after the hole. */
export function cleanedFill(reply: string, after: string): string {
  let text = reply.replace(/<\|[^|\n]{1,40}\|>[\s\S]*$/, '').replace(/\r\n?/g, '\n');
  text = text.replace(/\n?```[\s\S]*$/, '').trimEnd();
  const [rest = '', ...later] = after.split('\n');
  // the line goes on behind the hole: the reply ends where it comes to that
  if (rest.trim() !== '') {
    const [line = ''] = text.split('\n');
    const at = rest.trim().length > 1 ? line.indexOf(rest.trim()) : -1;
    return (at >= 0 ? line.slice(0, at) : line).trimEnd();
  }
  const following = later.find((line) => line.trim() !== '');
  if (following === undefined) return text;
  const lines = text.split('\n');
  // it went on into what stands there already; a short line like `}` only counts at its own indentation
  const again = lines.findIndex(
    (line, i) => i > 0 && (line === following || (following.trim().length > 3 && line.trim() === following.trim())),
  );
  return again > 0 ? lines.slice(0, again).join('\n').trimEnd() : text;
}

/** The file with the hole filled. An empty reply takes the hole's lines out. */
export function filled(text: string, { start, end, head }: Hole, written: string): string {
  const whole = written === '' && head.trim() === '' ? '' : head + written;
  if (start === end && head !== '' && whole !== '') return `${text.slice(0, start)}${whole}\n${text.slice(end)}`; // an insertion
  if (whole === '' && start === end) return text;
  if (whole === '') return text.slice(0, start) + text.slice(Math.min(text.length, end + 1));
  return text.slice(0, start) + whole + text.slice(end);
}

/** Conditions, values and arguments in these lines that can be written anew on their own: offsets, innermost last. */
export function fillParts(path: string, text: string, { from, to }: Span): [start: number, end: number][] {
  const tree = treeOf(path, text);
  if (!tree) return [];
  const at = offsets(text);
  const [first, last] = [at[from - 1] ?? 0, (at[to] ?? text.length + 1) - 1];
  const found: [number, number][] = [];
  for (const { node, parent, field } of tree.places) {
    if (node.start < first || node.end > last || !parent) continue;
    const test = field === 'test' && /^(If|While|For|DoWhile|Conditional)/.test(parent.type);
    const value =
      (field === 'argument' && parent.type === 'ReturnStatement') ||
      (field === 'init' && parent.type === 'VariableDeclarator') ||
      (field === 'right' && parent.type === 'AssignmentExpression') ||
      (field === 'right' && /^(Logical|Binary)/.test(parent.type)) ||
      (field === 'consequent' && parent.type === 'ConditionalExpression');
    if ((test || value) && node.end - node.start > 1) found.push([node.start, node.end]);
  }
  return found.slice(0, 4);
}
