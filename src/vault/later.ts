/** A vault that is still being opened: calls wait for it. A worker must listen from its first moment on. */
import type { Vault } from './protocol';

export function later(opening: Promise<Vault>): Vault {
  return {
    status: async (...given) => (await opening).status(...given),
    hand: async (...given) => (await opening).hand(...given),
    exchange: async (...given) => (await opening).exchange(...given),
    forget: async (...given) => (await opening).forget(...given),
    remember: async (...given) => (await opening).remember(...given),
    unlock: async (...given) => (await opening).unlock(...given),
    erase: async (...given) => (await opening).erase(...given),
    models: async (...given) => (await opening).models(...given),
    test: async (...given) => (await opening).test(...given),
    prepare: async (...given) => (await opening).prepare(...given),
    github: async (...given) => (await opening).github(...given),
    budget: async (...given) => (await opening).budget(...given),
    setCaps: async (...given) => (await opening).setCaps(...given),
    clearLedger: async (...given) => (await opening).clearLedger(...given),
    async *ask(...given) {
      return yield* (await opening).ask(...given);
    },
    clean: async (value) => (await opening).clean(value),
    scan: async (bytes) => (await opening).scan(bytes),
  };
}
