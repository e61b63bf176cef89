/**
 * Checkpoints: magic, header length, JSON header, then the weights in the order of `dimensions`. 16-bit for shipping,
 * 32-bit (with the optimiser's state in extra weights) to go on training. A checksum guards against torn files.
 */
import { concat } from '../../lib/bytes';
import { hash } from '../../lib/ids';
import { fromHalf, toHalf } from './half';
import { dimensions, size, type Shape, type Weights } from './net';
import { TOKENS } from './vocab';

const MAGIC = 'PROTEGE1';

export interface Checkpoint {
  shape: Shape;
  weights: Weights;
  /** Steps, seed, losses … whatever the trainer notes; plain JSON. */
  notes: Record<string, unknown>;
  /** More arrays, kept in 32 bits. */
  extra: Weights;
}

interface Header {
  shape: Shape;
  bits: 16 | 32;
  vocabulary: number;
  checksum: number;
  notes: Record<string, unknown>;
  extra: [name: string, length: number][];
}

const vocabularyHash = () => hash(...TOKENS);

function checksum(bytes: Uint8Array): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193);
  return h >>> 0;
}

export function writeCheckpoint({ shape, weights, notes, extra }: Checkpoint, bits: 16 | 32 = 16): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const name of Object.keys(dimensions(shape))) {
    const data = weights[name]!;
    const packed = bits === 16 ? Uint16Array.from(data, toHalf) : data.slice();
    parts.push(new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength));
  }
  for (const data of Object.values(extra)) parts.push(new Uint8Array(data.slice().buffer));
  const body = concat(parts);
  const header: Header = {
    shape,
    bits,
    vocabulary: vocabularyHash(),
    checksum: checksum(body),
    notes,
    extra: Object.entries(extra).map(([name, data]) => [name, data.length]),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(new Uint32Array([text.length]).buffer);
  return concat([new TextEncoder().encode(MAGIC), length, text, body]);
}

/** @throws one clear sentence for a file that is none, is cut short, was damaged or was made for another vocabulary. */
export function parseCheckpoint(given: Uint8Array): Checkpoint {
  const bytes = new Uint8Array(given); // a Buffer slices without copying
  const bad = (why: string) =>
    new Error(`This is no usable checkpoint of the tiny protégé: ${why}. Train a new one or download it again.`);
  if (new TextDecoder().decode(bytes.slice(0, 8)) !== MAGIC) throw bad('it does not begin like one');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 12 ? view.getUint32(8, true) : Infinity;
  if (12 + length > bytes.length) throw bad('it is cut short');
  let header: Header;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.slice(12, 12 + length))) as Header;
  } catch {
    throw bad('its header cannot be read');
  }
  const { shape, bits } = header;
  const sane = [shape?.vocab, shape?.width, shape?.layers, shape?.heads, shape?.hidden, shape?.context].every(
    (n) => Number.isSafeInteger(n) && n > 0 && n < 65_536,
  );
  if (!sane || (bits !== 16 && bits !== 32)) throw bad('its shape makes no sense');
  if (header.vocabulary !== vocabularyHash()) throw bad('it was trained with another vocabulary');
  const dims = dimensions(shape);
  const wanted =
    Object.values(dims).reduce((sum, one) => sum + size(one) * (bits / 8), 0) +
    (header.extra ?? []).reduce((sum, [, n]) => sum + n * 4, 0);
  const body = bytes.slice(12 + length);
  if (body.length !== wanted) throw bad(body.length < wanted ? 'it is cut short' : 'it is too long');
  if (checksum(body) !== header.checksum) throw bad('it was damaged');
  let at = 0;
  const take = (n: number, width: 16 | 32): Float32Array => {
    const from = at;
    at += (n * width) / 8;
    const piece = body.slice(from, at).buffer;
    return width === 16 ? Float32Array.from(new Uint16Array(piece), fromHalf) : new Float32Array(piece);
  };
  const weights = Object.fromEntries(Object.entries(dims).map(([name, one]) => [name, take(size(one), bits)]));
  const extra = Object.fromEntries((header.extra ?? []).map(([name, n]) => [name, take(n, 32)]));
  if (Object.values(weights).some((data) => data.some((x) => !Number.isFinite(x))))
    throw bad('it holds numbers that are none');
  return { shape, weights, notes: header.notes ?? {}, extra };
}

const SHIPPED = 'models/tiny/weights.bin';
let shipped: Promise<Checkpoint> | undefined;

/** The shipped checkpoint (kept), or the one at an address (page) or path (Node). */
export function readCheckpoint(where?: string): Promise<Checkpoint> {
  if (where !== undefined) return load(where);
  shipped ??= load(SHIPPED);
  shipped.catch(() => (shipped = undefined));
  return shipped;
}

async function load(where: string): Promise<Checkpoint> {
  const bytes = typeof location === 'object' ? await fetched(where) : await fromDisk(where);
  if (!bytes) throw new Error(`There are no weights at ${where}; run \`npm run train\` or give another place.`);
  return parseCheckpoint(bytes);
}

async function fetched(where: string): Promise<Uint8Array | null> {
  const base = (globalThis as { document?: { baseURI: string } }).document?.baseURI ?? location.href;
  const { href } = new URL(where, base);
  const kept =
    where === SHIPPED || typeof caches === 'undefined' ? undefined : await caches.match(href).catch(() => undefined);
  const response = kept ?? (await fetch(href)); // one that was trained in this browser lies in its cache
  return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
}

/** Node: a path, or below public/ or dist/ of the project. */
async function fromDisk(where: string): Promise<Uint8Array | null> {
  const builtin = <T>(name: string): T =>
    (process as unknown as { getBuiltinModule(name: string): T }).getBuiltinModule(name);
  const fs = builtin<typeof import('node:fs')>('node:fs');
  const path = builtin<typeof import('node:path')>('node:path');
  const { fileURLToPath } = builtin<typeof import('node:url')>('node:url');
  const places = [where];
  for (let dir of [path.dirname(fileURLToPath(import.meta.url)), process.cwd()])
    for (let up = 0; up < 6; up++, dir = path.dirname(dir))
      places.push(path.join(dir, 'public', where), path.join(dir, 'dist', where));
  const found = places.find((one) => fs.existsSync(one));
  return found === undefined ? null : new Uint8Array(fs.readFileSync(found));
}
