/** Places that a mentor's words name: a file, a function, lines. */
import type { Outline } from './lines';

/** How strongly the words name each line of an outline: 0 nothing, 1 its file, 3 its function, 6 near the line, 8 the line. */
export function told(words: string, outlines: Outline[]): (path: string, line: number, inside: string[]) => number {
  const says = (name: string) =>
    new RegExp(`(^|[^\\w$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}([^\\w$]|$)`).test(words);
  const files = new Set(
    outlines.filter(({ path }) => words.includes(path) || says(path.split('/').at(-1)!)).map(({ path }) => path),
  );
  const names = new Set(
    outlines
      .flatMap(({ functions }) => functions.map(({ name }) => name))
      .filter((name) => name.length > 1 && says(name)),
  );
  const spans = [...words.matchAll(/(?:\blines?\s+|[\w/]\.[cm]?[jt]sx?:)(\d+)(?:\s*(?:-|–|to|and)\s*(\d+))?/gi)].map(
    ([, from, to = from]): [number, number] => [Number(from), Number(to)],
  );
  return (path, line, inside) => {
    if (files.size > 0 && !files.has(path)) return 0;
    const file = files.size > 0 ? 1 : 0;
    const named = inside.some((name) => names.has(name)) ? 2 : 0;
    if (spans.length === 0) return file + named;
    const off = Math.min(...spans.map(([from, to]) => Math.max(from - line, line - to, 0)));
    return file + named + (off === 0 ? 5 : off === 1 ? 3 : off <= 3 ? 2 : 0);
  };
}
