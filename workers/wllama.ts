/** Hosts llama.cpp (wllama). Its wasm is served by this site, next to this worker. */
import wasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { typeWorkers } from '../src/engines/nested';
import { createWllama } from '../src/engines/wllama';
import { confined } from '../src/lib/canary';
import { serve } from '../src/lib/rpc';

typeWorkers();
serve(self, { ...createWllama(new URL(wasm, import.meta.url).href), confined });
