/** An import that crosses a worker in small messages, so that the page never waits for one large one. */
import type { Files, Stream } from '../types';
import type { Imported } from './origin';
import type { ImportProgress } from './progress';

export type BatchPart = ImportProgress | { batch: Files };
export type Rest = Omit<Imported, 'files'>;

const BATCH_BYTES = 128 * 1024;

/** In the worker: the files as events of their own, the rest as the result. */
export async function* inBatches(stream: Stream<ImportProgress, Imported>): Stream<BatchPart, Rest> {
  const { files, ...rest } = yield* stream;
  let batch: Files = {};
  let size = 0;
  for (const [path, content] of Object.entries(files)) {
    batch[path] = content;
    size += content.length + path.length;
    if (size < BATCH_BYTES) continue;
    yield { batch };
    batch = {};
    size = 0;
  }
  yield { batch };
  return rest;
}

/** In the page: whole again. */
export async function* whole(stream: Stream<BatchPart, Rest>): Stream<ImportProgress, Imported> {
  const files: Files = {};
  for (;;) {
    const next = await stream.next();
    if (next.done) return { ...next.value, files };
    if ('batch' in next.value) Object.assign(files, next.value.batch);
    else yield next.value;
  }
}
