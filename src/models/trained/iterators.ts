/** Iterator helpers that @jax-js/jax needs and Node 20 and older browsers lack: map, filter, toArray, some, every. */
import type { Json } from '../../lib/json';

const prototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as Json;

const helpers: Record<string, (this: Iterable<unknown>, f: (value: unknown, i: number) => unknown) => unknown> = {
  *map(f) {
    let i = 0;
    for (const value of this) yield f(value, i++);
  },
  *filter(f) {
    let i = 0;
    for (const value of this) if (f(value, i++)) yield value;
  },
  *flatMap(f) {
    let i = 0;
    for (const value of this) yield* f(value, i++) as Iterable<unknown>;
  },
  toArray() {
    return [...this];
  },
  some(f) {
    let i = 0;
    for (const value of this) if (f(value, i++)) return true;
    return false;
  },
  every(f) {
    let i = 0;
    for (const value of this) if (!f(value, i++)) return false;
    return true;
  },
  forEach(f) {
    let i = 0;
    for (const value of this) f(value, i++);
  },
};

for (const [name, value] of Object.entries(helpers))
  if (!(name in prototype)) Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
