// The process that hosts one sandbox: guest code that exhausts memory may take it down, never the caller. Node's permission
// model denies it files, programs and addons; the shell's thread and its exec workers live inside.
const { Worker } = require('node:worker_threads');
process.once('message', ({ start, data, outside }) => {
  const worker = new Worker(start, {
    eval: true,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  const calls = new MessageChannel();
  const supply = new MessageChannel();
  const ours = { calls: calls.port1, supply: supply.port1 };
  for (const [to, port] of Object.entries(ours)) port.on('message', (data) => process.send({ to, data }));
  process.on('message', ({ to, data }) => ours[to].postMessage(data));
  worker.on('error', (error) => process.send({ lost: error.message }, () => process.exit(1)));
  worker.on('exit', (code) => process.send({ lost: 'its thread ended with code ' + code }, () => process.exit(1)));
  worker.postMessage({ port: calls.port2, packs: supply.port2, exec: '', outside }, [calls.port2, supply.port2]);
});
process.on('disconnect', () => process.exit(0));
