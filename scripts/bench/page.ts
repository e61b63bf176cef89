/** What the sandbox benchmark runs inside the page: the real client of the real frame. */
import { drain } from '../../src/lib/stream';
import { create } from '../../src/sandboxes/embedded';
import type { Files, Sandbox } from '../../src/types';

let sandbox: Sandbox | undefined;
let gap = 0;
let last = performance.now();
setInterval(() => {
  const now = performance.now();
  gap = Math.max(gap, now - last);
  last = now;
}, 5);

Object.assign(window, {
  bench: {
    async boot() {
      const started = performance.now();
      sandbox = create({});
      await sandbox.reset({ 'a.js': '' });
      await drain(sandbox.exec('true'));
      return performance.now() - started;
    },
    close: async () => void (await sandbox?.close()),
    async exec(files: Files | null, command: string, timeoutMs = 60_000) {
      if (files) await sandbox!.reset(files);
      const started = performance.now();
      const result = await drain(sandbox!.exec(command, { timeoutMs }));
      const ms = performance.now() - started;
      return { ms, exitCode: result.exitCode, timedOut: result.timedOut, tests: result.tests?.tests.length ?? 0 };
    },
    /** Longest time the page's event loop was late since the last call, in milliseconds. */
    lag() {
      const was = gap;
      gap = 0;
      return was;
    },
  },
});
