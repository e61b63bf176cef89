/** Host of one command on the strict engine; the exec bundle's text is put before this script as `EXEC`. */
import wasm from '@jitl/quickjs-wasmfile-release-sync/wasm';
import guest from 'text:../src/shell/strict/guest.ts';
import type { ToWorker } from '../src/node/protocol';
import { runStrict } from '../src/shell/strict/host';

declare const EXEC: string;

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type !== 'request') return;
  self.onmessage = null;
  const { request, port } = data;
  runStrict(request, port, { wasm, guest, core: EXEC }).catch((error: Error) => {
    port.postMessage({ type: 'output', fd: 2, text: `The strict engine did not start: ${error.message}\n` });
    port.postMessage({ type: 'exit', exitCode: 134, changes: {}, dropped: 0 });
  });
};
