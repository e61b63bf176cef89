// Defines `evaluate` for what is written behind it: runs `workerData.script`, with V8's code cache in half the time.
const { Script } = require('node:vm');
const { script, cache } = require('node:worker_threads').workerData;
// eslint-disable-next-line @typescript-eslint/no-unused-vars -- what follows this text calls it
const evaluate = () => {
  const compiled = new Script(script, { filename: '[worker eval]', ...(cache ? { cachedData: cache } : {}) });
  compiled.runInThisContext();
  return compiled;
};
