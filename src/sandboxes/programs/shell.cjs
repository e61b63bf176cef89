// Behind evaluate.cjs. The shell's own prelude: a dedicated worker's messages over a thread's; and how it starts exec workers.
const threads = require('node:worker_threads');
const { exec } = threads.workerData;
globalThis.self = globalThis;
threads.parentPort.on('message', (data) => globalThis.onmessage?.({ data }));
globalThis.startWorker = () => {
  const worker = new threads.Worker(exec.start, {
    eval: true,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    workerData: exec,
    resourceLimits: { maxOldGenerationSizeMb: 2048, stackSizeMb: 4 },
  });
  let over = false;
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    terminate: () => {
      over = true;
      void worker.terminate();
    },
    onfail: (listener) => {
      const reason = (error) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'it ran out of memory' : String(error.message);
      worker.on('error', (error) => over || listener(reason(error)));
      worker.on('exit', (code) => over || listener('its worker ended with code ' + code));
    },
  };
};
evaluate();
