export { equal } from './equal.js';
export { clone, freeze } from './clone.js';
export { merge, mergeWith } from './merge.js';
export { flatten, formatPath, get, has, parsePath, paths, set, unflatten, unset } from './path.js';
export { diff, invert, omit, patch, pick } from './diff.js';
