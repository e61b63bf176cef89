/** Two versions of a text as lines of a unified diff, with line numbers. Loaded lazily. */
import { structuredPatch } from 'diff';

export type DiffLine =
  { kind: 'hunk'; text: string } | { kind: 'same' | 'add' | 'del'; text: string; old?: number; new?: number };

export function unified(before: string, after: string): DiffLine[] {
  const patch = structuredPatch('a', 'b', before, after, '', '', { context: 3 });
  return patch.hunks.flatMap((hunk) => {
    let [from, to] = [hunk.oldStart, hunk.newStart];
    const lines: DiffLine[] = [
      { kind: 'hunk', text: `Lines ${hunk.newStart}–${hunk.newStart + Math.max(0, hunk.newLines - 1)}` },
    ];
    for (const line of hunk.lines) {
      const text = line.slice(1);
      if (line.startsWith('+')) lines.push({ kind: 'add', text, new: to++ });
      else if (line.startsWith('-')) lines.push({ kind: 'del', text, old: from++ });
      else if (line.startsWith(' ')) lines.push({ kind: 'same', text, old: from++, new: to++ });
    }
    return lines;
  });
}
