import { kindOf } from './kind.js';

export function clone(root) {
  const copies = new Map();

  function fill(target, source) {
    for (const key of Object.keys(source)) target[key] = copy(source[key]);
    return target;
  }

  function remember(source, target) {
    copies.set(source, target);
    return target;
  }

  function copy(value) {
    if (copies.has(value)) return copies.get(value);
    switch (kindOf(value)) {
      case 'list': {
        const list = remember(value, []);
        for (const item of value) list.push(copy(item));
        return list;
      }
      case 'plain':
      case 'object':
        return fill(remember(value, Object.create(Object.getPrototypeOf(value))), value);
      case 'date':
        return new Date(value.getTime());
      case 'regexp':
        return new RegExp(value.source, value.flags);
      case 'map': {
        const map = remember(value, new Map());
        for (const [key, item] of value) map.set(copy(key), copy(item));
        return map;
      }
      case 'set': {
        const set = remember(value, new Set());
        for (const item of value) set.add(copy(item));
        return set;
      }
      default:
        return value;
    }
  }

  return copy(root);
}

export function freeze(value) {
  if (kindOf(value) === 'value' || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const key of Object.keys(value)) freeze(value[key]);
  return value;
}
