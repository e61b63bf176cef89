import { get, has, insert, remove, set } from './access.js';
import { clone, equal } from './clone.js';
import { parsePointer } from './pointer.js';

export class PatchError extends Error {
  constructor(message, index) {
    super(`Operation ${index}: ${message}`);
    this.name = 'PatchError';
    this.index = index;
  }
}

const OPERATIONS = {
  add: (doc, { path, value }) => insert(doc, path, clone(value)),

  remove(doc, { path }) {
    must(doc, path);
    return remove(doc, path);
  },

  replace(doc, { path, value }) {
    must(doc, path);
    return set(doc, path, clone(value));
  },

  move(doc, { from, path }) {
    must(doc, from);
    if (isInside(path, from)) throw new Error(`Cannot move "${from}" into itself`);
    const value = get(doc, from);
    return insert(remove(doc, from), path, value);
  },

  copy(doc, { from, path }) {
    must(doc, from);
    return insert(doc, path, clone(get(doc, from)));
  },

  test(doc, { path, value }) {
    must(doc, path);
    if (!equal(get(doc, path), value)) throw new Error(`Value at "${path}" differs`);
    return doc;
  },
};

function must(doc, path) {
  if (!has(doc, path)) throw new Error(`Nothing at "${path}"`);
}

function isInside(path, from) {
  const outer = parsePointer(from);
  const inner = parsePointer(path);
  return inner.length > outer.length && outer.every((key, i) => key === inner[i]);
}

export function applyPatch(doc, operations) {
  return operations.reduce((current, operation, index) => {
    const run = Object.hasOwn(OPERATIONS, operation.op) ? OPERATIONS[operation.op] : null;
    if (!run) throw new PatchError(`Unknown operation "${operation.op}"`, index);
    try {
      return run(current, operation);
    } catch (error) {
      throw new PatchError(error.message, index);
    }
  }, doc);
}
