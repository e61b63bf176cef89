/**
 * What an exec worker says, before anything of it is used: code in it that got hold of its port can say whatever a
 * structured clone can hold. What has the wrong shape is dropped; how much there is, is counted where it comes in.
 */
import type { FromWorker } from '../node/protocol';
import type { TestError, TestResult } from '../types';
import { isObject } from '../lib/json';

/** Of one process. */
export const MOST = {
  tests: 50_000,
  testBytes: 24 * 1024 * 1024,
  outputBytes: 8 * 1024 * 1024,
  spawns: 5_000,
  files: 20_000,
};
const LONGEST = { name: 2_000, path: 4_096, message: 50_000, value: 20_000 };

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most)}…` : text);
const STATUS = ['pass', 'fail', 'skip', 'todo'];

/** The messages of one process, checked; null = not heard. */
export function listener(): (data: unknown) => FromWorker | null {
  const left = { ...MOST };
  return (data) => {
    if (!isObject(data)) return null;
    switch (data.type) {
      case 'output': {
        if (!isText(data.text) || (data.fd !== 1 && data.fd !== 2)) return null;
        const text = data.text.slice(0, Math.max(0, left.outputBytes));
        left.outputBytes -= text.length;
        return text === '' ? null : { type: 'output', fd: data.fd, text };
      }
      case 'test': {
        const test = testOf(data.test);
        if (!test || left.tests-- <= 0) return null;
        left.testBytes -= 200 + test.name.length + (test.error?.message.length ?? 0) + (test.error?.stack?.length ?? 0);
        if (left.testBytes < 0 && test.error)
          return { type: 'test', test: { ...test, error: { message: cut(test.error.message, 200) } } };
        return { type: 'test', test };
      }
      case 'runner-done':
        return {
          type: 'runner-done',
          framework: String(data.framework).slice(0, 40),
          files: isNumber(data.files) ? data.files : 0,
        };
      case 'tampered':
        return isText(data.what) ? { type: 'tampered', what: cut(data.what, LONGEST.name) } : null;
      case 'spawn':
        if (!isNumber(data.id) || !isText(data.command) || !isText(data.cwd) || !isText(data.stdin)) return null;
        if (left.spawns-- <= 0) return null;
        return {
          type: 'spawn',
          id: data.id,
          command: data.command,
          cwd: data.cwd,
          stdin: data.stdin,
          env: texts(data.env),
          ...(data.changes === undefined ? {} : { changes: changesOf(data.changes) }),
        };
      case 'kill':
        return isNumber(data.id) ? { type: 'kill', id: data.id } : null;
      case 'exit':
        return {
          type: 'exit',
          exitCode: isNumber(data.exitCode) ? Math.trunc(data.exitCode) : 1,
          changes: changesOf(data.changes),
          dropped: isNumber(data.dropped) && data.dropped > 0 ? Math.trunc(data.dropped) : 0,
        };
      default:
        return null;
    }
  };
}

function testOf(value: unknown): TestResult | null {
  if (!isObject(value) || !isText(value.name) || !isText(value.file) || !STATUS.includes(value.status as string))
    return null;
  const { error } = value;
  const told = (from: Record<string, unknown>): Partial<TestError> => {
    const text = (key: keyof TestError, most: number) => (isText(from[key]) ? { [key]: cut(from[key], most) } : {});
    return {
      ...text('message', LONGEST.message),
      ...text('stack', LONGEST.message),
      ...text('expected', LONGEST.value),
      ...text('actual', LONGEST.value),
    };
  };
  return {
    name: cut(value.name, LONGEST.name),
    file: cut(value.file, LONGEST.path),
    status: value.status as TestResult['status'],
    ms: isNumber(value.ms) ? value.ms : 0,
    ...(isObject(error)
      ? {
          error: {
            message: '',
            ...told(error),
            ...(isObject(error.detail) ? { detail: told(error.detail) } : {}),
          },
        }
      : {}),
  };
}

const texts = (value: unknown): Record<string, string> =>
  isObject(value)
    ? (Object.fromEntries(Object.entries(value).filter(([, text]) => isText(text))) as Record<string, string>)
    : {};

/** @throws one sentence when a process left more files than a repository has. */
function changesOf(value: unknown): Record<string, string | Uint8Array | null> {
  if (!isObject(value)) return {};
  const entries = Object.entries(value);
  if (entries.length > MOST.files)
    throw new Error(`The process wrote ${entries.length} files; at most ${MOST.files} are taken over, so none was.`);
  return Object.fromEntries(
    entries.filter(
      ([path, content]) =>
        path.length <= LONGEST.path && (content === null || isText(content) || content instanceof Uint8Array),
    ),
  ) as Record<string, string | Uint8Array | null>;
}
