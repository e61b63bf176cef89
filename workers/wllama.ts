/** Hosts llama.cpp (wllama). Its builds are served by this site, next to this worker. */
import compatWorker from '@wllama/wllama-compat/wasm/wllama.js?url';
import compat from '../generated/llama/compat.wasm?url';
import fast from '../generated/llama/fast.wasm?url';
import plain from '../generated/llama/plain.wasm?url';
import { typeWorkers } from '../src/engines/nested';
import { createWllama } from '../src/engines/wllama';
import { confined } from '../src/lib/canary';
import { serve } from '../src/lib/rpc';

typeWorkers();
const here = (url: string) => new URL(url, import.meta.url).href;
serve(self, {
  ...createWllama({
    fast: here(fast),
    plain: here(plain),
    compat: { wasm: here(compat), worker: here(compatWorker) },
  }),
  confined,
});
