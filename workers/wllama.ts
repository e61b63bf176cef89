/** Hosts llama.cpp (wllama). Its wasm is served by this site, next to this worker. */
import wasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { createWllama } from '../src/engines/wllama';
import { serve } from '../src/lib/rpc';

serve(self, createWllama(new URL(wasm, self.location.href).href));
