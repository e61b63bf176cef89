'use strict';

const MISSING = Symbol('missing');

function write(target, key, value) {
  if (value === MISSING) delete target[key];
  else target[key] = value;
}

function change(target, key, before, after) {
  return {
    label: `set ${key}`,
    target,
    key,
    after,
    apply: () => write(target, key, after),
    revert: () => write(target, key, before),
    merge(next) {
      if (next.target !== target || next.key !== key) return null;
      return change(target, key, before, next.after);
    },
  };
}

function setProperty(target, key, value) {
  return change(target, key, key in target ? target[key] : MISSING, value);
}

function removeProperty(target, key) {
  if (!(key in target)) throw new Error(`no property ${key}`);
  return { ...change(target, key, target[key], MISSING), label: `remove ${key}` };
}

module.exports = { removeProperty, setProperty };
