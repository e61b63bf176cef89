/** What node:test prints: spec (default), tap or dot. */
import type { Finished, TestHost } from './host';

export interface Counts {
  tests: number;
  suites: number;
  pass: number;
  fail: number;
  cancelled: number;
  skipped: number;
  todo: number;
}

export interface Reporter {
  opened(name: string, nesting: number): void;
  finished(test: Finished): void;
  end(counts: Counts, ms: number): void;
}

const ms = (n: number) => (Math.round(n * 1000) / 1000).toString();

/** The error a person wants to see: the cause that the test threw. */
export function causeOf(error: unknown): unknown {
  return error instanceof Error && error.message !== '' && error.cause !== undefined && 'failureType' in error
    ? error.cause
    : error;
}

const indent = (text: string, by: string) => text.replace(/^/gm, by);

export function reporterFor(name: string, host: TestHost): Reporter {
  const write = (text: string) => host.write(1, text);
  if (name === 'tap') return tap(write, host);
  if (name === 'dot') return dot(write);
  return spec(write, host);
}

function spec(write: (text: string) => void, host: TestHost): Reporter {
  const failed: Finished[] = [];
  return {
    opened: (name, nesting) => write(`${'  '.repeat(nesting)}▶ ${name}\n`),
    finished(test) {
      const sign = test.status === 'fail' ? '✖' : test.status === 'skip' ? '﹣' : test.status === 'todo' ? '⚠' : '✔';
      const note = test.status === 'skip' ? ' # SKIP' : test.status === 'todo' ? ' # TODO' : '';
      write(
        `${'  '.repeat(test.nesting)}${sign} ${test.name} (${ms(test.ms)}ms)${note}${test.note ? ` ${test.note}` : ''}\n`,
      );
      if (test.status === 'fail' && !/subtests? failed$/.test((test.error as Error)?.message ?? '')) failed.push(test);
    },
    end(counts, total) {
      for (const key of Object.keys(counts) as (keyof Counts)[]) write(`ℹ ${key} ${counts[key]}\n`);
      write(`ℹ duration_ms ${ms(total)}\n`);
      if (failed.length === 0) return;
      write('\n✖ failing tests:\n');
      for (const test of failed)
        write(`\n✖ ${test.name} (${ms(test.ms)}ms)\n${indent(host.inspect(causeOf(test.error)), '  ')}\n`);
    },
  };
}

function dot(write: (text: string) => void): Reporter {
  return {
    opened: () => {},
    finished: (test) => test.kind === 'test' && write(test.status === 'fail' ? 'X' : '.'),
    end: () => write('\n'),
  } as Reporter;
}

function tap(write: (text: string) => void, host: TestHost): Reporter {
  const numbers: number[] = [];
  write('TAP version 13\n');
  return {
    opened: (name, nesting) => write(`${'    '.repeat(nesting)}# Subtest: ${name}\n`),
    finished(test) {
      const pad = '    '.repeat(test.nesting);
      if (test.group) write(`${'    '.repeat(test.nesting + 1)}1..${numbers[test.nesting + 1] ?? 0}\n`);
      numbers.length = test.nesting + 1;
      numbers[test.nesting] = (numbers[test.nesting] ?? 0) + 1;
      const note = test.status === 'skip' ? ' # SKIP' : test.status === 'todo' ? ' # TODO' : '';
      const bad = test.status === 'fail' || (test.status === 'todo' && test.error !== undefined);
      write(
        `${pad}${bad ? 'not ok' : 'ok'} ${numbers[test.nesting]} - ${test.name.replace(/#/g, '\\#')}${note}${test.note ? ` ${test.note}` : ''}\n`,
      );
      write(`${pad}  ---\n${pad}  duration_ms: ${ms(test.ms)}\n`);
      if (bad) write(`${pad}  error: |-\n${indent(host.inspect(causeOf(test.error)), `${pad}    `)}\n`);
      write(`${pad}  ...\n`);
    },
    end(counts, total) {
      write(`1..${numbers[0] ?? 0}\n`);
      for (const key of Object.keys(counts) as (keyof Counts)[]) write(`# ${key} ${counts[key]}\n`);
      write(`# duration_ms ${ms(total)}\n`);
    },
  };
}
