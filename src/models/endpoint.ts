/** Any OpenAI-compatible chat server by its address: the provider `custom`. */
import type { Model } from '../types';
import type { ModelDeps } from './port';
import { create as createProvider } from './provider';

/** Options as of `provider`; `baseURL` and `model` are needed; `fill: true` where the server takes `suffix`. @throws as `provider` does */
export const create = (options: Record<string, unknown>, deps: ModelDeps): Model =>
  createProvider({ ...options, provider: 'custom' }, deps);
