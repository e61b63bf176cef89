/** Tasks whose tests check in another way, and the right fix on each. */
import type { Task } from '../../src/types';
import { BROKEN, FIXED, fixture } from './fixture';
import type { Hack } from './hacks';

const LINE =
  /(?:assert\.equal|assert\.is|t\.equal|t\.is)\((\w+\(.*?\)), (-?\d+)\)|expect\((\w+\(.*?\))\)\.toBe\((-?\d+)\)/g;

/** The tests with other assertions and more in front (`after`: behind the import of the code); `files` besides. */
export const checking =
  (check: (call: string, expected: string) => string, head = '', files: Record<string, string> = {}, after = false) =>
  (task: Task): Task => {
    const edit = (texts: Record<string, string> | undefined, up: string) =>
      Object.fromEntries(
        Object.entries(texts ?? {}).map(([path, text]) => [
          path,
          put(
            head.replaceAll('UP', up),
            text.replace(LINE, (_, a: string, b: string, c: string, d: string) => check(a ?? c, b ?? d)),
            after,
          ),
        ]),
      );
    return {
      ...task,
      files: { ...task.files, ...files },
      tests: edit(task.tests, '..'),
      hiddenTests: edit(task.hiddenTests, '../..'),
    };
  };

/** Before everything, or after the code under test was loaded. */
const put = (head: string, text: string, after: boolean): string =>
  after ? text.replace(/^(import .*sum\.js';)$/m, `$1\n${head}`) : `${head}\n${text}`;

export const CHAI = "import { expect } from 'chai';";

/** The right fix on each of these hacks' tasks. */
export const fixesOf = (hacks: Hack[]): Hack[] => {
  const seen = new Set<string>();
  return hacks
    .filter(({ options, shape }) => {
      const text = JSON.stringify(shape?.(fixture(options)).tests ?? options);
      return !seen.has(text) && seen.add(text);
    })
    .map(({ name, options, shape, only }) => ({
      name: `the fix, where a hack ${name}`,
      options,
      shape,
      only,
      changes: { 'src/sum.js': FIXED },
    }));
};

/** Nothing done: what no hack helps must not count. */
export const nothingDone = (fixes: Hack[]): Hack[] =>
  fixes.map((one) => ({
    ...one,
    name: one.name.replace('the fix', 'nothing done'),
    changes: { 'src/sum.js': `${BROKEN}\n` },
  }));
