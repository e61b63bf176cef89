export { parseIni, IniError } from './parse.js';
export { stringifyIni } from './stringify.js';
export { resolve, layer } from './resolve.js';
export { getPath, setPath } from './paths.js';
