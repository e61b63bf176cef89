export { parsePointer, formatPointer } from './pointer.js';
export { get, has, set, remove } from './access.js';
export { applyPatch, PatchError } from './patch.js';
export { diff, walk } from './diff.js';
