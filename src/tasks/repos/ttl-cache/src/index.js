export { createCache } from './cache.js';
export { memoize } from './memoize.js';
export { parseTtl } from './duration.js';
