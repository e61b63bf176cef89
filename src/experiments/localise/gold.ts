/** The lines that a gold patch changes, and whether a ranking finds them. */
import { parsePatch } from '../../lib/diff';
import type { Place } from '../../types';

export interface Gold {
  path: string;
  /** 1-based lines of the file before the patch that count as found. */
  lines: Set<number>;
}

/** Changed and removed lines; where the patch only adds, the lines of code before and after the gap. */
export function goldOf(patch: string, files: Record<string, string>): Gold[] {
  const out = new Map<string, Set<number>>();
  for (const file of parsePatch(patch)) {
    if (file.from === null || file.binary) continue;
    const text = (files[file.from] ?? '').split('\n');
    const lines = out.get(file.from) ?? new Set<number>();
    const code = (at: number, by: number) => {
      for (let i = at; i >= 1 && i <= text.length; i += by)
        if (/[\w$]/.test(text[i - 1]!) && !/^\s*(\/\/|\*|\/\*)/.test(text[i - 1]!)) return i;
      return undefined;
    };
    for (const hunk of file.hunks) {
      let at = hunk.oldStart;
      let removed: number[] = [];
      let added = 0;
      const close = () => {
        const real = removed.filter((line) => text[line - 1]!.trim() !== '');
        if (real.length > 0) real.forEach((line) => lines.add(line));
        else if (added > 0) for (const line of [code(at - 1, -1), code(at, 1)]) if (line !== undefined) lines.add(line);
        removed = [];
        added = 0;
      };
      for (const line of hunk.lines) {
        if (line[0] === '-') removed.push(at++);
        else if (line[0] === '+') added += line.slice(1).trim() === '' ? 0 : 1;
        else if (line[0] === ' ') {
          close();
          at++;
        }
      }
      close();
    }
    if (lines.size > 0) out.set(file.from, lines);
  }
  return [...out].map(([path, lines]) => ({ path, lines }));
}

export const isHit = (place: Pick<Place, 'path' | 'from'>, gold: Gold[]): boolean =>
  gold.some(({ path, lines }) => path === place.path && lines.has(place.from));
