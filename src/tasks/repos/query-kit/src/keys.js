'use strict';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** `a[b][]` becomes ['a', 'b', '']; keys with broken brackets stay whole. */
function splitKey(key, depth) {
  const open = key.indexOf('[');
  if (open <= 0) return [key];
  const parts = [key.slice(0, open)];
  let at = open;
  while (at < key.length && parts.length <= depth) {
    const close = key.indexOf(']', at);
    if (key[at] !== '[' || close === -1) return [key];
    parts.push(key.slice(at + 1, close));
    at = close + 1;
  }
  if (at < key.length) parts.push(key.slice(at));
  return parts;
}

function isSafe(parts) {
  return parts.every((part) => !FORBIDDEN.has(part));
}

function isIndex(part, limit) {
  return /^\d+$/.test(part) && Number(part) < limit;
}

/** Puts a value where the parts lead. Repeated plain keys become a list. */
function assign(target, parts, value, limit) {
  const [first, ...rest] = parts;
  if (rest.length === 0) {
    target[first] = Object.hasOwn(target, first) ? [].concat(target[first], [value]) : value;
    return;
  }
  const listLike = rest[0] === '' || isIndex(rest[0], limit);
  if (!Object.hasOwn(target, first)) target[first] = listLike ? [] : {};
  let node = target[first];
  if (typeof node !== 'object' || node === null) {
    node = listLike ? [node] : { value: node };
    target[first] = node;
  }
  if (Array.isArray(node) && !listLike) {
    node = { ...node };
    target[first] = node;
  }
  if (Array.isArray(node) && rest[0] === '') pushItem(node, rest.slice(1), value, limit);
  else assign(node, rest, value, limit);
}

function pushItem(list, rest, value, limit) {
  if (rest.length === 0) {
    list.push(value);
    return;
  }
  const item = rest[0] === '' ? [] : {};
  list.push(item);
  if (Array.isArray(item)) pushItem(item, rest.slice(1), value, limit);
  else assign(item, rest, value, limit);
}

module.exports = { assign, isSafe, splitKey };
