/** How alike two patches are: matched characters of their changed lines, Ratcliff/Obershelp, as Python's difflib. */

/** Longer patches are compared by their beginnings. */
const MOST = 4000;

/** 0..1 over the added and removed lines; headers, hunk positions, context and blank lines do not count. */
export function patchSimilarity(patch: string, gold: string): number {
  return ratio(changedLines(patch), changedLines(gold));
}

/** The `+` and `-` lines without the white space around their text. */
export function changedLines(patch: string): string {
  return patch
    .split('\n')
    .filter((line) => /^[+-]/.test(line) && !/^(\+\+\+|---) /.test(line))
    .map((line) => line[0]! + line.slice(1).replace(/^[ \t\r]+|[ \t\r]+$/g, ''))
    .filter((line) => line.length > 1)
    .join('\n');
}

/** `difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()` over code points; 1 for two empty texts. */
export function ratio(a: string, b: string): number {
  const left = [...a].slice(0, MOST);
  const right = [...b].slice(0, MOST);
  const total = left.length + right.length;
  return total === 0 ? 1 : (2 * matched(left, right)) / total;
}

function matched(a: string[], b: string[]): number {
  const places = new Map<string, number[]>();
  b.forEach((char, j) => places.get(char)?.push(j) ?? places.set(char, [j]));
  let sum = 0;
  const open: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let part = open.pop(); part; part = open.pop()) {
    const [fromA, toA, fromB, toB] = part;
    const { i, j, size } = longest(a, places, fromA, toA, fromB, toB);
    if (size === 0) continue;
    sum += size;
    if (fromA < i && fromB < j) open.push([fromA, i, fromB, j]);
    if (i + size < toA && j + size < toB) open.push([i + size, toA, j + size, toB]);
  }
  return sum;
}

/** The longest common block within the bounds; of several the one that starts first in a, then in b. */
function longest(
  a: string[],
  places: Map<string, number[]>,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): { i: number; j: number; size: number } {
  let best = { i: fromA, j: fromB, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = fromA; i < toA; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i]!) ?? []) {
      if (j < fromB) continue;
      if (j >= toB) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { i: i - size + 1, j: j - size + 1, size };
    }
    lengths = next;
  }
  return best;
}
