/** Calls, streams and aborts across a MessagePort. Plain structured-clone data only; errors keep name and message. */
import type { Stream } from '../types';

/** What `serve` and `connect` need of a MessagePort or a Worker. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  start?(): void;
  close?(): void;
}

interface PlainError {
  name: string;
  message: string;
  stack?: string;
  /** Errors of a kind keep it. */
  kind?: string;
}
type RpcRequest =
  | {
      rpc: 'call';
      id: number;
      method: string;
      args: unknown[];
      signal: 'none' | 'last' | 'option';
      enough?: boolean;
    }
  | { rpc: 'abort'; id: number; reason: PlainError }
  | { rpc: 'enough'; id: number }
  | { rpc: 'close'; id: number };
type RpcReply =
  | { rpc: 'yield'; id: number; value: unknown }
  | { rpc: 'return'; id: number; value: unknown }
  | { rpc: 'throw'; id: number; error: PlainError };

const plain = (error: unknown): PlainError =>
  error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? {
        name: String((error as Error).name),
        message: String((error as Error).message),
        stack: (error as Error).stack,
        ...('kind' in error && typeof error.kind === 'string' ? { kind: error.kind } : {}),
      }
    : { name: 'Error', message: String(error) };

const revive = ({ name, message, stack, kind }: PlainError): Error => {
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: name, configurable: true, writable: true });
  if (stack) error.stack = stack;
  if (kind !== undefined) Object.assign(error, { kind });
  return error;
};

const isStream = (value: unknown): value is Stream<unknown, unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;

interface Job {
  abort: AbortController;
  enough: AbortController;
  stream?: Stream<unknown, unknown>;
}

/**
 * Answers calls that arrive on the port with the api's own methods; a method returns a value, a promise or a Stream.
 * A caller's AbortSignal (last argument, or `signal` in the last argument) arrives as a signal of this side; so does
 * `enough` in the last argument, which asks a stream to end well.
 */
export function serve(port: Port, api: object): () => void {
  const running = new Map<number, Job>();
  const send = (reply: RpcReply) => port.postMessage(reply);
  const run = async ({ id, method, args, signal, enough }: Extract<RpcRequest, { rpc: 'call' }>) => {
    const job: Job = { abort: new AbortController(), enough: new AbortController() };
    running.set(id, job);
    try {
      const f = Object.hasOwn(api, method) ? (api as Record<string, unknown>)[method] : undefined;
      if (typeof f !== 'function') throw new TypeError(`There is no method '${method}' on the other side.`);
      if (enough) args.push({ ...(args.pop() as object), enough: job.enough.signal });
      if (signal === 'last') args.push(job.abort.signal);
      if (signal === 'option') args.push({ ...(args.pop() as object), signal: job.abort.signal });
      const result: unknown = f(...args);
      if (!isStream(result)) return send({ rpc: 'return', id, value: await result });
      job.stream = result;
      for (;;) {
        const next = await result.next();
        if (!running.has(id)) return;
        if (next.done) return send({ rpc: 'return', id, value: next.value });
        send({ rpc: 'yield', id, value: next.value });
      }
    } catch (error) {
      send({ rpc: 'throw', id, error: plain(error) });
    } finally {
      running.delete(id);
    }
  };
  const listen = ({ data }: MessageEvent) => {
    const request = data as RpcRequest;
    if (request?.rpc === 'call' && typeof request.method === 'string' && Array.isArray(request.args)) void run(request);
    if (request?.rpc === 'abort') running.get(request.id)?.abort.abort(revive(request.reason));
    if (request?.rpc === 'enough') running.get(request.id)?.enough.abort();
    if (request?.rpc === 'close') {
      const job = running.get(request.id);
      running.delete(request.id);
      void job?.stream?.return(undefined).catch(() => {});
      job?.abort.abort(revive({ name: 'AbortError', message: 'The reader closed the stream.' }));
    }
  };
  port.addEventListener('message', listen);
  port.start?.();
  return () => port.removeEventListener('message', listen);
}

/** The other side's methods: streams as streams, everything else as a promise. */
export type Remote<Api> = {
  [K in keyof Api]: Api[K] extends (...args: infer A) => infer R
    ? (...args: A) => R extends AsyncGenerator<infer E, infer T, void> ? Stream<E, T> : Promise<Awaited<R>>
    : never;
};

interface PendingCall {
  yield(value: unknown): void;
  return(value: unknown): void;
  throw(error: unknown): void;
}

/**
 * Calls the api that `serve` answers at the other end. `streams` names the methods that return a Stream.
 * `close(error)` makes every open call throw that error; later calls throw it too.
 */
export function connect<Api extends object>(
  port: Port,
  streams: readonly (keyof Api & string)[] = [],
): { remote: Remote<Api>; close(error: Error): void } {
  const calls = new Map<number, PendingCall>();
  let last = 0;
  let closed: Error | undefined;
  const listen = ({ data }: MessageEvent) => {
    const reply = data as RpcReply;
    const call = calls.get(reply?.id);
    if (!call) return;
    if (reply.rpc === 'yield') return call.yield(reply.value);
    calls.delete(reply.id);
    if (reply.rpc === 'return') call.return(reply.value);
    else if (reply.rpc === 'throw') call.throw(revive(reply.error));
  };
  port.addEventListener('message', listen);
  port.start?.();

  /** Sends the call; returns its id and a function that forgets the caller's signal. */
  const begin = (method: string, given: unknown[], call: PendingCall): [number, () => void] => {
    if (closed) throw closed;
    const args = [...given];
    const end = args.at(-1);
    let signal: AbortSignal | undefined;
    let kind: 'none' | 'last' | 'option' = 'none';
    if (end instanceof AbortSignal) [signal, kind] = [end, 'last'];
    else if (typeof end === 'object' && end !== null && (end as { signal?: unknown }).signal instanceof AbortSignal)
      [signal, kind] = [(end as { signal: AbortSignal }).signal, 'option'];
    if (kind !== 'none') args.pop();
    if (kind === 'option') args.push({ ...(end as object), signal: undefined });
    const options = args.at(-1) as { enough?: unknown } | undefined;
    const enough = kind !== 'last' && options?.enough instanceof AbortSignal ? options.enough : undefined;
    if (enough) args.push({ ...(args.pop() as object), enough: undefined });
    signal?.throwIfAborted();
    const id = ++last;
    const abort = () => port.postMessage({ rpc: 'abort', id, reason: plain(signal?.reason) } satisfies RpcRequest);
    const stop = () => port.postMessage({ rpc: 'enough', id } satisfies RpcRequest);
    calls.set(id, call);
    port.postMessage({
      rpc: 'call',
      id,
      method,
      args,
      signal: kind,
      ...(enough ? { enough: true } : {}),
    } satisfies RpcRequest);
    signal?.addEventListener('abort', abort);
    enough?.addEventListener('abort', stop);
    return [
      id,
      () => {
        signal?.removeEventListener('abort', abort);
        enough?.removeEventListener('abort', stop);
      },
    ];
  };

  const ask = (method: string, args: unknown[]) => {
    let forget = () => {};
    return new Promise((resolve, reject) => {
      [, forget] = begin(method, args, { yield: () => {}, return: resolve, throw: reject });
    }).finally(() => forget());
  };

  async function* stream(method: string, args: unknown[]): Stream<unknown, unknown> {
    const queue: ({ value: unknown } | { result: unknown } | { error: unknown })[] = [];
    let wake = () => {};
    const push = (item: (typeof queue)[number]) => {
      queue.push(item);
      wake();
    };
    const [id, forget] = begin(method, args, {
      yield: (value) => push({ value }),
      return: (result) => push({ result }),
      throw: (error) => push({ error }),
    });
    try {
      for (;;) {
        const item = queue.shift();
        if (!item) await new Promise<void>((resolve) => (wake = resolve));
        else if ('value' in item) yield item.value;
        else if ('result' in item) return item.result;
        else throw item.error;
      }
    } finally {
      forget();
      if (calls.delete(id)) port.postMessage({ rpc: 'close', id } satisfies RpcRequest);
    }
  }

  const remote = new Proxy({} as Remote<Api>, {
    get: (_, method) =>
      typeof method !== 'string' || method === 'then'
        ? undefined
        : (...args: unknown[]) =>
            (streams as readonly string[]).includes(method) ? stream(method, args) : ask(method, args),
  });
  return {
    remote,
    close(error) {
      closed ??= error;
      port.removeEventListener('message', listen);
      const open = [...calls.values()];
      calls.clear();
      for (const call of open) call.throw(error);
    },
  };
}
