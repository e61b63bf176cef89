/** What node:test needs from the runtime. */
import type { TestResult } from '../../types';
import type { Guest } from '../guest';

export interface TestHost {
  write(fd: 1 | 2, text: string): void;
  report(test: TestResult): void;
  /** Real clock and timers, whatever the guest fakes. */
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
  /** Keeps the process alive until the returned call. */
  hold(): () => void;
  inspect(value: unknown): string;
  assert: Guest;
  /** Absolute path of the test file, as it is to be reported. */
  file: string;
  /** From the command line. */
  options: { namePatterns: RegExp[]; only: boolean; reporter: string; timeout: number };
}

export type Status = 'pass' | 'fail' | 'skip' | 'todo';

/** One finished test or suite, as reporters see it. */
export interface Finished {
  name: string;
  kind: 'test' | 'suite';
  nesting: number;
  status: Status;
  ms: number;
  error: unknown;
  note: string;
  /** Children were reported before (so the line closes a group). */
  group: boolean;
}
