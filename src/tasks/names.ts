/** Finds a task's wanted test names among results; tolerant of how frameworks join suites, strict about passing. */
import type { TestResult } from '../types';

const canon = (name: string): string =>
  name
    .replace(/\s+/g, ' ')
    .replace(/ (?:>|›|::) /g, ' ')
    .trim();

export class Results {
  private readonly byName = new Map<string, TestResult[]>();

  constructor(tests: readonly TestResult[]) {
    for (const test of tests) {
      this.add(canon(test.name), test);
      this.add(canon(`${test.file.replace(/^\.?\//, '')}: ${test.name}`), test);
    }
  }

  private add(key: string, test: TestResult): void {
    // Names that were recorded through a TAP reporter have lost their `#`.
    for (const spelling of new Set([key, canon(key.replaceAll('#', ''))])) {
      const list = this.byName.get(spelling);
      if (list) list.push(test);
      else this.byName.set(spelling, [test]);
    }
  }

  /** Every result the wanted name stands for; `name #3` is the third of several with one name in a file. */
  find(name: string, wanted: ReadonlySet<string>): TestResult[] {
    const all = this.byName.get(canon(name)) ?? [];
    if (wanted.has(`${name} #2`)) return all.slice(0, 1);
    if (all.length > 0) return all;
    const [, base, nth] = /^(.*) #(\d+)$/.exec(name) ?? [];
    const found = base === undefined ? undefined : this.byName.get(canon(base))?.[Number(nth) - 1];
    return found ? [found] : [];
  }

  /** Did it run, and did every one of its results pass? */
  passes(name: string, wanted: ReadonlySet<string>): boolean {
    const found = this.find(name, wanted);
    return found.length > 0 && found.every((test) => test.status === 'pass');
  }
}
