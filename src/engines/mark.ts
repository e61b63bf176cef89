/** A mark in localStorage while a model loads: it survives a tab that is killed, and explains it at the next start. */

interface Keep {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

const KEY = 'protege-loading';
const keep = (): Keep | undefined => (globalThis as { localStorage?: Keep }).localStorage;

/** The model whose load never came to its end, and when it began; null otherwise. */
export function interrupted(): { id: string; at: string } | null {
  try {
    const text = keep()?.getItem(KEY);
    return text ? (JSON.parse(text) as { id: string; at: string }) : null;
  } catch {
    return null;
  }
}

export function mark(id: string): void {
  try {
    keep()?.setItem(KEY, JSON.stringify({ id, at: new Date().toISOString() }));
  } catch {
    // storage may be off; a killed tab is then not explained
  }
}

export function unmark(): void {
  try {
    keep()?.removeItem(KEY);
  } catch {
    // as above
  }
}
