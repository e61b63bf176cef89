// A browser worker's message and error events over Node's; then nothing of Node stays reachable by name.
(() => {
  const { parentPort } = require('node:worker_threads');
  const real = process;
  const listeners = { error: [], unhandledrejection: [] };
  const fire = (type, event) => {
    for (const run of listeners[type]) run(event);
  };
  globalThis.self = globalThis;
  globalThis.onmessage = null;
  globalThis.addEventListener = (type, run) => {
    (listeners[type] ??= []).push(run);
  };
  parentPort.on('message', (data) => globalThis.onmessage?.({ data }));
  const preventDefault = () => {};
  real.on('uncaughtException', (error) => fire('error', { error, preventDefault }));
  real.on('unhandledRejection', (reason, promise) => fire('unhandledrejection', { reason, promise, preventDefault }));
  for (const name of ['require', 'module', 'exports', '__filename', '__dirname', 'process', 'global'])
    delete globalThis[name];
})();
