/** Runs the exec bundle inside QuickJS: a hard memory limit, a bounded stack, and no object of this worker inside. */
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  RELEASE_SYNC,
  type QuickJSContext,
  type QuickJSHandle,
} from 'quickjs-emscripten';
import type { FromWorker, NodeRequest } from '../../node/protocol';

const MEMORY = 128 * 1024 * 1024;
/** More would let deep native recursion overflow the host's stack before the engine notices. */
const STACK = 64 * 1024;
/** The shell ends commands at their deadline; this ends one that outlived its shell. */
const LIMIT_MS = 600_000;

const encode = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) =>
    item instanceof Uint8Array
      ? { $bytes: btoa(Array.from(item, (byte) => String.fromCharCode(byte)).join('')) }
      : item,
  );
const decode = (text: string): unknown =>
  JSON.parse(text, (_, item: unknown) =>
    typeof item === 'object' && item !== null && typeof (item as { $bytes?: unknown }).$bytes === 'string'
      ? Uint8Array.from(atob((item as { $bytes: string }).$bytes), (c) => c.charCodeAt(0))
      : item,
  );

/** Answers the guest's URL questions: parts of an address, after a change if one is asked for. */
function address(text: string): string {
  const { href, base, set } = JSON.parse(text) as { href: string; base?: string; set?: [keyof URL, string] };
  try {
    const url = new URL(href, base);
    if (set) (url as unknown as Record<string, string>)[set[0]] = set[1];
    const { protocol, username, password, host, hostname, port, pathname, search, hash, origin } = url;
    return JSON.stringify({
      href: url.href,
      protocol,
      username,
      password,
      host,
      hostname,
      port,
      pathname,
      search,
      hash,
      origin,
    });
  } catch {
    return 'null';
  }
}

export interface Strict {
  wasm: Uint8Array;
  guest: string;
  core: string;
}

/** Evaluates the bundle; the result runs one request. Done while no command waits, for it takes about a second. */
export async function prepareStrict({
  wasm,
  guest,
  core,
}: Strict): Promise<(request: NodeRequest, port: MessagePort) => void> {
  let send: (message: FromWorker) => void = () => {};
  let reason = '';
  const end = (why: string) => {
    reason = why;
    send({ type: 'output', fd: 2, text: `\n${why}\n` });
    send({ type: 'exit', exitCode: 134, changes: {}, dropped: 0 });
  };
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(RELEASE_SYNC, { wasmBinary: wasm.buffer as ArrayBuffer }),
  );
  const runtime = quickjs.newRuntime({ memoryLimitBytes: MEMORY, maxStackSizeBytes: STACK });
  const stop = Date.now() + LIMIT_MS;
  runtime.setInterruptHandler(() => Date.now() > stop);
  const vm = runtime.newContext();
  let dead = false;

  const failed = (error: QuickJSHandle) => {
    if (dead) return;
    dead = true;
    const { name, message } = vm.dump(error) as { name?: string; message?: string };
    end(
      /memory/.test(String(message)) || name === 'InternalError'
        ? `The strict engine stopped: ${message} (limit 128 MB).`
        : `The strict engine failed: ${name}: ${message}`,
    );
  };
  const pump = () => {
    for (;;) {
      const jobs = runtime.executePendingJobs(1000);
      if (jobs.error) return failed(jobs.error);
      if (jobs.value === 0) return;
    }
  };
  const evaluate = (code: string, name: string) => {
    const result = vm.evalCode(code, name, { type: 'global' });
    if (result.error) failed(result.error);
    else result.value.dispose();
  };

  const timer = (id: number, ms: number) => setTimeout(() => call(fire, vm.newNumber(id)), ms);
  expose(vm, {
    send: (text: string) => void (dead || send(decode(text) as FromWorker)),
    now: () => performance.now(),
    url: address,
    timer: (id: number, ms: number) => void timer(id, ms),
    random: (n: number) => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(Math.min(n, 65_536))))),
  });
  evaluate(guest, 'strict.js');
  const take = (name: string) => {
    const handle = vm.getProp(vm.global, name);
    evaluate(`delete globalThis.${name}`, 'strict.js');
    return handle;
  };
  const [deliver, fire] = [take('__deliver'), take('__fire')];
  const call = (f: QuickJSHandle, argument: QuickJSHandle) => {
    if (dead) return;
    try {
      const result = vm.callFunction(f, vm.undefined, argument);
      if (result.error) return failed(result.error);
      result.value.dispose();
      pump();
    } catch (error) {
      dead = true;
      end(`The strict engine broke: ${(error as Error).message}`);
    } finally {
      argument.dispose();
    }
  };
  evaluate(core, 'exec.js');
  return (request, port) => {
    send = (message) => port.postMessage(message);
    if (dead) return end(reason);
    call(deliver, vm.newString(encode({ type: 'request', request })));
    port.onmessage = ({ data }: MessageEvent) => call(deliver, vm.newString(encode(data)));
  };
}

/** Host functions take and give numbers and text only. */
function expose(vm: QuickJSContext, functions: Record<string, (...args: never[]) => number | string | void>): void {
  const host = vm.newObject();
  for (const [name, run] of Object.entries(functions)) {
    const f = vm.newFunction(name, (...args) => {
      const value = run(...(args.map((arg) => vm.dump(arg) as unknown) as never[]));
      return typeof value === 'number'
        ? vm.newNumber(value)
        : typeof value === 'string'
          ? vm.newString(value)
          : vm.undefined;
    });
    vm.setProp(host, name, f);
    f.dispose();
  }
  vm.setProp(vm.global, '__host', host);
  host.dispose();
}
