/** Host of one command on the strict engine; the exec bundle's text is put before this script as `EXEC`. */
import wasm from '@jitl/quickjs-wasmfile-release-sync/wasm';
import guest from 'text:../src/shell/strict/guest.ts';
import type { ToWorker } from '../src/node/protocol';
import { prepareStrict } from '../src/shell/strict/host';

declare const EXEC: string;

const ready = prepareStrict({ wasm, guest, core: EXEC });

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if (data.type !== 'request') return;
  self.onmessage = null;
  const { request, port } = data;
  try {
    (await ready)(request, port);
  } catch (error) {
    port.postMessage({ type: 'output', fd: 2, text: `The strict engine did not start: ${(error as Error).message}\n` });
    port.postMessage({ type: 'exit', exitCode: 134, changes: {}, dropped: 0 });
  }
};
