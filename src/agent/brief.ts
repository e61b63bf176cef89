/**
 * A test run as a small language model can use it: at most about 400 tokens that lead with one failing test. Of the others
 * those are named that fail for another cause, and of a run that crashed the last lines that it printed.
 *
 *   tests: 2 of 14 fail (3 before)
 *   FAIL clamp upper
 *     expected 3, got 5                       or the first lines of the message
 *     test/clamp.test.js:5| assert.equal(clamp(5, 0, 3), 3);
 *     src/clamp.js:3| if (n < hi) return hi;          the innermost frame that is no test
 *   also failing: clamp lower; clamp both
 */
import { own } from '../lib/diff';
import { locate, repoPath } from '../lib/paths';
import { relativeSpecifiers } from '../lib/specifiers';
import { firstLine, splitLines } from '../lib/text';
import type { Files, Observation, TestReport, TestResult } from '../types';

/** About three characters of code and output are a token. */
const CHARS_PER_TOKEN = 3;
export const BRIEF_TOKENS = 400;
export const briefChars = (tokens = BRIEF_TOKENS): number => tokens * CHARS_PER_TOKEN;

const NAMED = 3;
const MESSAGE_LINES = 4;
const LONGEST = 160;

export interface BriefContext {
  files: Files;
  /** Paths of the visible tests. */
  tests: ReadonlySet<string>;
}

export const failing = ({ tests }: TestReport): TestResult[] => tests.filter(({ status }) => status === 'fail');

/** What is known of why it failed. */
export const knownError = ({ error }: TestResult): Partial<NonNullable<TestResult['error']>> => ({
  ...error,
  ...error?.detail,
});

/** All tests reported and none failed. */
export const isGreen = ({ exitCode, timedOut, tests }: Pick<Observation, 'exitCode' | 'timedOut' | 'tests'>): boolean =>
  exitCode === 0 && !timedOut && (tests === undefined || (tests.complete && failing(tests).length === 0));

/** @param before the report of the last run before this one */
export function briefReport(report: TestReport, around: BriefContext, before?: TestReport): string {
  const bad = failing(report);
  const ran = report.tests.filter(({ status }) => status === 'pass' || status === 'fail').length;
  const early = report.complete ? '' : '\n(the run ended early: not every test reported)';
  if (bad.length === 0) return `tests: ${ran === 0 ? 'none ran' : `all ${ran} pass`}${early}`;
  const was = before?.tests.length === report.tests.length ? failing(before).length : undefined; // else another command's
  const change = was === undefined || was === bad.length ? '' : ` (${was} before)`;
  const [first, ...others] = byCause(newestFirst(bad, before), around);
  const lines = [`tests: ${bad.length} of ${ran} fail${change}${early}`, ...shown(first!, around)];
  if (others.length > 0) {
    const names = others.slice(0, NAMED).map((test) => {
      const other = causeOf(test, around) !== causeOf(first!, around);
      const says = other ? firstLine(knownError(test).message ?? '', 60).trim() : '';
      return `${firstLine(test.name, 80)}${says && !test.name.includes(says) ? ` (${says})` : ''}`;
    });
    const more = others.length - names.length;
    lines.push(`also failing: ${names.join('; ')}${more > 0 ? ` and ${more} more` : ''}`);
  }
  return lines.join('\n');
}

/** What a change broke leads; else the order of the run. */
function newestFirst(bad: TestResult[], before: TestReport | undefined): TestResult[] {
  if (!before) return bad;
  const passed = new Set(before.tests.filter(({ status }) => status === 'pass').map(keyOf));
  const broken = bad.filter((test) => passed.has(keyOf(test)));
  return [...broken, ...bad.filter((test) => !broken.includes(test))];
}

/** Where it broke and what it says, values left out. */
function causeOf(test: TestResult, { files, tests }: BriefContext): string {
  const { message = '', stack = '' } = knownError(test);
  const source = frames(stack, files).find(({ path }) => !tests.has(path));
  const says = firstLine(message).replace(/(['"`]).*?\1|\d+/g, '·');
  return `${source ? `${source.path}:${source.line}` : test.file}\n${says}`;
}

/** One test of each cause, then the second of each, and so on. */
function byCause(bad: TestResult[], around: BriefContext): TestResult[] {
  const turns = new Map<string, number>();
  const turn = new Map<TestResult, number>();
  for (const test of bad) {
    const cause = causeOf(test, around);
    turn.set(test, turns.get(cause) ?? 0);
    turns.set(cause, (turns.get(cause) ?? 0) + 1);
  }
  return [...bad].sort((a, b) => turn.get(a)! - turn.get(b)!);
}

const keyOf = ({ file, name }: TestResult) => `${file}\n${name}`;

function shown(test: TestResult, { files, tests }: BriefContext): string[] {
  const { name, file } = test;
  const error = knownError(test);
  const lines = [
    `FAIL ${firstLine(name, LONGEST)}`,
    ...errorLines(error).map((line) => `  ${firstLine(line, LONGEST)}`),
  ];
  const at = frames(error.stack ?? '', files);
  const asserted = at.findLast((frame) => frame.path === file) ?? at.find(({ path }) => tests.has(path));
  const source =
    at.find(({ caret }) => caret !== undefined) ?? at.find(({ path }) => path !== file && !tests.has(path));
  if (asserted && asserted !== source) lines.push(`  ${quoted(asserted, files)}`);
  else if (file && !asserted) lines.push(`  in ${file}`);
  if (source)
    lines.push(
      ...quoted(source, files)
        .split('\n')
        .map((line) => `  ${line}`),
    );
  else {
    const used = importsOf(file, { files, tests }).slice(0, NAMED);
    if (used.length > 0) lines.push(`  the test uses ${used.join(', ')}`);
  }
  return lines;
}

const ENDINGS = ['', '.js', '.ts', '.mjs', '.cjs', '.jsx', '.tsx', '/index.js', '/index.ts'];

/** The repository's files that a test imports by a relative path, other tests left out. */
export function importsOf(test: string, { files, tests }: BriefContext): string[] {
  const text = own(files, test);
  if (typeof text !== 'string') return [];
  const folder = test.split('/').slice(0, -1).join('/');
  const found = relativeSpecifiers(text).flatMap((specifier) => {
    const path = repoPath(folder === '' ? specifier : `${folder}/${specifier}`);
    const bare = path?.replace(/\.js$/, ''); // TypeScript is imported as what it becomes
    const names = [path, bare].flatMap((name) =>
      name === undefined || name === null ? [] : ENDINGS.map((end) => name + end),
    );
    const file = names.find((name) => own(files, name) !== undefined);
    return file !== undefined && !tests.has(file) ? [file] : [];
  });
  return [...new Set(found)];
}

/** Expected and actual where the runner gives both and they are short; else the first lines of the message. */
function errorLines(error: ReturnType<typeof knownError>): string[] {
  const lines = splitLines(error.message ?? '').filter((line) => line.trim() !== '');
  const { expected, actual } = error;
  if (expected === undefined || actual === undefined) return lines.slice(0, MESSAGE_LINES);
  const pair = `expected ${oneLine(expected)}, got ${oneLine(actual)}`;
  const head = lines[0] && !/^Expected values to be/i.test(lines[0].trim()) ? [lines[0]] : [];
  return [...head.filter((line) => !(line.includes(oneLine(expected)) && line.includes(oneLine(actual)))), pair];
}

const oneLine = (text: string) => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
};

interface CrashFrame {
  path: string;
  line: number;
  /** The line cannot be read: the 0-based column at which it breaks. */
  caret?: number;
}

/** Stack frames in the repository's own files, innermost first; installed packages are none of them. */
export function frames(stack: string, files: Files): CrashFrame[] {
  const paths = Object.keys(files).filter((path) => !/(^|\/)node_modules\//.test(path));
  const found: CrashFrame[] = [];
  // Where a syntax error is stands above the stack.
  const broken = /^(?:file:\/\/)?(\/[^\n]+):(\d+)\n[^\n]*\n( *)\^\n/.exec(stack);
  const place = broken && locate(broken[1]!, paths);
  if (place && own(files, place) !== undefined)
    found.push({ path: place, line: Number(broken[2]), caret: broken[3]!.length });
  for (const match of stack.matchAll(/([^\s()'"]+):(\d+):\d+/g)) {
    const at = match[1]!.replace(/^file:\/\//, '');
    if (/(^|\/)node_modules\//.test(at)) continue;
    const path = at.startsWith('/') ? locate(at, paths) : at;
    if (path !== null && own(files, path) !== undefined) found.push({ path, line: Number(match[2]) });
  }
  return found;
}

/** `path:line| code`, and below it a caret where the line breaks. */
function quoted({ path, line, caret }: CrashFrame, files: Files): string {
  const text = own(files, path);
  const whole = typeof text === 'string' ? (splitLines(text)[line - 1] ?? '') : '';
  const code = whole.trim();
  const shown = firstLine(`${path}:${line}${code ? `| ${code}` : ''}`, LONGEST);
  if (caret === undefined || code === '') return shown;
  const column = `${path}:${line}| `.length + Math.max(0, caret - (whole.length - whole.trimStart().length));
  return column < shown.length + 1 ? `${shown}\n${' '.repeat(column)}^` : shown;
}
