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
export function keyOf(text: string, start: number, end: number, replacement: string): string {
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
  return `${start + head}:${end - tail}:${replacement.slice(head, replacement.length - tail)}`;
}
