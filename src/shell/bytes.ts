/** Text, bytes and the encodings that writers and readers name. */

export type Encoding = string | { encoding?: string | null } | undefined;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const toBytes = (data: string | Uint8Array): Uint8Array =>
  typeof data === 'string' ? encoder.encode(data) : data;
export const toText = (data: string | Uint8Array): string => (typeof data === 'string' ? data : decoder.decode(data));
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text where the bytes are UTF-8 without NUL. */
export function textual(data: string | Uint8Array): string | Uint8Array {
  if (typeof data === 'string' || data.includes(0)) return data;
  try {
    return strict.decode(data);
  } catch {
    return data;
  }
}

export const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return text;
};
const fromLatin1 = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

export const encodingOf = (options: Encoding) => (typeof options === 'string' ? options : options?.encoding) ?? 'utf8';

/** Text in the encoding a writer names -> what we keep. */
export function decodeAs(content: string | Uint8Array, options: Encoding): string | Uint8Array {
  if (typeof content !== 'string') return content;
  switch (encodingOf(options)) {
    case 'binary':
    case 'latin1':
    case 'ascii':
      return fromLatin1(content);
    case 'base64':
      return fromLatin1(atob(content));
    case 'hex':
      return Uint8Array.from(content.match(/../g) ?? [], (pair) => parseInt(pair, 16));
    default:
      return content;
  }
}
