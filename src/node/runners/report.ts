/** Structured results: names, readable errors, counts. All adapters report through this. */
import type { TestResult } from '../../types';
import type { Guest } from '../guest';
import type { RunnerHost } from '../runner';

export interface TestOutcome {
  name: string;
  /** Absolute path of the test file. */
  file: string;
  status: TestResult['status'];
  ms: number;
  error?: unknown;
  /** More of it, in the same fields: see TestResult. */
  detail?: object | undefined;
}

export interface RunnerReporter {
  counts: Record<TestResult['status'], number>;
  add(outcome: TestOutcome): void;
}

/** Text of any thrown or compared value; never throws. */
export type Show = (value: unknown) => string;

function shower(host: RunnerHost): Show {
  const { inspect } = host.require('node:util', host.cwd) as { inspect: (value: unknown, options: object) => string };
  return (value) => {
    if (typeof value === 'string') return value;
    try {
      return inspect(value, { depth: 8, breakLength: 80, maxArrayLength: 200, sorted: true });
    } catch {
      return String(Object.prototype.toString.call(value));
    }
  };
}

const LIMIT = 20_000;
const clip = (text: string): string =>
  text.length > LIMIT ? `${text.slice(0, LIMIT)}… (${text.length - LIMIT} more characters)` : text;

function describeError(error: unknown, show: Show): NonNullable<TestResult['error']> {
  if (error === null || (typeof error !== 'object' && typeof error !== 'function')) {
    return { message: clip(show(error)) };
  }
  try {
    const { message, name, stack, expected, actual } = error as Guest;
    const text = message ? String(message) : name ? String(name) : show(error);
    const described: NonNullable<TestResult['error']> = { message: clip(text) };
    if (typeof stack === 'string') described.stack = clip(stack);
    if ('expected' in error && expected !== undefined) described.expected = clip(show(expected));
    if ('actual' in error && actual !== undefined) described.actual = clip(show(actual));
    return described;
  } catch {
    return { message: 'The test threw a value that cannot be read' };
  }
}

/** Names are made independent of the place: `<cwd>` stands for the working directory in them. */
export function reporter(host: RunnerHost): RunnerReporter {
  const send = host.report.bind(host);
  // Not in the middle of another path: `/repo` is no part of `../reports`.
  const here =
    host.cwd.length > 1 && new RegExp(`(?<![\\w.])${host.cwd.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`, 'g');
  const show = shower(host);
  const counts = { pass: 0, fail: 0, skip: 0, todo: 0 };
  return {
    counts,
    add({ name, file, status, ms, error, detail }) {
      counts[status]++;
      send({
        name: here ? name.replace(here, '<cwd>') : name,
        file: relative(host, file),
        status,
        ms,
        ...(status === 'fail'
          ? { error: { ...describeError(error, show), ...(detail ? { detail: describeError(detail, show) } : {}) } }
          : {}),
      });
    },
  };
}

/** Path below the working directory, as the frameworks print it. */
export function relative(host: { cwd: string }, path: string): string {
  const base = host.cwd.endsWith('/') ? host.cwd : `${host.cwd}/`;
  return path.startsWith(base) ? path.slice(base.length) : path;
}
