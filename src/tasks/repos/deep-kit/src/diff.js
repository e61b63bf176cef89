import { equal } from './equal.js';
import { isBranch, kindOf } from './kind.js';
import { get, has, set, unset } from './path.js';

function* changes(before, after, path) {
  if (equal(before, after)) return;
  if (!isBranch(before) || kindOf(before) !== kindOf(after)) {
    yield { op: 'replace', path, from: before, to: after };
    return;
  }
  if (Array.isArray(before)) yield* listChanges(before, after, path);
  else yield* objectChanges(before, after, path);
}

function* objectChanges(before, after, path) {
  for (const key of Object.keys(before)) {
    if (Object.hasOwn(after, key)) yield* changes(before[key], after[key], [...path, key]);
    else yield { op: 'remove', path: [...path, key], from: before[key] };
  }
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) yield { op: 'add', path: [...path, key], to: after[key] };
  }
}

/** Items are compared by place; what is left over is removed from the end or added there. */
function* listChanges(before, after, path) {
  const shared = Math.min(before.length, after.length);
  for (let i = 0; i < shared; i += 1) yield* changes(before[i], after[i], [...path, i]);
  for (let i = before.length - 1; i >= shared; i -= 1) yield { op: 'remove', path: [...path, i], from: before[i] };
  for (let i = shared; i < after.length; i += 1) yield { op: 'add', path: [...path, i], to: after[i] };
}

export function diff(before, after) {
  return [...changes(before, after, [])];
}

function applyChange(value, change) {
  const { op, path } = change;
  const exists = has(value, path);
  if (op === 'add' ? exists : !exists) throw new Error(`cannot ${op} ${path.join('.')}`);
  if ('from' in change && !equal(get(value, path), change.from)) throw new Error(`${path.join('.')} has changed meanwhile`);
  return op === 'remove' ? unset(value, path) : set(value, path, () => change.to);
}

export function patch(value, list) {
  return list.reduce(applyChange, value);
}

const OPPOSITE = { add: 'remove', remove: 'add', replace: 'replace' };

export function invert(list) {
  return list
    .map((change) => {
      const back = { op: OPPOSITE[change.op], path: change.path };
      if ('to' in change) back.from = change.to;
      if ('from' in change) back.to = change.from;
      return back;
    })
    .reverse();
}

export function pick(value, wanted) {
  return wanted.reduce((out, path) => (has(value, path) ? set(out, path, () => get(value, path)) : out), {});
}

export function omit(value, unwanted) {
  return unwanted.reduce((out, path) => unset(out, path), value);
}
