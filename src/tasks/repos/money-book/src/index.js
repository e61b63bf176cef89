export { Money, total } from './money.js';
export { allocate, convert, split } from './allocate.js';
export { round } from './rounding.js';
export { Ledger } from './ledger.js';
