export { generate, iterate, range, repeat, seq } from './seq.js';
export { asyncSeq } from './async.js';
