/** Tar archives, plain or gzipped. */
import { createTarDecoder } from 'modern-tar';
import { ImportError } from './fault';
import { limits, megabytes, tooManyFiles } from './limits';
import { ArchiveMeter, MOST_ENTRIES, Sink, Turnstile, type Unpacked } from './unpack';

const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const LINKS = new Set(['link', 'symlink']);

/** A global header (git writes one) or a folder is no file; devices and pipes are named. */
const SILENT = new Set(['directory', 'pax-global-header', 'pax-header']);

export async function untar(bytes: Uint8Array, gzipped: boolean, tell: (done: number) => void): Promise<Unpacked> {
  const meter = new ArchiveMeter(bytes.length);
  const out: Unpacked = { entries: [], left: [] };
  // Also what is skipped counts: a bomb may sit in a folder that is never imported.
  let fault: unknown;
  let begun = false;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, control) {
      try {
        meter.count(chunk.length);
      } catch (error) {
        fault = error;
        throw error;
      }
      // `git archive`, GitHub's too, begins with the commit
      if (!begun)
        out.tracked = /^pax_global_header\0[^]{494}\d+ comment=[0-9a-f]{40}\n/.test(latin1(chunk.subarray(0, 600)));
      begun = true;
      control.enqueue(chunk);
    },
  });
  const source = new Blob([bytes as BlobPart]).stream() as ReadableStream<Uint8Array>;
  const plain = gzipped
    ? source.pipeThrough(new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>)
    : source;
  const free = new ArchiveMeter(bytes.length, { ...limits, ratio: Infinity, unpacked: Infinity });
  try {
    let named = 0;
    const turnstile = new Turnstile(out);
    const reader = plain
      .pipeThrough(counted)
      .pipeThrough(createTarDecoder({ strict: true }))
      .getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (++named > MOST_ENTRIES) throw tooManyFiles(limits);
      const { header, body } = value;
      const type = header.type ?? 'file';
      const path = header.name;
      if (type !== 'file' || !turnstile.admits(path)) {
        await body.cancel();
        if (LINKS.has(type)) out.left.push({ path, reason: type === 'symlink' ? 'a symbolic link' : 'a hard link' });
        else if (type !== 'file' && !SILENT.has(type)) out.left.push({ path, reason: 'not a plain file' });
        continue;
      }
      const sink = new Sink(free);
      const chunks = body.getReader();
      for (let next = await chunks.read(); !next.done; next = await chunks.read()) sink.write(next.value);
      if (sink.over) out.left.push({ path, reason: `larger than ${megabytes(limits.fileBytes)}` });
      else out.entries.push({ path, data: sink.whole() });
      if (named % 50 === 0) tell(meter.produced);
    }
  } catch (error) {
    if (fault) throw fault;
    if (error instanceof ImportError) throw error;
    throw new ImportError(
      'archive',
      `The archive is damaged (${((error as Error)?.message ?? String(error)).slice(0, 80)}). Download it again and drop the new one.`,
    );
  }
  return out;
}
