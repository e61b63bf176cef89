/** The browser's own language model. Stays what it is from run to run; its download is begun in the Models room only. */
import { builtinModel } from '../engines/builtin';
import type { Model } from '../types';

/** @throws when it is not ready, with what to do. */
export function create(): Promise<Model> {
  return builtinModel();
}
