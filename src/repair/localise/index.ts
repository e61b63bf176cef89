/** Localisation: from a run of the tests to a ranking of lines. */
export { coverageFor, evidence, evidenceOf, type Evidence, type EvidenceOptions, type Ran } from './evidence';
export type { Coverage } from './coverage';
export { rank } from './rank';
export { surprise } from './surprise';
export { unranked } from './unranked';
