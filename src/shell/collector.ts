/** Folds what runners report over one command into a TestReport; a runner that never said it was done leaves it open. */
import type { TestReport, TestResult } from '../types';

export interface Process {
  expects: boolean;
  tests: number;
  done: number;
  exited: boolean;
}

export class Collector {
  private readonly results: TestResult[] = [];
  private readonly processes: Process[] = [];
  private readonly tampered = new Set<string>();

  /** `expects`: this process is a test runner and must say that it reached its end. */
  start(expects: boolean): Process {
    const process = { expects, tests: 0, done: 0, exited: false };
    this.processes.push(process);
    return process;
  }

  add(process: Process, test: TestResult): void {
    process.tests++;
    this.results.push(test);
  }

  tamper(what: string): void {
    this.tampered.add(what);
  }

  /** Undefined when no runner ran. */
  report(): TestReport | undefined {
    const runners = this.processes.filter(({ expects, tests, done }) => expects || tests > 0 || done > 0);
    if (runners.length === 0 && this.tampered.size === 0) return undefined;
    return {
      tests: [...this.results],
      complete: runners.length > 0 && runners.every(({ done, exited }) => done > 0 && exited),
      tampered: [...this.tampered],
    };
  }
}
