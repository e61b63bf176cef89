/** What comes out of a sandbox is data from outside: only the expected shapes pass. */
import { unusablePath } from '../shell/paths';
import type { Changes, ExecResult, Output, TestError, TestReport, TestResult } from '../types';
import { isObject } from '../lib/json';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/** Undefined when it is not an Output. */
export function asOutput(value: unknown): Output | undefined {
  if (!isObject(value) || typeof value.text !== 'string') return undefined;
  return value.fd === 1 || value.fd === 2 ? { fd: value.fd, text: value.text } : undefined;
}

const isContent = (value: unknown): value is string | Uint8Array | null =>
  value === null || typeof value === 'string' || value instanceof Uint8Array;

/** Paths that could not be files of the repository are left out. `.git/` is kept: the mirror carries it. */
export function asChanges(value: unknown): Changes {
  if (!isObject(value)) return {};
  const good = Object.entries(value).filter(
    ([path, content]) =>
      isContent(content) && (path.startsWith('.git/') ? !path.split('/').includes('..') : !unusablePath(path)),
  );
  return Object.fromEntries(good) as Changes;
}

const STATUS = new Set<unknown>(['pass', 'fail', 'skip', 'todo']);

function asTest(value: unknown): TestResult | undefined {
  if (!isObject(value) || typeof value.name !== 'string' || !STATUS.has(value.status)) return undefined;
  const { error } = value;
  const texts = (from: Record<string, unknown>, keys: readonly (keyof TestError)[]): Partial<TestError> =>
    Object.fromEntries(keys.flatMap((key) => (typeof from[key] === 'string' ? [[key, from[key]]] : [])));
  return {
    name: value.name,
    file: text(value.file),
    status: value.status as TestResult['status'],
    ms: number(value.ms),
    ...(isObject(error)
      ? {
          error: {
            message: text(error.message),
            ...texts(error, ['stack', 'expected', 'actual']),
            ...(isObject(error.detail)
              ? { detail: texts(error.detail, ['message', 'stack', 'expected', 'actual']) }
              : {}),
          },
        }
      : {}),
  };
}

function asTests(value: unknown): TestReport | undefined {
  if (!isObject(value) || !Array.isArray(value.tests)) return undefined;
  return {
    tests: value.tests.map(asTest).filter((test) => test !== undefined),
    complete: value.complete === true,
    tampered: Array.isArray(value.tampered)
      ? value.tampered.filter((what) => typeof what === 'string')
      : ['the report was malformed'],
  };
}

/** Throws when it is no result at all. */
export function asResult(value: unknown): ExecResult {
  if (!isObject(value) || !Number.isInteger(value.exitCode))
    throw new Error('The sandbox sent a malformed result. Run the command again.');
  const tests = asTests(value.tests);
  return {
    exitCode: value.exitCode as number,
    output: text(value.output),
    stdout: text(value.stdout),
    stderr: text(value.stderr),
    ms: number(value.ms),
    timedOut: value.timedOut === true,
    dropped: number(value.dropped),
    changes: asChanges(value.changes),
    ...(tests ? { tests } : {}),
  };
}
