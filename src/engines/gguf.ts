/** Opens a GGUF model. */
import type { GgufSource, Progress } from './port';
import type { Stream } from '../types';

export async function* openGguf(_source: GgufSource, _signal?: AbortSignal): Stream<Progress, Blob[]> {
  yield { phase: 'download', done: 0, total: 0 };
  return [];
}
