import { isContainer, shallow } from './clone.js';
import { formatPointer, parsePointer, toIndex } from './pointer.js';

const NOTHING = Symbol('nothing');
const FORBIDDEN = new Set(['__proto__', 'prototype', 'constructor']);

function child(node, key) {
  if (!isContainer(node)) return NOTHING;
  if (Array.isArray(node)) {
    const index = toIndex(key, node.length);
    return index === -1 ? NOTHING : node[index];
  }
  return Object.hasOwn(node, key) ? node[key] : NOTHING;
}

function find(doc, pointer) {
  let node = doc;
  for (const key of parsePointer(pointer)) {
    node = child(node, key);
    if (node === NOTHING) break;
  }
  return node;
}

export function get(doc, pointer, fallback) {
  const found = find(doc, pointer);
  return found === NOTHING ? fallback : found;
}

export function has(doc, pointer) {
  return find(doc, pointer) !== NOTHING;
}

export function set(doc, pointer, value) {
  return write(doc, parsePointer(pointer), 0, value);
}

function write(node, keys, depth, value) {
  if (depth === keys.length) return value;
  const key = keys[depth];
  if (FORBIDDEN.has(key)) throw new Error(`Key "${key}" is not allowed`);
  const base = node === undefined ? emptyFor(key) : node;
  if (!isContainer(base)) throw new TypeError(`No container at "${formatPointer(keys.slice(0, depth))}"`);
  const copy = shallow(base);
  if (Array.isArray(copy)) {
    const index = toIndex(key, copy.length, true);
    if (index === -1) throw new RangeError(`Bad index "${key}" at "${formatPointer(keys.slice(0, depth))}"`);
    copy[index] = write(copy[index], keys, depth + 1, value);
  } else {
    copy[key] = write(copy[key], keys, depth + 1, value);
  }
  return copy;
}

function emptyFor(key) {
  return key === '0' || key === '-' ? [] : {};
}

/** Removing what is not there gives the same document back. */
export function remove(doc, pointer) {
  const keys = parsePointer(pointer);
  if (keys.length === 0) return undefined;
  if (!has(doc, keys)) return doc;
  return cut(doc, keys, 0);
}

function cut(node, keys, depth) {
  const copy = shallow(node);
  const key = keys[depth];
  const last = depth === keys.length - 1;
  if (!last) copy[key] = cut(copy[key], keys, depth + 1);
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}

/** Inserts instead of overwriting when the parent is a list. */
export function insert(doc, pointer, value) {
  const keys = parsePointer(pointer);
  if (keys.length === 0) return value;
  const parentKeys = keys.slice(0, -1);
  const parent = find(doc, parentKeys);
  if (!isContainer(parent)) throw new RangeError(`No container at "${formatPointer(parentKeys)}"`);
  if (!Array.isArray(parent)) return set(doc, keys, value);
  const index = toIndex(keys[keys.length - 1], parent.length, true);
  if (index === -1) throw new RangeError(`Bad index in "${formatPointer(keys)}"`);
  return set(doc, parentKeys, [...parent.slice(0, index), value, ...parent.slice(index)]);
}
