/** Lines of the repository in the stacks of failing tests, innermost first. */
import { locate } from '../../lib/paths';
import type { TestResult } from '../../types';

export interface StackFrame {
  path: string;
  line: number;
}

export function framesOf(text: string, paths: readonly string[]): StackFrame[] {
  const out: StackFrame[] = [];
  for (const [, raw, line] of text.matchAll(/([^\s()'"]+):(\d+):\d+/g)) {
    const at = raw!.replace(/^file:\/\//, '');
    const path = at.startsWith('/') ? locate(at, paths) : locate(at.replace(/^\.\//, ''), paths);
    if (path !== null && paths.includes(path)) out.push({ path, line: Number(line) });
  }
  return out;
}

export const framesOfTest = (test: TestResult, paths: readonly string[]): StackFrame[] =>
  framesOf(test.error?.stack ?? '', paths).slice(0, 8);
