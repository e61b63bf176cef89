/** Hosts the live training; the page lends it a sandbox over a port of its own. */
import { connect, serve } from '../src/lib/rpc';
import { createLive } from '../src/train/live';
import type { Sandbox } from '../src/types';

const sandbox = new Promise<Sandbox>((resolve) => {
  addEventListener('message', function lend({ data }: MessageEvent<{ lend?: MessagePort }>) {
    if (!(data?.lend instanceof MessagePort)) return;
    removeEventListener('message', lend);
    resolve(connect<Sandbox>(data.lend, ['exec']).remote);
  });
});

serve(
  self,
  createLive(() => sandbox),
);
