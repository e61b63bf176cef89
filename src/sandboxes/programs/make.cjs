// Behind evaluate.cjs. A thread without any guest runs the script once and posts what V8 then knows of it.
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
parentPort.postMessage(evaluate().createCachedData());
