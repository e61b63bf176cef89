/** The tree of node:test: what a test or suite is, and what happened to it. Plain records; harness.ts runs them. */
import type { Guest, GuestFunction } from '../guest';

export interface TestOptions {
  skip?: boolean | string;
  todo?: boolean | string;
  only?: boolean;
  concurrency?: number | boolean | null;
  timeout?: number;
  signal?: AbortSignal;
  plan?: number;
}

export interface Hook {
  run: GuestFunction;
  timeout?: number;
}
export type HookName = 'before' | 'after' | 'beforeEach' | 'afterEach';

export interface TestNode {
  kind: 'root' | 'suite' | 'test';
  name: string;
  parent: TestNode | null;
  options: TestOptions;
  run: GuestFunction;
  hooks: Record<HookName, Hook[]>;
  children: TestNode[];
  /** Children that have been started or wait in line. */
  started: boolean;
  finished: boolean;
  status: 'pass' | 'fail' | 'skip' | 'todo' | 'cancelled';
  failure: { error: Guest; type: string } | undefined;
  reason: string | undefined;
  ms: number;
  diagnostics: string[];
  plan: number | undefined;
  counted: number;
  abort: AbortController;
  /** Ends the wait for the body, from outside (uncaught error, cancel). */
  interrupt: ((error: Guest, type: string) => void) | undefined;
  done: (() => void)[];
  beforeRun: Promise<void> | undefined;
}

export function newNode(
  kind: TestNode['kind'],
  name: string,
  parent: TestNode | null,
  options: TestOptions,
  run: GuestFunction,
): TestNode {
  return {
    kind,
    name,
    parent,
    options,
    run,
    hooks: { before: [], after: [], beforeEach: [], afterEach: [] },
    children: [],
    started: false,
    finished: false,
    status: 'pass',
    failure: undefined,
    reason: undefined,
    ms: 0,
    diagnostics: [],
    plan: options.plan,
    counted: 0,
    abort: new AbortController(),
    interrupt: undefined,
    done: [],
    beforeRun: undefined,
  };
}

/** Names from the outermost suite, joined by one space. */
export function fullName(node: TestNode): string {
  return node.parent && node.parent.kind !== 'root' ? `${fullName(node.parent)} ${node.name}` : node.name;
}

export interface TestCounts {
  tests: number;
  suites: number;
  pass: number;
  fail: number;
  cancelled: number;
  skipped: number;
  todo: number;
}
export const noCounts = (): TestCounts => ({
  tests: 0,
  suites: 0,
  pass: 0,
  fail: 0,
  cancelled: 0,
  skipped: 0,
  todo: 0,
});

export function count(node: TestNode, into: TestCounts): TestCounts {
  for (let i = 0; i < node.children.length; i++) {
    const child = node.children[i]!;
    if (child.kind === 'suite') into.suites++;
    else {
      into.tests++;
      if (child.status === 'skip') into.skipped++;
      else if (child.status === 'todo') into.todo++;
      else if (child.status === 'cancelled') into.cancelled++;
      else into[child.status]++;
    }
    count(child, into);
  }
  return into;
}
export const isBad = (node: TestNode): boolean => node.status === 'fail' || node.status === 'cancelled';
