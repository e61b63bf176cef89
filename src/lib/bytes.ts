/** Bytes as base64 text and back. */

export const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
};

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** The binary files of a task, decoded. */
export const binaries = ({ assets = {} }: { assets?: Record<string, string> }): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(assets).map(([path, text]) => [path, fromBase64(text)]));
