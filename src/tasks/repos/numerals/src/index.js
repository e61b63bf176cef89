export { fromRoman, toRoman } from './roman.js';
export { fromWords, toWords } from './words.js';
export { ordinal, ordinalWords } from './ordinals.js';
export { formatBytes, formatNumber, parseBytes, shorten } from './format.js';
export { fromBase, toBase } from './bases.js';
