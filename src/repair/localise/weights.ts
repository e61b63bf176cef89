/**
 * What each feature (features.ts) weighs in the score of a line. HAND was set by hand; WEIGHTS
 * is HAND fitted by `protege localise train --fit FILE --commits FILE`: to tasks of the training split, and, for what stands
 * on a line, to bug-fix commits of public repositories that are in none of our sets (at 0.4 of a task each).
 */

// prettier-ignore
export const HAND: Record<string, number> = {
  // coverage per test
  ochiai: 2, relative: 2, best: 0.3, above: -1, unrun: -4, everyFailing: 1, passing: -1, onlyFailing: 0.3,
  guardGain: 1.5, guardSkipped: 1.5, guardNever: 0.2,
  // trials: one value changed at a time
  mended: 1, borne: 1.5, borneAll: 0.8, touched: 0.8, inert: -0.8, unchanged: -0.3,
  // stacks
  frameTop: 1, frame: 0.5, frameNear: 0.3,
  // words of tests, messages and issue
  wordsFailing: 1, wordsIssue: 0.6, insideFailing: 0.4, insideIssue: 0.3, literal: 0.6, fileNamed: 0.3,
  // files
  direct: 0.3, unreached: -1,
  // what stands on the line
  busy: 0.8, bare: -1, loaded: -1.5, 'kind:if': 0.6, 'kind:return': 0.5, 'kind:header': -0.8, 'kind:declare': 0.2,
  'kind:assign': 0.3, 'sign:compare': 0.6, 'sign:logic': 0.4, 'sign:equal': 0.3, 'sign:arith': 0.5, 'sign:edge': 0.3,
  'sign:not': 0.2,
  // oddities
  'odd:idle': 3, 'odd:unused': 1.5, 'odd:twice': 2, 'odd:constant': 3,
  // a model's doubt about the line as it is
  surprise: 0.6,
};

/** How strongly the fit is held to HAND. */
export const PRIOR_PULL = 0.1;

// prettier-ignore
export const FEATURE_WEIGHTS: Record<string, number> = {
  // coverage per test
  ochiai: 1.69, relative: 1.68, guardGain: 1.5, guardSkipped: 1.46, everyFailing: 0.93, best: 0.31, onlyFailing: 0.3,
  guardNever: 0.26, few: -0.14, above: -1, passing: -1.11, unrun: -3.54,
  // trials: one value changed at a time
  borne: 1.66, mended: 1.32, borneAll: 0.99, touched: 0.55, mendedAll: 0.24, alone: 0.16, inert: -0.31,
  unchanged: -0.41,
  // stacks
  frameTop: 1.01, frame: 0.55, frameNear: 0.39,
  // words of tests, messages and issue
  wordsFailing: 0.97, wordsIssue: 0.56, literal: 0.5, fileNamed: 0.34, insideFailing: 0.1, insideIssue: 0.06,
  // files
  direct: 0.09, unreached: -1,
  // what stands on the line
  busy: 0.8, 'sign:arith': 0.63, 'sign:compare': 0.58, 'kind:assign': 0.4, 'kind:if': 0.38, 'sign:logic': 0.37,
  'sign:regexp': 0.37, 'sign:equal': 0.34, 'sign:edge': 0.26, 'kind:call': 0.24, 'kind:return': 0.21,
  'kind:property': 0.21, 'kind:declare': 0.18, 'sign:typeof': 0.17, 'kind:rest': 0.12, 'sign:call': 0.12,
  'sign:default': 0.1, 'sign:string': 0.09, 'sign:not': 0.08, 'sign:minus': 0.07, 'sign:object': 0.07,
  'sign:boolean': 0.06, 'sign:length': 0.04, 'sign:nullish': 0.04, 'sign:optional': 0.03, 'sign:ternary': 0.03,
  'kind:loop': -0.01, 'sign:spread': -0.02, 'kind:case': -0.04, 'sign:function': -0.04, 'sign:index': -0.06,
  'sign:slice': -0.06, 'kind:throw': -0.06, 'sign:update': -0.08, 'sign:bits': -0.09, 'sign:number': -0.1,
  'sign:new': -0.1, 'sign:template': -0.23, 'kind:header': -0.83, bare: -1.05, loaded: -1.86,
  // oddities
  'odd:idle': 3.17, 'odd:constant': 3, 'odd:twice': 2, 'odd:unused': 1.56,
  // a model's doubt about the line as it is
  surprise: 0.6,
};
