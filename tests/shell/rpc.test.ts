import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterEach, describe, expect, test } from 'vitest';
import { connect, serve, type Port } from '../../src/lib/rpc';
import { drain } from '../../src/lib/stream';
import type { Stream } from '../../src/types';

const closed: string[] = [];
const api = {
  add: (a: number, b: number) => a + b,
  later: async (text: string) => text.toUpperCase(),
  fail: async (): Promise<void> => {
    throw Object.assign(new RangeError('too far'), { name: 'TooFar' });
  },
  async *count(to: number): Stream<number, string> {
    try {
      for (let i = 1; i <= to; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield i;
      }
      return 'end';
    } finally {
      closed.push(`count ${to}`);
    }
  },
  async *until({ enough, tag }: { enough: AbortSignal; tag: string }): Stream<number, string> {
    for (let i = 0; !enough.aborted; i++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      yield i;
    }
    return `${tag}: enough`;
  },
  async *breaks(): Stream<number, never> {
    yield 1;
    throw new TypeError('broken');
  },
  wait: (options: { signal: AbortSignal; tag: string }) =>
    new Promise<string>((_, reject) =>
      options.signal.addEventListener('abort', () => reject(options.signal.reason as Error)),
    ),
  async *endless(signal: AbortSignal): Stream<number, void> {
    yield 0;
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
  },
};

const channels: MessageChannel[] = [];
function pair() {
  const channel = new MessageChannel();
  channels.push(channel);
  serve(channel.port1 as unknown as Port, api);
  return connect<typeof api>(channel.port2 as unknown as Port, ['count', 'breaks', 'endless', 'until']);
}
afterEach(() => {
  for (const { port1 } of channels.splice(0)) port1.close();
  closed.length = 0;
});

describe('rpc over a MessageChannel', () => {
  test('values and promises come back', async () => {
    const { remote } = pair();
    expect(await remote.add(1, 2)).toBe(3);
    expect(await Promise.all([remote.later('a'), remote.later('b')])).toEqual(['A', 'B']);
  });

  test('errors keep name and message; unknown methods say so', async () => {
    const { remote } = pair();
    await expect(remote.fail()).rejects.toMatchObject({ name: 'TooFar', message: 'too far' });
    await expect((remote as unknown as { nothing(): Promise<void> }).nothing()).rejects.toThrow("no method 'nothing'");
    await expect((remote as unknown as { toString: () => Promise<string> }).toString()).rejects.toThrow('no method');
  });

  test('a stream yields, returns and throws', async () => {
    const { remote } = pair();
    const seen: number[] = [];
    expect(await drain(remote.count(4), (n) => seen.push(n))).toBe('end');
    expect(seen).toEqual([1, 2, 3, 4]);
    await expect(drain(remote.breaks())).rejects.toMatchObject({ name: 'TypeError', message: 'broken' });
  });

  test('closing a stream early closes the generator on the other side', async () => {
    const { remote } = pair();
    for await (const n of remote.count(1e6)) if (n === 3) break;
    await expect.poll(() => closed).toEqual(['count 1000000']);
  });

  test('an abort crosses, as an option or as the last argument, with its reason', async () => {
    const { remote } = pair();
    const one = new AbortController();
    const waiting = remote.wait({ signal: one.signal, tag: 'x' });
    one.abort(new DOMException('enough', 'AbortError'));
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError', message: 'enough' });
    const two = new AbortController();
    const stream = remote.endless(two.signal);
    expect((await stream.next()).value).toBe(0);
    setTimeout(() => two.abort(new Error('stop')), 5);
    await expect(stream.next()).rejects.toThrow('stop');
    await expect(remote.wait({ signal: AbortSignal.abort(new Error('early')), tag: '' })).rejects.toThrow('early');
  });

  test('"enough" crosses and ends a stream well, beside a signal or alone', async () => {
    const { remote } = pair();
    for (const more of [{}, { signal: new AbortController().signal }]) {
      const enough = new AbortController();
      const given = { enough: enough.signal, tag: 'x', ...more };
      expect(await drain(remote.until(given), (n) => n === 3 && enough.abort())).toBe('x: enough');
      expect(given.enough).toBe(enough.signal);
    }
  });

  test('close ends open calls with its error, and later ones', async () => {
    const { remote, close } = pair();
    const waiting = remote.wait({ signal: new AbortController().signal, tag: '' });
    const stream = remote.endless(new AbortController().signal);
    await stream.next();
    const next = stream.next();
    close(new Error('the other side died'));
    await expect(waiting).rejects.toThrow('died');
    await expect(next).rejects.toThrow('died');
    await expect(remote.add(1, 1)).rejects.toThrow('died');
  });

  test('messages that are not ours are ignored', async () => {
    const { remote } = pair();
    channels[0]!.port2.postMessage('noise');
    channels[0]!.port2.postMessage({ rpc: 'call', id: 'x' });
    channels[0]!.port2.postMessage({ rpc: 'abort', id: 99, reason: { name: '', message: '' } });
    channels[0]!.port1.postMessage({ rpc: 'yield', id: 99, value: 1 });
    expect(await remote.add(2, 2)).toBe(4);
  });
});

test('rpc across a real worker', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { serve } from './src/lib/rpc';
        import { workerData } from 'node:worker_threads';
        serve(workerData.port, { async *squares(n) { for (let i = 0; i < n; i++) yield i * i; return 'sum'; }, die() { process.exit(1); } });`,
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
  });
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(outputFiles[0]!.text, {
    eval: true,
    workerData: { port: port2 },
    transferList: [port2 as never],
  });
  type Api = { squares(n: number): Stream<number, string>; die(): void };
  const { remote, close } = connect<Api>(port1 as unknown as Port, ['squares']);
  worker.on('exit', () => close(new Error('the worker ended')));
  const seen: number[] = [];
  expect(await drain(remote.squares(5), (n) => seen.push(n))).toBe('sum');
  expect(seen).toEqual([0, 1, 4, 9, 16]);
  await expect(remote.die()).rejects.toThrow('the worker ended');
});
