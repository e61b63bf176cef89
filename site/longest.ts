import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take a minute and more on two cores, the longest first. */
const LONG = [
  'train/quick',
  'e2e/card',
  'vault/hostile',
  'train/pool',
  'tasks/grade',
  'e2e/engines',
  'e2e/lessons',
  'e2e/canary',
  'contracts/sandbox',
];

/** The longest files first, so that none is left to run alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
