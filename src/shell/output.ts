/** Caps text at a number of bytes: the head and the tail are kept, what lies between is counted. */
const encoder = new TextEncoder();

export interface Capped {
  text: string;
  dropped: number;
}

/** `already` bytes were dropped before (a worker's own cap); they are counted in the marker too. */
export function cap(text: string, bytes: number, already = 0): Capped {
  if (text.length <= bytes / 3 && !already) return { text, dropped: 0 };
  const raw = encoder.encode(text);
  if (raw.length <= bytes && !already) return { text, dropped: 0 };
  const decoder = new TextDecoder();
  if (raw.length <= bytes)
    return { text: `${text}\n… ${already.toLocaleString('en')} bytes of output left out …\n`, dropped: already };
  let head = Math.floor(bytes / 2);
  let tail = raw.length - (bytes - head);
  while (head > 0 && (raw[head]! & 0xc0) === 0x80) head--;
  while (tail < raw.length && (raw[tail]! & 0xc0) === 0x80) tail++;
  const dropped = tail - head + already;
  const marker = `\n… ${dropped.toLocaleString('en')} bytes of output left out …\n`;
  return { text: decoder.decode(raw.subarray(0, head)) + marker + decoder.decode(raw.subarray(tail)), dropped };
}
