/** A text changed by hand -> the edit action that makes the same change: a piece that stands there once, and what replaces it. */

/**
 * Whole lines around what differs, as many as make the piece unique.
 * @returns null when nothing differs.
 */
export function editOf(before: string, after: string): { find: string; replace: string } | null {
  if (before === after) return null;
  const [old, now] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head++;
  let tail = 0;
  const most = Math.min(old.length, now.length) - head;
  while (tail < most && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  for (;;) {
    const find = old.slice(head, old.length - tail).join('\n');
    const whole = head === 0 && tail === 0;
    const lines = now.length - tail > head; // a line that goes away takes its break along
    if (whole || (lines && find.trim() !== '' && before.split(find).length === 2))
      return { find, replace: now.slice(head, now.length - tail).join('\n') };
    if (head > 0) head--;
    if (tail > 0) tail--;
  }
}
