/**
 * A test run in words, written for the protégé and read back by those protégés that see nothing but messages: one file, so
 * that a word that changes changes for both. `search` and `trained` rest on this wording; recorded episodes hold it.
 *
 *   exit code 1
 *   … the output …
 *   tests: 3 passed, 2 failed
 *   FAIL <test name> (<test file>)
 *     <first lines of the message>
 *     at src/a.js:12, src/b.js:40          frames inside the repository, innermost first
 *   (and 4 more failing)
 */
import { oneLine } from '../lib/foreign';
import { locate } from '../lib/paths';
import { firstLine, headTail, splitLines } from '../lib/text';
import type { Files, TestReport } from '../types';

const SHOWN = 10;
const MESSAGE_LINES = 4;
const FRAMES = 4;
const EARLY = '(the run ended early';
const MORE = 'more failing)';

export const exitLine = (exitCode: number): string => `exit code ${exitCode}`;

/** @param chars the summary is cut to, at least 1,000 */
export function writeSummary(report: TestReport, files: Files, chars: number): string {
  const count = (status: string) => report.tests.filter((test) => test.status === status).length;
  const bad = report.tests.filter((test) => test.status === 'fail');
  const skipped = count('skip') + count('todo');
  const lines = [`tests: ${count('pass')} passed, ${bad.length} failed${skipped ? `, ${skipped} skipped` : ''}`];
  if (!report.complete) lines.push(`${EARLY}: not every test reported)`);
  const paths = Object.keys(files);
  for (const test of bad.slice(0, SHOWN)) {
    lines.push(`FAIL ${oneLine(test.name)} (${oneLine(test.file)})`);
    const message = splitLines(test.error?.message ?? '').filter((line) => line.trim() !== '');
    lines.push(...message.slice(0, MESSAGE_LINES).map((line) => `  ${firstLine(line)}`));
    const at = framesAt(test.error?.stack ?? '', paths);
    if (at.length > 0) lines.push(`  at ${at.join(', ')}`);
  }
  if (bad.length > SHOWN) lines.push(`(and ${bad.length - SHOWN} ${MORE}`);
  return headTail(lines.join('\n'), Math.max(chars, 1000));
}

/** `path:line` of the stack frames that lie in the repository, innermost first. */
function framesAt(stack: string, paths: string[]): string[] {
  const found = new Set<string>();
  for (const match of stack.matchAll(/([^\s()'"]+):(\d+):\d+/g)) {
    const at = match[1]!.replace(/^file:\/\//, '');
    if (/(^|\/)node_modules\//.test(at)) continue;
    const path = at.startsWith('/') ? locate(at, paths) : paths.includes(at) ? at : null;
    if (path !== null && paths.includes(path)) found.add(`${path}:${match[2]}`);
    if (found.size === FRAMES) break;
  }
  return [...found];
}

export interface TestRun {
  passed: number;
  failed: number;
  /** Failing tests that were named (the list may be cut). */
  failing: { name: string; file: string; message: string; frames: { path: string; line: number }[] }[];
  /** More tests failed than were named. */
  cut: boolean;
  ok: boolean;
}

/** A whole observation of a command; without a summary the exit code alone says how it went. */
export function readRun(text: string): TestRun {
  const exit = Number(/^exit code (-?\d+)/.exec(text)?.[1] ?? 1);
  const at = text.search(/^tests: \d+ passed, \d+ failed/m);
  if (at < 0) return { passed: 0, failed: exit === 0 ? 0 : 1, failing: [], cut: false, ok: exit === 0 };
  const summary = text.slice(at);
  const [, passed, failed] = /^tests: (\d+) passed, (\d+) failed/.exec(summary)!;
  const failing: TestRun['failing'] = [];
  for (const line of summary.split('\n').slice(1)) {
    const head = /^FAIL (.*) \(([^()]*)\)$/.exec(line);
    if (head) failing.push({ name: head[1]!, file: head[2]!, message: '', frames: [] });
    else if (/^ {2}at /.test(line) && failing.length) {
      failing.at(-1)!.frames = line
        .slice(5)
        .split(', ')
        .map((frame) => {
          const colon = frame.lastIndexOf(':');
          return { path: frame.slice(0, colon), line: Number(frame.slice(colon + 1)) };
        });
    } else if (line.startsWith('  ') && failing.length) failing.at(-1)!.message += `${line.trim()}\n`;
  }
  const early = summary.includes(EARLY);
  return {
    passed: Number(passed),
    failed: Number(failed),
    failing,
    cut: summary.includes(MORE),
    ok: exit === 0 && !early && Number(passed) > 0,
  };
}
