/** An engine worker whose replies are scripted but whose GPU device is real, so that losing it is real too. */
import { createWebllm } from '../../src/engines/webllm';
import { serve, type Port } from '../../src/lib/rpc';
import { stubEngine } from './pipeline';

interface Gpu {
  requestAdapter(): Promise<{ requestDevice(): Promise<unknown> } | null>;
}

let replies = 0;
serve(
  self as unknown as Port,
  createWebllm({
    async *prefetch() {},
    async build({ id }) {
      const adapter = await (navigator as unknown as { gpu: Gpu }).gpu.requestAdapter();
      if (!adapter) throw new Error('Unable to find a compatible GPU.');
      await adapter.requestDevice();
      return stubEngine(
        {
          reply: () => `{"action":"run","command":"npm test ${replies++}"}`,
          beforeToken: () => new Promise((resolve) => setTimeout(resolve, 15)),
          prefilled: [],
          seeds: [],
          requests: [],
        },
        id,
      );
    },
  }),
);
