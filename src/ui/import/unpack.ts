/** Archives are unpacked in a worker of their own. Loaded lazily. */
import { whole, type BatchPart, type Rest } from '../../import/batches';
import { connect, type Port } from '../../lib/rpc';
import { startWorker } from '../../lib/worker';
import type { Imported } from '../../import/origin';
import type { ImportProgress } from '../../import/progress';
import type { Stream } from '../../types';
import url from '../../../workers/archive?worker&url';

interface Archive {
  importArchive(bytes: Uint8Array, file: string): Stream<BatchPart, Rest>;
}

/** @throws ImportError; ends the worker whatever happens. */
export async function* unpack(bytes: Uint8Array, file: string): Stream<ImportProgress, Imported> {
  const worker = startWorker(url, 'archive');
  const { remote, close } = connect<Archive>(worker as unknown as Port, ['importArchive']);
  try {
    return yield* whole(remote.importArchive(bytes, file));
  } finally {
    close(new Error('The archive was put away.'));
    worker.terminate();
  }
}
