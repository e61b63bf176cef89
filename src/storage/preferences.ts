/**
 * Small texts under a name: a person's choices, marks, what goes along to another page. Plain text, never a key. A browser
 * that keeps nothing is no reason to stop: what is read is then null, and what cannot be kept lasts until the tab closes.
 */
import { StoreError } from './fault';

/** Of the DOM's Storage; there is none in the terminal, nor in a worker. */
interface Area {
  getItem(name: string): string | null;
  setItem(name: string, text: string): void;
  removeItem(name: string): void;
}

export interface Preference {
  /** Null: nothing is kept, or nothing can be. */
  read(): string | null;
  /** Null forgets. Returns what stood in the way, if anything: whoever must not go on without it throws that. */
  keep(text: string | null): StoreError | null;
}

/** @param area for good, or for this tab's visit */
export function preference(name: string, area: 'localStorage' | 'sessionStorage' = 'localStorage'): Preference {
  const at = () => (globalThis as unknown as Record<string, Area | undefined>)[area];
  return {
    read() {
      try {
        return at()?.getItem(name) ?? null;
      } catch {
        return null;
      }
    },
    keep(text) {
      try {
        if (text === null) at()?.removeItem(name);
        else at()?.setItem(name, text);
        return null;
      } catch (error) {
        const full = (error as Error)?.name === 'QuotaExceededError';
        return new StoreError(
          full ? 'quota' : 'unavailable',
          error,
          full
            ? 'The browser has no room left for this page. Delete episodes or models you do not need.'
            : 'This browser keeps nothing for this page (a private window?).',
        );
      }
    },
  };
}

/** @param checked reads what was written; null and what it throws on give `or` */
export function readJson<T>(kept: Preference, checked: (value: unknown) => T, or: () => T): T {
  const text = kept.read();
  try {
    return text === null ? or() : checked(JSON.parse(text));
  } catch {
    return or(); // of another version, or damaged
  }
}
