/** Zip archives, by the central directory as other tools read them. Nothing in a header is believed about sizes. */
import {
  configure,
  ERR_ENCRYPTED,
  ERR_INVALID_CRC32,
  ERR_OVERLAPPING_ENTRY,
  ERR_UNSUPPORTED_COMPRESSION,
  Uint8ArrayReader,
  ZipReader,
  type Entry,
} from '@zip.js/zip.js/index-native.js';
import { ImportError } from './fault';
import { isNever } from './ignore';
import { limits, megabytes, tooManyFiles } from './limits';
import { Meter, MOST_ENTRIES, Sink, type Unpacked } from './unpack';

configure({ useWebWorkers: false, chunkSize: 128 * 1024 });

const damaged = (why: string): ImportError =>
  new ImportError('archive', `The zip is damaged or made to mislead (${why}). Download it again and drop the new one.`);

export async function unzip(bytes: Uint8Array, tell: (done: number) => void): Promise<Unpacked> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { strictness: 'balanced', filenameValidation: 'tolerant' });
  const meter = new Meter(bytes.length);
  const out: Unpacked = { entries: [], left: [] };
  try {
    let named = 0;
    for await (const entry of reader.getEntriesGenerator()) {
      if (++named > MOST_ENTRIES) throw tooManyFiles(limits);
      await take(entry, meter, out);
      if (named % 50 === 0) tell(meter.produced);
    }
  } catch (error) {
    throw error instanceof ImportError ? error : explained(error);
  } finally {
    await reader.close().catch(() => {});
  }
  return out;
}

async function take(entry: Entry, meter: Meter, out: Unpacked): Promise<void> {
  const path = entry.filename;
  if (entry.directory || isNever(path)) return;
  if (entry.symlink) return void out.left.push({ path, reason: 'a symbolic link' });
  if (out.entries.length >= limits.files) throw tooManyFiles(limits);
  const sink = new Sink(meter);
  let fault: unknown;
  const sized = new WritableStream<Uint8Array>({
    write(chunk) {
      try {
        sink.write(chunk);
      } catch (error) {
        fault = error;
        throw error;
      }
      if (sink.over) throw new Error('over');
    },
  });
  try {
    await entry.getData!(sized, { checkCrc32: true, checkOverlappingEntry: true, useCompressionStream: true });
  } catch (error) {
    if (fault) throw fault;
    if (!sink.over) throw error;
  }
  if (sink.over) out.left.push({ path, reason: `larger than ${megabytes(limits.fileBytes)}` });
  else out.entries.push({ path, data: sink.whole() });
}

function explained(error: unknown): ImportError {
  const message = (error as Error)?.message ?? String(error);
  switch (message) {
    case ERR_ENCRYPTED:
      return new ImportError('archive', 'The zip is locked with a password. Drop one without a password.');
    case ERR_UNSUPPORTED_COMPRESSION:
      return new ImportError(
        'archive',
        'The zip uses a compression this page does not know. Make it again as a plain zip.',
      );
    case ERR_INVALID_CRC32:
      return damaged('a checksum does not fit');
    case ERR_OVERLAPPING_ENTRY:
      return damaged('its entries overlap');
    default:
      return damaged(message.slice(0, 80).toLowerCase());
  }
}
