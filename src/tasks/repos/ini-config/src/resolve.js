import { getPath, isSection } from './paths.js';

const REFERENCE = /\$\{([^}:]+)(?::-([^}]*))?\}/g;

/** Returns a copy in which every ${path} is replaced by the value it names. */
export function resolve(root) {
  const active = new Set();

  function expand(text) {
    return text.replace(REFERENCE, (_, name, fallback) => {
      const path = name.trim();
      if (active.has(path)) throw new Error(`Circular reference to "${path}"`);
      const value = getPath(root, path);
      if (value === undefined || isSection(value)) {
        if (fallback !== undefined) return fallback;
        throw new Error(`Unknown reference "${path}"`);
      }
      active.add(path);
      const result = typeof value === 'string' ? expand(value) : String(value);
      active.delete(path);
      return result;
    });
  }

  function walk(value) {
    if (typeof value === 'string') return expand(value);
    if (Array.isArray(value)) return value.map(walk);
    if (!isSection(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
  }

  return walk(root);
}

export function layer(...objects) {
  const out = {};
  for (const object of objects) mergeInto(out, object);
  return out;
}

function mergeInto(target, source) {
  for (const [key, value] of Object.entries(source)) {
    if (value === undefined) continue;
    if (isSection(value)) {
      if (!isSection(target[key])) target[key] = {};
      mergeInto(target[key], value);
    } else {
      target[key] = Array.isArray(value) ? [...value] : value;
    }
  }
}
