/** A quantized LLM on the graphics card, through web-llm in its worker. Loaded models stay loaded from run to run. */
import { acquireAs } from '../engines/pair';
import type { Model } from '../types';
import type { ModelDeps } from './port';

/** @throws when nothing is loaded and its files are not here: a download is never begun by a run. Or when two do not fit. */
export function create(options: Record<string, unknown>, { role }: ModelDeps): Promise<Model> {
  return acquireAs(role, 'webllm', options);
}
