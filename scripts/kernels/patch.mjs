// Puts our own functions in the place of named ones of a WebAssembly module. Only code is exchanged: the same parameters, the
// same place in every table, so the module itself does not notice.
import { uleb } from './asm.mjs';

/** An unsigned LEB128 number, and where the bytes go on. @returns {[number, number]} */
function unsigned(bytes, at) {
  let n = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    n += (byte & 127) * 2 ** shift;
    if (byte < 128) return [n, at];
  }
}

/** @returns {{ sections: { id: number, from: number, start: number, end: number }[], pointer: 'i32' | 'i64', names: Map<string, number>, imported: number }} */
export function read(bytes) {
  let at = 8;
  const u = () => {
    const [n, next] = unsigned(bytes, at);
    at = next;
    return n;
  };
  const text = () => {
    const size = u();
    return new TextDecoder().decode(bytes.subarray(at, (at += size)));
  };
  const limits = () => {
    const flags = u();
    u();
    if (flags & 1) u();
    return flags;
  };
  const sections = [];
  const names = new Map();
  let imported = 0;
  /** @type {'i32' | 'i64'} */
  let pointer = 'i32';
  const memory = () => {
    if (limits() & 4) pointer = 'i64';
  };
  while (at < bytes.length) {
    const from = at;
    const id = bytes[at++];
    const size = u();
    const start = at;
    const end = start + size;
    sections.push({ id, from, start, end });
    if (id === 2) {
      for (let left = u(); left > 0; left--) {
        text();
        text();
        const kind = bytes[at++];
        if (kind === 1 || kind === 4) at++;
        if (kind === 0) imported++;
        if (kind === 0 || kind === 4) u();
        if (kind === 1) limits();
        if (kind === 2) memory();
        if (kind === 3) at += 2;
      }
    }
    if (id === 5) for (let left = u(); left > 0; left--) memory();
    if (id === 0 && text() === 'name') {
      while (at < end) {
        const kind = bytes[at++];
        const stop = u() + at;
        if (kind === 1)
          for (let left = u(); left > 0; left--) {
            const index = u();
            names.set(text(), index);
          }
        at = stop;
      }
    }
    at = end;
  }
  return { sections, pointer, names, imported };
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes the module, with its name section
 * @param {Record<string, Uint8Array>} bodies by function name, each with its size in front
 * @returns {Uint8Array<ArrayBuffer>} the module with these bodies. @throws when a function is not there.
 */
export function replace(bytes, bodies) {
  const { sections, names, imported } = read(bytes);
  const wanted = new Map();
  for (const [name, body] of Object.entries(bodies)) {
    const index = names.get(name);
    if (index === undefined) throw new Error(`There is no function ${name} in this module.`);
    wanted.set(index - imported, body);
  }
  const code = sections.find(({ id }) => id === 10);
  if (!code) throw new Error('This module has no code.');
  let at = code.start;
  const u = () => {
    const [n, next] = unsigned(bytes, at);
    at = next;
    return n;
  };
  const count = u();
  const parts = [Uint8Array.from(uleb(count))];
  let kept = at;
  for (let index = 0; index < count; index++) {
    const from = at;
    const size = u();
    at += size;
    const body = wanted.get(index);
    if (!body) continue;
    parts.push(bytes.subarray(kept, from), body);
    kept = at;
  }
  parts.push(bytes.subarray(kept, code.end));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return concat([
    bytes.subarray(0, code.from),
    Uint8Array.from([10, ...uleb(length)]),
    ...parts,
    bytes.subarray(code.end),
  ]);
}

export function concat(parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
