import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest of their projects: begun first, so that none is left to run alone at the end. */
const LONGEST = /\/(train\/quick|vault\/hostile|e2e\/card)\.test\.ts$/;

/** The files in their order, but the longest first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const later = ({ moduleId }: TestSpecification) => Number(!LONGEST.test(moduleId));
    return (await super.sort(files)).sort((a, b) => later(a) - later(b));
  }
}
