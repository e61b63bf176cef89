export { diffLines, similarity, stats } from './diff.js';
export { applyPatch, createPatch, parsePatch, PatchError, reversePatch } from './patch.js';
export { merge } from './merge.js';
