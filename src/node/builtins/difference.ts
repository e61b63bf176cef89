/** The `+ actual - expected` text of assert's strict comparisons, in Node 20's layout. */
import { diffArrays } from 'diff';
import type { Guest } from '../guest';

const isPrimitive = (value: unknown) => (typeof value !== 'object' || value === null) && typeof value !== 'function';

export function difference(operator: string, actual: Guest, expected: Guest, title: string, show: (value: unknown) => string): string {
  const a = show(actual).split('\n');
  const b = show(expected).split('\n');
  if (operator === 'strictEqual' && ((typeof actual === 'object' && actual !== null && typeof expected === 'object' && expected !== null) || (typeof actual === 'function' && typeof expected === 'function')))
    title = 'Expected "actual" to be reference-equal to "expected":';
  if (a.length === 1 && b.length === 1 && a[0] !== b[0]) {
    const length = a[0]!.length + b[0]!.length;
    if (length <= 12 && isPrimitive(actual) && isPrimitive(expected) && (actual !== 0 || expected !== 0)) return `${title}\n\n${a[0]} !== ${b[0]}\n`;
    if (operator !== 'strictEqual' || length < 80) {
      let same = 0;
      while (a[0]![same] === b[0]![same]) same++;
      if (same > 2 && length < 80 && isPrimitive(actual) && isPrimitive(expected)) return `${title}\n+ actual - expected\n\n+ ${a[0]}\n- ${b[0]}\n${' '.repeat(same + 2)}^`;
    }
  }
  if (a.join('\n') === b.join('\n')) {
    if (operator === 'strictEqual') title = 'Values have same structure but are not reference-equal:';
    else title = 'Values have same structure but are not strictly deep-equal:';
    return `${title}\n\n${a.slice(0, 50).join('\n')}\n`;
  }
  const lines: { mark: ' ' | '+' | '-'; text: string }[] = [];
  for (const part of diffArrays(a, b)) for (const text of part.value) lines.push({ mark: part.added ? '-' : part.removed ? '+' : ' ', text });
  const near = (i: number) => lines.slice(Math.max(0, i - 2), i + 3).some((line) => line.mark !== ' ');
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
