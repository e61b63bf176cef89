export { parseLine, parseLog } from './parse.js';
export { compileQuery, query, QueryError } from './query.js';
export { patternOf, percentile, summarize } from './summary.js';
export { formatSpan, report } from './report.js';
