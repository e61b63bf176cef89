import { clone, equal, isContainer } from './clone.js';
import { formatPointer } from './pointer.js';

export function diff(before, after) {
  const operations = [];
  compare(before, after, [], operations);
  return operations;
}

function compare(before, after, keys, out) {
  if (equal(before, after)) return;
  const sameShape = isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after);
  if (!sameShape) {
    out.push({ op: 'replace', path: formatPointer(keys), value: clone(after) });
    return;
  }
  if (Array.isArray(before)) compareLists(before, after, keys, out);
  else compareObjects(before, after, keys, out);
}

function compareObjects(before, after, keys, out) {
  for (const key of Object.keys(before)) {
    const path = [...keys, key];
    if (Object.hasOwn(after, key)) compare(before[key], after[key], path, out);
    else out.push({ op: 'remove', path: formatPointer(path) });
  }
  for (const key of Object.keys(after)) {
    if (Object.hasOwn(before, key)) continue;
    out.push({ op: 'add', path: formatPointer([...keys, key]), value: clone(after[key]) });
  }
}

function compareLists(before, after, keys, out) {
  const shared = Math.min(before.length, after.length);
  for (let i = 0; i < shared; i++) compare(before[i], after[i], [...keys, i], out);
  for (let i = before.length - 1; i >= shared; i--) out.push({ op: 'remove', path: formatPointer([...keys, i]) });
  for (let i = shared; i < after.length; i++) {
    out.push({ op: 'add', path: formatPointer([...keys, '-']), value: clone(after[i]) });
  }
}

/** Yields `[pointer, value]` for every leaf, empty containers included. */
export function* walk(doc, keys = []) {
  const names = isContainer(doc) ? Object.keys(doc) : [];
  if (names.length === 0) {
    yield [formatPointer(keys), doc];
    return;
  }
  for (const name of names) yield* walk(doc[name], [...keys, name]);
}
