/** Snapshots of the language's builtins: put back between test files, and compared for a verdict. */
import type { Guest } from './guest';
import {
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  is,
  NativeSet,
  ownKeys,
  setHas,
} from './primordials';

export type Saved = { name: string; object: object; keys: PropertyKey[]; descriptors: PropertyDescriptor[] };

const CONSTRUCTORS = [
  'Object',
  'Function',
  'Array',
  'String',
  'Number',
  'Boolean',
  'Symbol',
  'BigInt',
  'Promise',
  'RegExp',
  'Error',
  'AggregateError',
  'TypeError',
  'RangeError',
  'SyntaxError',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'WeakRef',
  'Date',
  'ArrayBuffer',
  'DataView',
  'Uint8Array',
  'Proxy',
];

/** name -> object, everything that a result could be steered through. */
export function intrinsics(): [string, object][] {
  const scope = globalThis as Guest;
  const out: [string, object][] = [];
  for (const name of CONSTRUCTORS) {
    out.push([name, scope[name]]);
    if (scope[name].prototype) out.push([`${name}.prototype`, scope[name].prototype]);
  }
  out.push(['JSON', JSON], ['Math', Math], ['Reflect', Reflect]);
  out.push(
    ['%TypedArray%', getPrototypeOf(Uint8Array)!],
    ['%TypedArray%.prototype', getPrototypeOf(Uint8Array.prototype)!],
  );
  const iterator = getPrototypeOf(getPrototypeOf([][Symbol.iterator]())!)!;
  out.push(['%IteratorPrototype%', iterator], ['%ArrayIteratorPrototype%', getPrototypeOf([][Symbol.iterator]())!]);
  out.push(
    ['%MapIteratorPrototype%', getPrototypeOf(new Map().entries())!],
    ['%SetIteratorPrototype%', getPrototypeOf(new Set().values())!],
  );
  return out;
}

export function save(list: [string, object][], only?: PropertyKey[]): Saved[] {
  const out: Saved[] = [];
  for (let i = 0; i < list.length; i++) {
    const [name, object] = list[i]!;
    const keys = only ?? ownKeys(object);
    const descriptors: PropertyDescriptor[] = [];
    for (let k = 0; k < keys.length; k++) descriptors[k] = getOwnPropertyDescriptor(object, keys[k]!)!;
    out[i] = { name, object, keys, descriptors };
  }
  return out;
}

/** What changed against the snapshot, by name: replaced or removed members (additions steer nothing that exists). */
export function changedIntrinsics(saved: Saved[], ignore: (name: string, key: PropertyKey) => boolean): string[] {
  const out: string[] = [];
  let n = 0;
  for (let i = 0; i < saved.length; i++) {
    const { name, object, keys, descriptors } = saved[i]!;
    for (let k = 0; k < keys.length; k++) {
      if (ignore(name, keys[k]!)) continue;
      const before = descriptors[k]!;
      const after = getOwnPropertyDescriptor(object, keys[k]!);
      if (after && is(after.value, before.value) && after.get === before.get && after.set === before.set) continue;
      out[n++] = `${name}.${String(keys[k])}`;
    }
  }
  return out;
}

/** Puts back what was replaced or removed; `additions` also removes what was added. */
export function restore(saved: Saved[], additions = false, keep?: (name: string) => boolean): void {
  for (let n = 0; n < saved.length; n++) {
    const { name, object, keys, descriptors } = saved[n]!;
    if (additions) {
      const known = new NativeSet(keys);
      const present = ownKeys(object);
      for (let i = 0; i < present.length; i++) {
        if (setHas(known, present[i])) continue;
        try {
          delete (object as Guest)[present[i]!];
        } catch {
          // Made non-configurable by the guest: it stays for the rest of this worker's short life.
        }
      }
    }
    for (let i = 0; i < keys.length; i++) {
      const now = getOwnPropertyDescriptor(object, keys[i]!);
      const before = descriptors[i]!;
      if (keep?.(`${name}.${String(keys[i])}`)) continue;
      if (now && is(now.value, before.value) && now.get === before.get && now.set === before.set) continue;
      try {
        defineProperty(object, keys[i]!, before);
      } catch {
        // As above.
      }
    }
  }
}

/** Call before a test file; the returned function puts back what the file changed, added or removed. */
export function restoreIntrinsics(): () => void {
  const saved = save([...intrinsics(), ['globalThis', globalThis]]);
  return () => restore(saved, true);
}
