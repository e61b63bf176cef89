/** The `+ actual - expected` text of assert's strict comparisons, in Node 20's layout. */
import type { Guest } from '../guest';

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const isPrimitive = (value: unknown) => !isObject(value);
const MOST_LINES = 50;

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
  const byReference =
    operator === 'strictEqual' &&
    ((isObject(actual) && isObject(expected)) || (typeof actual === 'function' && typeof expected === 'function'));
  const title = message ?? (byReference ? 'Expected "actual" to be reference-equal to "expected":' : known);
  let mark = '';
  if (a.length === 1 && b.length === 1 && a[0] !== b[0]) {
    const length = a[0]!.length + b[0]!.length;
    if (length <= 12) {
      if (isPrimitive(actual) && isPrimitive(expected) && (actual !== 0 || expected !== 0))
        return `${title}\n\n${a[0]} !== ${b[0]}\n`;
    } else if (!byReference && length < 80) {
      let same = 0;
      while (a[0]![same] === b[0]![same]) same++;
      if (same > 2) mark = `\n  ${' '.repeat(same)}^`;
    }
  }
  if (a.join('\n') === b.join('\n')) {
    const shown = a.length > MOST_LINES ? [...a.slice(0, 46), '...'] : a;
    return `Values have same structure but are not reference-equal:\n\n${shown.join('\n')}\n`;
  }
  const end = sameEnd(a, b);
  const { text, skipped } = lineByLine(a, b);
  const head = `${title}\n+ actual - expected`;
  if (skipped === 'cut') return `${head} ... Lines skipped\n${text}`;
  return `${head}${skipped || end.skipped ? ' ... Lines skipped' : ''}\n${text}${end.text}${mark}`;
}

/** Takes the lines off both that are the same at the end, and gives those of them that are shown. */
function sameEnd(a: string[], b: string[]): { text: string; skipped: boolean } {
  let text = '';
  let first = '';
  let count = 0;
  while (a.length > 0 && b.length > 0 && a[a.length - 1] === b[b.length - 1]) {
    if (count++ < 3) text = `\n  ${a[a.length - 1]}${text}`;
    else first = `\n  ${a[a.length - 1]}`;
    a.pop();
    b.pop();
  }
  return { text: `${first}${count >= 5 ? '\n...' : ''}${text}`, skipped: count >= 5 };
}

/** As Node compares: a line with the line of the same number, but for a comma at its end. */
function lineByLine(a: string[], b: string[]): { text: string; skipped: boolean | 'cut' } {
  let text = '';
  let cached = '';
  let printed = 0;
  let alike = 0;
  let skipped = false;
  const most = Math.max(a.length, b.length);
  const longer = a.length < most ? b : a;
  /** Before a change: the last lines that were the same. */
  const before = (lines: string[], i: number) => {
    if (alike > 5) {
      text += '\n...';
      skipped = true;
    } else if (alike === 5) {
      text += `\n  ${lines[i - 3]}`;
      printed++;
    }
    for (const back of [2, 1])
      if (alike > back + 1) {
        text += `\n  ${lines[i - back]}`;
        printed++;
      }
    alike = 0;
  };
  for (let i = 0; i < most; i++) {
    const [mine, theirs] = [a[i], b[i]];
    if (mine === undefined || theirs === undefined) {
      before(longer, i);
      if (theirs === undefined) text += `\n+ ${mine}`;
      else cached += `\n- ${theirs}`;
      printed++;
    } else if (mine !== theirs && mine !== `${theirs},` && theirs !== `${mine},`) {
      before(a, i);
      text += `\n+ ${mine}`;
      cached += `\n- ${theirs}`;
      printed += 2;
    } else {
      text += cached;
      cached = '';
      if (++alike <= 2) {
        text += `\n  ${theirs === `${mine},` ? theirs : mine}`;
        printed++;
      }
    }
    if (printed > MOST_LINES && i < most - 2) return { text: `${text}\n...${cached}\n...`, skipped: 'cut' };
  }
  return { text: text + cached, skipped };
}
