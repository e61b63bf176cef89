/** Worker of the page's llama.cpp benchmark: our adapter, over the package's own module or ours, with a number of cores. */
import { createWllama } from '../../src/engines/wllama';
import { serve, type Port } from '../../src/lib/rpc';

const asked = new URL(location.href).searchParams;
Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => Number(asked.get('cores')) });
const wasm = `${location.origin}/${asked.get('wasm')}.wasm`;
const compat = { wasm: `${location.origin}/compat.wasm`, worker: `${location.origin}/compat.js` };
serve(self as unknown as Port, createWllama({ fast: wasm, plain: wasm, compat }));
