/** structuredClone for an engine without it. */
import { scope, type Any } from './bridge';
import { Exception } from './events';

export function clone(value: Any, seen = new Map<object, object>()): Any {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new Exception(`${String(value)} could not be cloned.`, 'DataCloneError');
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known) return known;
  const keep = <T extends object>(copy: T): T => (seen.set(value, copy), copy);
  if (value instanceof Date) return keep(new Date(value));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) {
    const view = value as Any;
    return keep(new view.constructor(clone(view.buffer, seen), view.byteOffset, view.length ?? view.byteLength));
  }
  if (value instanceof Map) {
    const copy = keep(new Map());
    for (const [key, item] of value) copy.set(clone(key, seen), clone(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set());
    for (const item of value) copy.add(clone(item, seen));
    return copy;
  }
  if (value instanceof Error) {
    const copy = keep(new (scope[value.name] ?? Error)(value.message));
    Object.defineProperty(copy, 'stack', { value: value.stack, configurable: true, writable: true });
    return copy;
  }
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof Promise)
    throw new Exception(`${String(value)} could not be cloned.`, 'DataCloneError');
  const copy: Any = keep(Array.isArray(value) ? new Array(value.length) : {});
  for (const key of Object.keys(value)) copy[key] = clone(value[key], seen);
  return copy;
}
