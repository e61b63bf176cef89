/** What an edit comes down to: the smallest action between two texts; a key by its result. */

/** Whole lines around the difference of two texts, as many as make them occur once in the first. */
export function smallestEdit(now: string, target: string): { find: string; replace: string } {
  const a = now.split('\n');
  const b = target.split('\n');
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  for (;;) {
    const find = a.slice(start, a.length - end).join('\n');
    if (find.trim() !== '' && now.indexOf(find) === now.lastIndexOf(find))
      return { find, replace: b.slice(start, b.length - end).join('\n') };
    if (start === 0 && end === 0) return { find: now, replace: target };
    start = Math.max(0, start - 1);
    end = Math.max(0, end - 1);
  }
}

/** The same for two replacements in one text that have the same result. */
export function replacementKey(text: string, start: number, end: number, replacement: string): string {
  const old = text.slice(start, end);
  let head = 0;
  while (head < old.length && head < replacement.length && old[head] === replacement[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < replacement.length - head &&
    old[old.length - 1 - tail] === replacement[replacement.length - 1 - tail]
  )
    tail++;
  let [from, to, brought] = [start + head, end - tail, replacement.slice(head, replacement.length - tail)];
  // of "x, " before and ", x" after the same place, the leftmost
  const moved = brought || text.slice(from, to);
  let left = 0;
  if (brought === '' || from === to)
    while (from - left > 0 && text[from - left - 1] === moved.at(-1 - (left % moved.length))) left++;
  if (from === to && left > 0) {
    const turn = left % brought.length;
    brought = brought.slice(brought.length - turn) + brought.slice(0, brought.length - turn);
  }
  [from, to] = [from - left, to - left];
  return `${from}:${to}:${brought}`;
}
