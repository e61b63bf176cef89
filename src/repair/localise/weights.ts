/** What each feature weighs in the score of a line; see features.ts. */
export const WEIGHTS: Record<string, number> = {
  ochiai: 2, relative: 2, best: 0.3, above: -1, unrun: -4, everyFailing: 1, passing: -1, onlyFailing: 0.3, few: 0,
  guardGain: 1.5, guardSkipped: 1.5, guardNever: 0.2, frameTop: 1, frame: 0.5, frameNear: 0.3,
  wordsFailing: 1, wordsIssue: 0.6, insideFailing: 0.4, insideIssue: 0.3, literal: 0.6,
  direct: 0.3, unreached: -1, fileNamed: 0.3, busy: 0.8, bare: -1, loaded: -1.5,
  'kind:if': 0.6, 'kind:return': 0.5, 'kind:header': -0.8, 'kind:declare': 0.2, 'kind:assign': 0.3,
  'sign:compare': 0.6, 'sign:logic': 0.4, 'sign:equal': 0.3, 'sign:arith': 0.5, 'sign:edge': 0.3, 'sign:not': 0.2,
}; // prettier-ignore
