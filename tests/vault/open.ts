/** A vault in this process with a book in memory: what the page's worker and the terminal run, on loopback. */
import { drain } from '../../src/lib/stream';
import { emptyBook, memoryStore, type Book } from '../../src/vault/ledger';
import type { Caps, ExpertRequest, Vault } from '../../src/vault/protocol';
import { createVault, type VaultDeps } from '../../src/vault/vault';

export const wide: Caps = {
  task: { calls: 1000, judged: 1000, tokens: 1e9, cost: 1000 },
  day: { calls: 1000, judged: 1000, tokens: 1e9, cost: 1000 },
};

export interface Opened {
  vault: Vault;
  book: Book;
  slept: number[];
}

export function openVault(over: Partial<VaultDeps> & { caps?: Caps; book?: Book } = {}): Opened {
  const book = over.book ?? { ...emptyBook(), caps: over.caps ?? wide };
  const slept: number[] = [];
  const store = over.store ?? liveStore(book);
  const vault = createVault({
    fetch: globalThis.fetch,
    session: 'here',
    confined: async () => true,
    probe: async () => 'address',
    random: () => 0.5,
    sleep: async (ms) => void slept.push(ms),
    ...over,
    store,
  });
  return { vault, book, slept };
}

/** A store over this very object, so that a test may look into it. */
function liveStore(book: Book) {
  const inner = memoryStore(book);
  return {
    ...inner,
    async update<T>(change: (book: Book) => T): Promise<T> {
      const copy = structuredClone(book);
      const result = change(copy);
      Object.assign(book, copy);
      return result;
    },
  };
}

export const request = (over: Partial<ExpertRequest> & Pick<ExpertRequest, 'target'>): ExpertRequest => ({
  model: 'tiny',
  messages: [
    { role: 'system', content: 'You advise.' },
    { role: 'user', content: 'What next?' },
  ],
  role: 'expert',
  run: 'run-1',
  ...over,
});

export const ask = (vault: Vault, given: ExpertRequest, options: { signal?: AbortSignal } = {}) =>
  drain(vault.ask(given, options));
