import { diffLines } from './diff.js';
import { toHunks } from './hunks.js';
import { endsWithNewline, toLines, toText } from './lines.js';

const SIGNS = { same: ' ', add: '+', remove: '-' };
const TYPES = { ' ': 'same', '+': 'add', '-': 'remove' };
const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

export class PatchError extends Error {
  constructor(message) {
    super(message);
    this.name = 'PatchError';
  }
}

function range(start, count) {
  const from = count === 0 ? start - 1 : start;
  return count === 1 ? String(from) : `${from},${count}`;
}

export function createPatch(before, after, { context = 3, name = 'file' } = {}) {
  const hunks = toHunks(diffLines(before, after), context);
  if (hunks.length === 0) return '';
  const out = [`--- a/${name}`, `+++ b/${name}`];
  for (const { oldStart, oldCount, newStart, newCount, changes } of hunks) {
    out.push(`@@ -${range(oldStart, oldCount)} +${range(newStart, newCount)} @@`);
    for (const { type, line } of changes) out.push(SIGNS[type] + line);
  }
  return toText(out);
}

export function parsePatch(text) {
  const hunks = [];
  let hunk = null;
  for (const line of toLines(text)) {
    const header = HEADER.exec(line);
    if (header) {
      const [, oldStart, oldCount = '1', newStart, newCount = '1'] = header;
      hunk = {
        oldStart: Number(oldStart) + (oldCount === '0' ? 1 : 0),
        newStart: Number(newStart) + (newCount === '0' ? 1 : 0),
        oldCount: Number(oldCount),
        newCount: Number(newCount),
        changes: [],
      };
      hunks.push(hunk);
    } else if (hunk) {
      const type = line === '' ? 'same' : TYPES[line[0]];
      if (!type) throw new PatchError(`Cannot read patch line "${line}"`);
      hunk.changes.push({ type, line: line.slice(1) });
    }
  }
  hunks.forEach(checkCounts);
  return hunks;
}

function checkCounts({ changes, oldCount, newCount }, i) {
  const old = changes.filter(({ type }) => type !== 'add').length;
  const now = changes.filter(({ type }) => type !== 'remove').length;
  if (old !== oldCount || now !== newCount) throw new PatchError(`Hunk ${i + 1} has wrong line counts`);
}

/** Hunks may have moved: each is looked for around the place it names. */
export function applyPatch(text, patch) {
  const lines = toLines(text);
  let shift = 0;
  parsePatch(patch).forEach(({ oldStart, changes }, i) => {
    const before = changes.filter(({ type }) => type !== 'add').map(({ line }) => line);
    const after = changes.filter(({ type }) => type !== 'remove').map(({ line }) => line);
    const wanted = oldStart - 1 + shift;
    const at = locate(lines, before, wanted);
    if (at === -1) throw new PatchError(`Hunk ${i + 1} does not fit`);
    lines.splice(at, before.length, ...after);
    shift = at - (oldStart - 1) + after.length - before.length;
  });
  return toText(lines, endsWithNewline(text));
}

function locate(lines, wanted, start) {
  const fits = (at) => at >= 0 && at + wanted.length <= lines.length && wanted.every((line, i) => lines[at + i] === line);
  for (let distance = 0; distance <= lines.length; distance++) {
    if (fits(start - distance)) return start - distance;
    if (fits(start + distance)) return start + distance;
  }
  return -1;
}

export function reversePatch(patch) {
  const flipped = { same: 'same', add: 'remove', remove: 'add' };
  const out = ['--- a/file', '+++ b/file'];
  for (const hunk of parsePatch(patch)) {
    out.push(`@@ -${range(hunk.newStart, hunk.newCount)} +${range(hunk.oldStart, hunk.oldCount)} @@`);
    for (const { type, line } of hunk.changes) out.push(SIGNS[flipped[type]] + line);
  }
  return toText(out);
}
