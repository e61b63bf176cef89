/** What is written of a test run is what is read back, whatever the tests are called and say. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exitLine, readRun, writeSummary } from '../../src/facts/summary';
import type { TestResult } from '../../src/types';

const PATHS = ['src/a.js', 'src/deep/b.ts', 'test/a.test.js'];
const files = Object.fromEntries(PATHS.map((path) => [path, '']));
/** Visible words on one line; a name may hold brackets of its own. */
const words = fc.stringMatching(/^[a-z][a-z (),:'"-]{0,30}[a-z)]$/);
const frame = fc.record({ path: fc.constantFrom(...PATHS), line: fc.integer({ min: 1, max: 9999 }) });
const failure = fc.record({
  name: words,
  file: fc.constantFrom(...PATHS),
  message: fc.array(words, { minLength: 1, maxLength: 3 }),
  frames: fc.uniqueArray(frame, { maxLength: 3, selector: ({ path, line }) => `${path}:${line}` }),
});
const at = ({ path, line }: { path: string; line: number }) => `    at f (/repo/${path}:${line}:7)`;

test('what was written is read back', () => {
  fc.assert(
    fc.property(fc.array(failure, { maxLength: 14 }), fc.nat(20), fc.boolean(), (failures, passed, complete) => {
      const tests: TestResult[] = [
        ...failures.map(({ name, file, message, frames }): TestResult => ({
          name,
          file,
          status: 'fail',
          ms: 1,
          error: { message: message.join('\n'), stack: ['Error', ...frames.map(at)].join('\n') },
        })),
        ...Array.from({ length: passed }, (_, i): TestResult => ({ name: `p${i}`, file: 'x', status: 'pass', ms: 1 })),
      ];
      const exit = failures.length > 0 ? 1 : 0;
      const text = `${exitLine(exit)}\nnoise\n${writeSummary({ tests, complete, tampered: [] }, files, 1e6)}`;
      const run = readRun(text);
      expect(run).toMatchObject({ passed, failed: failures.length, cut: failures.length > 10 });
      expect(run.ok).toBe(exit === 0 && complete && passed > 0);
      expect(run.failing).toEqual(
        failures.slice(0, 10).map(({ message, ...rest }) => ({ ...rest, message: `${message.join('\n')}\n` })),
      );
    }),
  );
});

test('without a summary the exit code says how it went', () => {
  expect(readRun(`${exitLine(0)}\nfine`)).toMatchObject({ ok: true, failed: 0 });
  expect(readRun(`${exitLine(3)}\nboom`)).toMatchObject({ ok: false, failed: 1 });
  expect(readRun('killed after 30 s')).toMatchObject({ ok: false, failed: 1 });
});
