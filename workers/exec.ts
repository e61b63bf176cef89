/** Host of one command: the first message carries the request and the private port; then the worker is thrown away. */
import { runRequest } from '../src/node/main';
import type { ToWorker } from '../src/node/protocol';

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (data.type !== 'request') return;
  self.onmessage = null;
  runRequest(data.request, data.port);
};
