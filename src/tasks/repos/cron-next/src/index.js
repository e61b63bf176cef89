export { parseCron } from './parse.js';
export { CronError } from './fields.js';
export { matchesCron, nextDate, previousDate, upcoming } from './next.js';
export { describe } from './describe.js';
