/** Any GGUF model on the processor, through llama.cpp (wllama) in its worker. Loaded models stay loaded from run to run. */
import { specOf } from '../engines/choice';
import { engines } from '../engines/host';
import type { Model } from '../types';

/** @throws when nothing is loaded and its files are not here: a download is never begun by a run. */
export function create(options: Record<string, unknown>): Promise<Model> {
  return engines.acquire(specOf('wllama', options));
}
