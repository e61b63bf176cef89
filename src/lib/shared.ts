/**
 * JSON in which what repeats is written once: an episode's steps hold the same file and the same test output again and
 * again. Texts become ranges of one list of lines, `{ "$l": "0+40,7" }`; strings and objects that occur again are named by
 * their place in a list of parts, `{ "$": n }`.
 */
import { isObject } from './json';

export interface Shared {
  format: 'shared-1';
  lines: string[];
  parts: unknown[];
  value: unknown;
}

/** Shorter ones are written out. */
const LEAST = 32;
const LEAST_TEXT = 80;

export function share(whole: unknown): Shared {
  const { lines, value } = inLines(whole);
  const seen = new Map<string, number>();
  const count = (part: unknown): void => {
    const text = keyOf(part);
    if (text === null) return;
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    // what stands in a part that was met before is written once anyway
    if (times === 1) for (const inner of innerOf(part)) count(inner);
  };
  count(value);
  const parts: unknown[] = [];
  const places = new Map<string, number>();
  const put = (part: unknown): unknown => {
    const text = keyOf(part);
    if (text === null || (seen.get(text) ?? 0) < 2 || text.length < LEAST) return inside(part, put);
    let place = places.get(text);
    if (place === undefined) {
      const made = inside(part, put); // its own parts come first
      place = parts.push(made) - 1;
      places.set(text, place);
    }
    return { $: place };
  };
  const made = put(value);
  return { format: 'shared-1', lines, parts, value: made };
}

/** Texts of several lines as ranges of a list of lines: a changed file is its old lines but for one. */
function inLines(whole: unknown): { lines: string[]; value: unknown } {
  const lines: string[] = [];
  const places = new Map<string, number>();
  const placed = (line: string): number => {
    let place = places.get(line);
    if (place === undefined) places.set(line, (place = lines.push(line) - 1));
    return place;
  };
  const put = (part: unknown): unknown => {
    if (typeof part !== 'string' || part.length < LEAST_TEXT || !part.includes('\n')) return inside(part, put);
    const ranges: [number, number][] = [];
    for (const at of part.split('\n').map(placed)) {
      const last = ranges.at(-1);
      if (last && last[0] + last[1] === at) last[1]++;
      else ranges.push([at, 1]);
    }
    return { $l: ranges.map(([from, length]) => (length === 1 ? `${from}` : `${from}+${length}`)).join(',') };
  };
  const value = put(whole);
  return { lines, value };
}

export const isShared = (value: unknown): value is Shared =>
  typeof value === 'object' && value !== null && (value as Partial<Shared>).format === 'shared-1';

/** The value as it was. @throws one sentence when the parts are damaged. */
export function unshare({ lines, parts, value }: Shared): unknown {
  const made: unknown[] = [];
  const text = (ranges: string): string =>
    ranges
      .split(',')
      .map((range) => {
        const [from, length = 1] = range.split('+').map(Number);
        if (!(from! + length <= lines.length)) throw new Error(DAMAGED);
        return lines.slice(from, from! + length).join('\n');
      })
      .join('\n');
  const read = (part: unknown): unknown => {
    const ranges = only(part, '$l');
    if (typeof ranges === 'string') return text(ranges);
    const place = only(part, '$');
    if (typeof place !== 'number') return inside(part, read);
    if (!(place in made)) throw new Error(DAMAGED);
    return made[place];
  };
  for (const part of parts) made.push(read(part));
  return read(value);
}

const DAMAGED = 'This file is damaged: a part that it names is missing. Fetch it again.';

const keyOf = (part: unknown): string | null =>
  typeof part === 'string' || (typeof part === 'object' && part !== null) ? JSON.stringify(part) : null;

const innerOf = (part: unknown): unknown[] =>
  typeof part === 'object' && part !== null ? Object.values(part as object) : [];

function inside(part: unknown, each: (inner: unknown) => unknown): unknown {
  if (Array.isArray(part)) return part.map(each);
  if (!isObject(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, each(inner)]));
}

/** The value of an object that has this name and no other. */
function only(part: unknown, name: string): unknown {
  return isObject(part) && name in part && Object.keys(part).length === 1 ? part[name] : undefined;
}
