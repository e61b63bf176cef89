export { parse } from './parse.js';
export { stringify } from './stringify.js';
export { Table, toTable } from './table.js';
export { CsvError } from './errors.js';
