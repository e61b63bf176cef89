// Behind evaluate.cjs and the prelude: what the script knows after it has carried out `workerData.request`.
const { parentPort, MessageChannel, workerData } = require('node:worker_threads');
const say = parentPort.postMessage.bind(parentPort);
const { port1, port2 } = new MessageChannel();
/* PRELUDE */
const compiled = evaluate();
port1.on('message', ({ type }) => {
  if (type === 'exit') say(compiled.createCachedData());
});
globalThis.onmessage({ data: { type: 'request', request: workerData.request, port: port2 } });
