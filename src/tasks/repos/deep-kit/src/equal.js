import { kindOf } from './kind.js';

function sameScalar(a, b, loose) {
  if (Object.is(a, b)) return true;
  if (!loose) return a === 0 && b === 0;
  return a == b;
}

function sameKeys(a, b, same) {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

function sameSet(a, b, same) {
  if (a.size !== b.size) return false;
  const rest = [...b];
  return [...a].every((item) => {
    const at = rest.findIndex((other) => same(item, other));
    if (at === -1) return false;
    rest.splice(at, 1);
    return true;
  });
}

function sameMap(a, b, same) {
  if (a.size !== b.size) return false;
  return [...a].every(([key, value]) => b.has(key) && same(value, b.get(key)));
}

export function equal(left, right, { loose = false } = {}) {
  const open = [];

  function same(a, b) {
    const kind = kindOf(a);
    if (kind === 'value' || kindOf(b) === 'value') return sameScalar(a, b, loose);
    if (a === b) return true;
    if (kind !== kindOf(b)) return false;
    if (open.some(([x, y]) => x === a && y === b)) return true;
    open.push([a, b]);
    const result = compare(kind, a, b);
    open.pop();
    return result;
  }

  function compare(kind, a, b) {
    switch (kind) {
      case 'list':
        return a.length === b.length && a.every((item, index) => same(item, b[index]));
      case 'date':
        return Object.is(a.getTime(), b.getTime());
      case 'regexp':
        return String(a) === String(b);
      case 'set':
        return sameSet(a, b, same);
      case 'map':
        return sameMap(a, b, same);
      case 'object':
        return Object.getPrototypeOf(a) === Object.getPrototypeOf(b) && sameKeys(a, b, same);
      default:
        return sameKeys(a, b, same);
    }
  }

  return same(left, right);
}
