/** The `+ actual - expected` text of assert's strict comparisons, in Node 20's layout. */
import { diffArrays } from 'diff';
import type { Guest } from '../guest';

const isPrimitive = (value: unknown) => (typeof value !== 'object' || value === null) && typeof value !== 'function';

export function difference(
  operator: string,
  actual: Guest,
  expected: Guest,
  message: string | undefined,
  known: string,
  show: (value: unknown) => string,
): string {
  const a = show(actual).split('\n');
  const b = show(expected).split('\n');
  let title = message ?? known;
  if (
    !message &&
    operator === 'strictEqual' &&
    ((typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null) ||
      (typeof actual === 'function' && typeof expected === 'function'))
  )
    title = 'Expected "actual" to be reference-equal to "expected":';
  if (a.length === 1 && b.length === 1 && a[0] !== b[0]) {
    const length = a[0]!.length + b[0]!.length;
    if (length <= 12 && isPrimitive(actual) && isPrimitive(expected) && (actual !== 0 || expected !== 0))
      return `${title}\n\n${a[0]} !== ${b[0]}\n`;
    if (operator !== 'strictEqual' || length < 80) {
      let same = 0;
      while (a[0]![same] === b[0]![same]) same++;
      if (same > 2 && length < 80 && isPrimitive(actual) && isPrimitive(expected))
        return `${title}\n+ actual - expected\n\n+ ${a[0]}\n- ${b[0]}\n${' '.repeat(same + 2)}^`;
    }
  }
  if (a.join('\n') === b.join('\n')) {
    title = 'Values have same structure but are not reference-equal:';
    return `${title}\n\n${a.slice(0, 50).join('\n')}\n`;
  }
  const lines: { mark: ' ' | '+' | '-'; text: string }[] = [];
  for (const part of diffArrays(a, b))
    for (const text of part.value) lines.push({ mark: part.added ? '-' : part.removed ? '+' : ' ', text });
  const beside = lines.map((_, i) => lines.slice(Math.max(0, i - 2), i + 3).some((line) => line.mark !== ' '));
  /** Far from every change, and enough of them in a row to be worth leaving out. */
  const near = (i: number) => {
    if (beside[i]) return true;
    let from = i;
    let to = i;
    while (from > 0 && !beside[from - 1]) from--;
    while (to < lines.length - 1 && !beside[to + 1]) to++;
    return to - from < 2;
  };
  const out: string[] = [];
  let skipped = false;
  for (let i = 0; i < lines.length && out.length < 60; i++) {
    if (near(i)) out.push(`${lines[i]!.mark} ${lines[i]!.text}`);
    else if (out[out.length - 1] !== '...') {
      out.push('...');
      skipped = true;
    }
  }
  if (out.length >= 60) out.push('...');
  return `${title}\n+ actual - expected${skipped ? ' ... Lines skipped' : ''}\n\n${out.join('\n')}`;
}
