/** Zip archives, by the central directory as other tools read them. Nothing in a header is believed about sizes. */
import { Inflate } from 'fflate';
import { configure, ERR_ENCRYPTED, Uint8ArrayReader, ZipReader, type Entry } from '@zip.js/zip.js/index-native.js';
import { ImportError } from './fault';
import { limits, megabytes, tooManyFiles } from './limits';
import { ArchiveMeter, MOST_ENTRIES, Sink, Turnstile, type Unpacked } from './unpack';

configure({ useWebWorkers: false });

const damaged = (why: string): ImportError =>
  new ImportError('archive', `The zip is damaged or made to mislead (${why}). Download it again and drop the new one.`);

/** The directory is the library's to read; contents are inflated here, thousands of small files at a time. */
export async function unzip(bytes: Uint8Array, tell: (done: number) => void): Promise<Unpacked> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { strictness: 'balanced', filenameValidation: 'tolerant' });
  const meter = new ArchiveMeter(bytes.length);
  const out: Unpacked = { entries: [], left: [] };
  try {
    const wanted: Entry[] = [];
    let named = 0;
    const turnstile = new Turnstile(out);
    for await (const entry of reader.getEntriesGenerator()) {
      if (++named > MOST_ENTRIES) throw tooManyFiles(limits);
      const path = pathOf(entry);
      if (entry.directory || path.endsWith('/') || !turnstile.admits(path)) continue;
      if (entry.symlink) out.left.push({ path, reason: 'a symbolic link' });
      else wanted.push(entry);
    }
    const placed = wanted.map((entry) => ({ entry, ...place(bytes, entry) }));
    const inOrder = [...placed].sort((a, b) => a.head - b.head);
    if (inOrder.some(({ head }, i) => i > 0 && head < inOrder[i - 1]!.end)) throw damaged('its entries overlap');
    for (const [i, { entry, start, end }] of placed.entries()) {
      take(entry, bytes.subarray(start, end), meter, out);
      if (i % 50 === 0) tell(meter.produced);
    }
  } catch (error) {
    throw error instanceof ImportError ? error : explained(error);
  } finally {
    await reader.close().catch(() => {});
  }
  return out;
}

/** Some tools of Windows write `src\\a.js`. */
const pathOf = ({ filename }: Entry) => filename.replaceAll('\\', '/');

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;

/** Where an entry's local header and its data lie; the local header must tell the same story. */
function place(bytes: Uint8Array, entry: Entry): { head: number; start: number; end: number } {
  const head = entry.offset;
  if (entry.encrypted) throw new Error(ERR_ENCRYPTED);
  if (head + LOCAL_BYTES > bytes.length) throw damaged('an entry lies outside');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const name = view.getUint16(head + 26, true);
  const start = head + LOCAL_BYTES + name + view.getUint16(head + 28, true);
  const end = start + entry.compressedSize;
  if (view.getUint32(head, true) !== LOCAL || end > bytes.length) throw damaged('an entry lies outside');
  const local = bytes.subarray(head + LOCAL_BYTES, head + LOCAL_BYTES + name);
  const same = local.length === entry.rawFilename.length && local.every((byte, i) => byte === entry.rawFilename[i]);
  if (!same || view.getUint16(head + 8, true) !== entry.compressionMethod) throw damaged('two names for one entry');
  return { head, start, end };
}

/** Compressed bytes inflated at a time: what they become is counted before the next ones. */
const SLICE = 16 * 1024;

function take(entry: Entry, packed: Uint8Array, meter: ArchiveMeter, out: Unpacked): void {
  const path = pathOf(entry);
  const sink = new Sink(meter);
  const sum = new Crc();
  const write = (chunk: Uint8Array) => {
    sum.add(chunk);
    sink.write(chunk);
  };
  if (entry.compressionMethod === 0) write(packed);
  else if (entry.compressionMethod === 8) {
    const inflate = new Inflate(write);
    for (let at = 0; at === 0 || at < packed.length; at += SLICE) {
      inflate.push(packed.subarray(at, at + SLICE), at + SLICE >= packed.length);
      if (sink.over) break;
    }
  } else
    throw new ImportError(
      'archive',
      'The zip uses a compression this page does not know. Make it again as a plain zip.',
    );
  if (sink.over) return void out.left.push({ path, reason: `larger than ${megabytes(limits.fileBytes)}` });
  if (sum.value !== entry.signature) throw damaged('a checksum does not fit');
  out.entries.push({ path, data: sink.whole() });
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

/** CRC-32 as zip has it. */
class Crc {
  private sum = -1;
  add(bytes: Uint8Array): void {
    for (const byte of bytes) this.sum = (this.sum >>> 8) ^ TABLE[(this.sum ^ byte) & 255]!;
  }
  get value(): number {
    return ~this.sum >>> 0;
  }
}

function explained(error: unknown): ImportError {
  const message = (error as Error)?.message ?? String(error);
  if (message === ERR_ENCRYPTED)
    return new ImportError('archive', 'The zip is locked with a password. Drop one without a password.');
  return damaged(message.slice(0, 80).toLowerCase());
}
