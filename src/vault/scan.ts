/** Looks for keys in what is about to leave: text or bytes, in every usual encoding. A find refuses an export. */
import type { Redactions } from './protocol';
import { createRedactor, forms } from './redact';

/** Bytes as text in which both UTF-8 and UTF-16 keys show: as they are, and every second byte. */
function readings(bytes: Uint8Array): string[] {
  const latin = new TextDecoder('latin1');
  const halves = [0, 1].map((first) => {
    const half = new Uint8Array(Math.ceil((bytes.length - first) / 2));
    for (let i = first, j = 0; i < bytes.length; i += 2, j++) half[j] = bytes[i]!;
    return latin.decode(half);
  });
  return [latin.decode(bytes), ...halves];
}

const times = (text: string, part: string) => text.split(part).length - 1;

export function scan(content: Uint8Array | string, keys: readonly string[]): Redactions {
  const [plain, ...halves] = typeof content === 'string' ? [content] : readings(content);
  const literal = keys.reduce(
    (sum, key) =>
      sum +
      forms(key).reduce((n, form) => n + times(plain!, form), 0) +
      halves.reduce((n, half) => n + times(half, key), 0),
    0,
  );
  const shapes = createRedactor([]);
  return { keys: literal, shapes: [plain!, ...halves].reduce((n, text) => n + shapes.text(text).count, 0) };
}
