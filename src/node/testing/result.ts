/** A finished test as it is reported; node:test's own failures. */
import type { TestResult } from '../../types';
import { inspect } from '../builtins/inspect';
import type { Guest } from '../guest';
import { NativeError } from '../primordials';
import { fullName, type TestNode } from './node';

export function testFailure(message: string, type: string): Guest {
  return Object.assign(new NativeError(message), { code: 'ERR_TEST_FAILURE', failureType: type });
}

export function resultOf(node: TestNode, file: string): TestResult {
  const status = node.status === 'cancelled' ? 'fail' : node.status;
  const result: TestResult = { name: fullName(node), file, status, ms: Math.round(node.ms * 100) / 100 };
  if (node.failure && status === 'fail') result.error = errorReport(node.failure.error);
  return result;
}

/** An error as text; never throws, whatever the guest threw. */
export function errorReport(error: Guest): NonNullable<TestResult['error']> {
  try {
    if (typeof error !== 'object' || error === null)
      return { message: typeof error === 'string' ? error : inspect(error) };
    const out: NonNullable<TestResult['error']> = { message: String(error.message ?? inspect(error)) };
    if (typeof error.stack === 'string') out.stack = inspectStack(error);
    if ('expected' in error) out.expected = inspect(error.expected);
    if ('actual' in error) out.actual = inspect(error.actual);
    return out;
  } catch {
    return { message: 'the test threw something that cannot be shown' };
  }
}
const inspectStack = (error: Guest) =>
  inspect(error)
    .split('\n')
    .filter((line, i) => i < 40 || /^\s+at /.test(line))
    .join('\n');
