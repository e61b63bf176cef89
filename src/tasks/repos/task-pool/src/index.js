export { CancelledError, Pool } from './pool.js';
export { RetryError, delays, retry } from './retry.js';
export { firstOf, mapLimit, series, settleAll } from './collect.js';
export { createBucket } from './bucket.js';
