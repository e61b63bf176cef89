/** Looks for keys in anything that is about to leave: text or bytes, in every usual encoding. Its finds refuse an export. */
import { createRedactor, forms } from './redact';

/** Bytes as text in which both UTF-8 and UTF-16 keys show: as they are, and with every second byte left out. */
function readings(bytes: Uint8Array): string[] {
  const plain = new TextDecoder('latin1').decode(bytes);
  const halves = [0, 1].map((first) => {
    const half = new Uint8Array(Math.ceil((bytes.length - first) / 2));
    for (let i = first, j = 0; i < bytes.length; i += 2, j++) half[j] = bytes[i]!;
    return new TextDecoder('latin1').decode(half);
  });
  return [plain, ...halves];
}

/** Number of finds: the keys themselves in any form, and texts shaped like a key. */
export function scan(content: Uint8Array | string, keys: readonly string[]): number {
  const shaped = createRedactor([]);
  if (typeof content === 'string') return createRedactor(keys).text(content).count;
  const [plain, ...halves] = readings(content);
  const literal = halves.reduce((sum, text) => sum + keys.filter((key) => text.includes(key)).length, 0);
  return createRedactor(keys).text(plain!).count + literal + halves.reduce((n, text) => n + shaped.text(text).count, 0);
}

/** Where `needle` shows up in `hay`, as the names of its encodings; for tests and the report of a refusal. */
export const found = (hay: string, key: string): boolean => forms(key).some((form) => hay.includes(form));
