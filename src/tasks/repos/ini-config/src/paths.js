const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

export function splitPath(path) {
  const parts = path.split('.').map((part) => part.trim());
  for (const part of parts) {
    if (part === '') throw new Error(`Empty name in path "${path}"`);
    if (UNSAFE.has(part)) throw new Error(`Name "${part}" is not allowed`);
  }
  return parts;
}

export function isSection(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function getPath(object, path, fallback) {
  let node = object;
  for (const part of splitPath(path)) {
    if (!isSection(node) || !Object.hasOwn(node, part)) return fallback;
    node = node[part];
  }
  return node;
}

export function setPath(object, path, value) {
  const parts = splitPath(path);
  const last = parts.pop();
  const parent = openSection(object, parts);
  parent[last] = value;
  return object;
}

export function openSection(object, parts) {
  let node = object;
  for (const part of parts) {
    if (!Object.hasOwn(node, part)) node[part] = {};
    node = node[part];
    if (!isSection(node)) throw new Error(`"${part}" is a value, not a section`);
  }
  return node;
}
