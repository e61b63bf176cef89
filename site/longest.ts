import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Takes minutes on two cores: begun first, so that it is not left to run alone at the end. */
const LONGEST = '/tests/train/quick.test.ts';

/** The files in their order, but the longest first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const later = ({ moduleId }: TestSpecification) => Number(!moduleId.endsWith(LONGEST));
    return (await super.sort(files)).sort((a, b) => later(a) - later(b));
  }
}
