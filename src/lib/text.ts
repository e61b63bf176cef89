/** Text: trimming with an honest count, similarity, line numbers, plurals, per cent, errors in words, words of a shell. */

export function plural(n: number, word: string, many = `${word}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? word : many}`;
}

/** What was thrown, in words. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** One word of shell text that means exactly this argument. */
export const shellWord = (arg: string): string => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : shellQuoted(arg));

/** The same, in quotes whatever it is. */
export const shellQuoted = (arg: string): string => `'${arg.replaceAll("'", `'\\''`)}'`;

/** A share of 1 in per cent, `12.3 %`. */
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

/** Keeps head and tail of a text longer than `max` characters; the marker between counts what was left out. */
export function headTail(text: string, max: number): string {
  if (text.length <= max) return text;
  const room = Math.max(0, max - 60);
  let head = Math.ceil(room * 0.6);
  let tail = text.length - (room - head);
  const headBreak = text.lastIndexOf('\n', head - 1);
  if (headBreak >= head - 200 && headBreak > head / 2) head = headBreak + 1;
  const tailBreak = text.indexOf('\n', tail);
  if (tailBreak !== -1 && tailBreak < tail + 200 && tailBreak < text.length - 1) tail = tailBreak + 1;
  if (isLowSurrogate(text, head)) head++;
  if (isLowSurrogate(text, tail)) tail--;
  const left = text.slice(head, tail);
  const marker = `[… ${plural(left.length, 'character')} in ${plural(left.split('\n').length, 'line')} left out …]`;
  const before = text.slice(0, head);
  return `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${marker}\n${text.slice(tail)}`;
}

const isLowSurrogate = (text: string, i: number) => (text.charCodeAt(i) & 0xfc00) === 0xdc00;

/** Dice coefficient over letter pairs, 0..1, blind to whitespace. */
export function similarity(a: string, b: string): number {
  const left = pairs(a);
  const right = pairs(b);
  let total = 0;
  let shared = 0;
  for (const n of left.values()) total += n;
  for (const [pair, n] of right) {
    total += n;
    shared += Math.min(n, left.get(pair) ?? 0);
  }
  return total === 0 ? Number(a.trim() === b.trim()) : (2 * shared) / total;
}

function pairs(text: string): Map<string, number> {
  const dense = text.replace(/\s+/g, '');
  const counts = new Map<string, number>();
  if (dense.length === 1) counts.set(dense, 1);
  for (let i = 0; i + 1 < dense.length; i++) {
    const pair = dense.slice(i, i + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

/** `12|code` for each line, counting from `first`. */
export function numbered(lines: readonly string[], first: number): string {
  return lines.map((line, i) => `${first + i}|${line}`).join('\n');
}

/** Lines without their line ends; a final newline does not make an empty last line. */
export function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines;
}

/** The first line, cut to `max` characters. */
export function firstLine(text: string, max = 200): string {
  const line = text.trimStart().split(/\r?\n/, 1)[0] ?? '';
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
