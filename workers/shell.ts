/** Hosts the shell inside the sandbox frame's worker (browser) or a worker thread (Node). */
import type { ToWorker } from '../src/node/protocol';
import { connect, serve } from '../src/lib/rpc';
import { createShell } from '../src/shell/shell';
import type { ProcessHost } from '../src/shell/processhost';
import type { PackSource } from '../src/shell/packs';
import type { ExecWorker } from '../src/shell/workers';

/** `startWorker` is given by hosts without blob workers (Node). */
declare const self: { startWorker?: () => ExecWorker; onmessage: ((event: MessageEvent) => void) | null };
interface Start {
  port: MessagePort;
  packs: MessagePort;
  exec: string;
  outside?: boolean;
}

self.onmessage = ({ data }: MessageEvent<Start>) => {
  self.onmessage = null;
  const url = self.startWorker ? '' : URL.createObjectURL(new Blob([data.exec], { type: 'text/javascript' }));
  const start = (): ExecWorker => {
    const worker = new Worker(url);
    return {
      postMessage: (message: ToWorker, transfer = []) => worker.postMessage(message, transfer),
      terminate: () => worker.terminate(),
      onfail: (listener) => worker.addEventListener('error', (event) => listener(event.message)),
    };
  };
  const packs = connect<PackSource & ProcessHost>(data.packs, ['outside']).remote;
  const beside = data.outside ? { outside: packs } : {};
  serve(data.port, createShell({ start: self.startWorker ?? start, packs, ...beside }));
};
