/** TAP as tape, tap and ava print it -> results. A result is a test of theirs, its assertions together. */
import type { TestResult } from '../types';

/** What one process printed. */
export interface Tap {
  text: string;
  by: 'tape' | 'tap' | 'ava';
  /** The test file; '' where one process prints for many. */
  file: string;
}

interface TapPoint {
  ok: boolean;
  name: string;
  skip: string | boolean;
  todo: string | boolean;
  time: number | null;
  diag: Record<string, unknown> | null;
}

export async function readTap({ text, by, file }: Tap): Promise<TestResult[]> {
  // The parser is written for Node and asks the global Buffer what it was given.
  (globalThis as { Buffer?: unknown }).Buffer ??= (await import('buffer')).Buffer;
  const { Parser } = await import('tap-parser');
  const events = Parser.parse(text) as [string, unknown][];
  return by === 'tape' ? grouped(events, file) : points(events).map((point) => single(point, file));
}

const points = (events: [string, unknown][]): TapPoint[] =>
  events.filter(([kind]) => kind === 'assert').map(([, point]) => point as TapPoint);

/** tap and ava: a point of the top level is a test, subtests are behind it. */
function single(point: TapPoint, file: string): TestResult {
  const { ok, skip, todo, time, name } = point;
  const status = skip ? 'skip' : todo ? 'todo' : ok ? 'pass' : 'fail';
  return { name, file, status, ms: time ?? 0, ...(status === 'fail' ? { error: failure(point) } : {}) };
}

/** tape: `# name` opens a test, the assertions up to the next one are its own; the plan ends them all. */
function grouped(events: [string, unknown][], file: string): TestResult[] {
  const end = events.findIndex(([kind]) => kind === 'plan');
  const out: TestResult[] = [];
  for (const [kind, value] of end < 0 ? events : events.slice(0, end)) {
    if (kind === 'comment') {
      const [, mark, name = ''] = /^#\s*(SKIP |TODO )?(.*)/.exec(String(value))!;
      out.push({ name, file, status: mark === 'SKIP ' ? 'skip' : mark === 'TODO ' ? 'todo' : 'pass', ms: 0 });
    } else if (kind === 'assert') {
      const point = value as TapPoint;
      const test = out.at(-1) ?? { name: point.name, file, status: 'pass' as const, ms: 0 };
      if (out.length === 0) out.push(test);
      if (point.ok || point.skip || point.todo || test.status !== 'pass') continue;
      Object.assign(test, { status: 'fail', error: failure(point) });
    }
  }
  return out;
}

const plain = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));

function failure({ name, diag }: TapPoint): NonNullable<TestResult['error']> {
  const facts = diag ?? {};
  const message = [name, facts.message, facts.diff].filter((part) => typeof part === 'string').join('\n');
  const expected = facts.expected ?? facts.wanted;
  const actual = facts.actual ?? facts.found;
  return {
    message,
    ...(typeof facts.stack === 'string' ? { stack: facts.stack } : {}),
    ...(expected === undefined ? {} : { expected: plain(expected), actual: plain(actual) }),
  };
}
