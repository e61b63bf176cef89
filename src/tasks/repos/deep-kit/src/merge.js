import { clone } from './clone.js';
import { equal } from './equal.js';
import { kindOf } from './kind.js';

const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

const LISTS = {
  replace: (left, right) => clone(right),
  concat: (left, right) => [...left, ...clone(right)],
  union: (left, right) => [...left, ...clone(right).filter((item) => !left.some((other) => equal(item, other)))],
  index: (left, right, join) => {
    const length = Math.max(left.length, right.length);
    return Array.from({ length }, (_, i) => (i in right ? join(left[i], right[i]) : left[i]));
  },
};

export function mergeWith({ lists = 'replace', keepUndefined = false } = {}, ...sources) {
  const mergeLists = LISTS[lists];
  if (!mergeLists) throw new TypeError(`unknown way to merge lists: ${lists}`);

  function join(left, right) {
    const kind = kindOf(right);
    if (kind !== kindOf(left)) return clone(right);
    if (kind === 'list') return mergeLists(left, right, join);
    if (kind !== 'plain') return clone(right);
    for (const key of Object.keys(right)) {
      if (UNSAFE.has(key)) continue;
      if (right[key] === undefined && !keepUndefined) continue;
      left[key] = Object.hasOwn(left, key) ? join(left[key], right[key]) : clone(right[key]);
    }
    return left;
  }

  return sources.filter((source) => source !== undefined && source !== null).reduce((left, right) => join(left, right), {});
}

export function merge(...sources) {
  return mergeWith({}, ...sources);
}
