/** v8: serialize/deserialize for values that JSON or structuredClone can carry within one process; heap numbers. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { Buffer } from './buffer';
import { refused } from './index';

export function createV8(_instance: Instance): Guest {
  const kept = new Map<number, Guest>();
  let next = 1;
  const mark = 'sandbox-v8:';
  return {
    serialize(value: Guest) {
      kept.set(next, structuredClone(value));
      return Buffer.from(mark + next++);
    },
    deserialize(bytes: Guest) {
      const id = Number(Buffer.from(bytes).toString().slice(mark.length));
      if (!kept.has(id))
        throw new Error('v8.deserialize reads only what v8.serialize wrote in the same process of this sandbox');
      return structuredClone(kept.get(id));
    },
    getHeapStatistics: () => ({
      total_heap_size: 2e7,
      used_heap_size: (performance as Guest).memory?.usedJSHeapSize ?? 1e7,
      heap_size_limit: 2e9,
      total_available_size: 2e9,
      total_physical_size: 2e7,
      malloced_memory: 1e5,
    }),
    getHeapSpaceStatistics: () => [],
    setFlagsFromString() {},
    cachedDataVersionTag: () => 0,
    writeHeapSnapshot: refused('v8.writeHeapSnapshot', 'heap snapshots'),
    getHeapSnapshot: refused('v8.getHeapSnapshot', 'heap snapshots'),
  };
}
