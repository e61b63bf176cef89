/** worker_threads: the facts of a main thread; starting a thread is refused by name. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { refused } from './index';
import { createPorts } from './ports';

export function createThreads(instance: Instance): Guest {
  return {
    isMainThread: true,
    parentPort: null,
    workerData: null,
    threadId: 0,
    resourceLimits: {},
    SHARE_ENV: Symbol.for('nodejs.worker_threads.SHARE_ENV'),
    ...createPorts(instance),
    Worker: refused('worker_threads.Worker', 'threads'),
    BroadcastChannel: refused('BroadcastChannel', 'channels between threads'),
    getEnvironmentData: () => undefined,
    setEnvironmentData() {},
    markAsUntransferable() {},
    moveMessagePortToContext: refused('moveMessagePortToContext', 'contexts'),
  };
}
