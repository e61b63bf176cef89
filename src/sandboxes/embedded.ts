/** The embedded sandbox in a page: the shell in a worker of an opaque-origin frame without network. */
import { connect, serve } from '../lib/rpc';
import type { PackSource } from '../shell/packs';
import type { Shell } from '../shell/shell';
import type { Sandbox } from '../types';
import { createMirror, type Life } from './mirror';

const BOOT_MS = 20_000;
const PING_MS = 500;
/** Pings in a row without an answer after which the frame's process counts as dead. */
const MISSED = 6;

const address = (file: string) => new URL(file, new URL(import.meta.env.BASE_URL, document.baseURI)).href;

async function fetchOk(file: string): Promise<Response> {
  const response = await fetch(address(file)).catch((error: Error) => error);
  if (
    response instanceof Response &&
    response.ok &&
    !(response.headers.get('content-type') ?? '').includes('text/html')
  )
    return response;
  throw new Error(
    `The sandbox's file ${file} can't be loaded. Reload the page; in a checkout run \`npm run build\` first.`,
  );
}

/** Which engine runs guest code: the browser's own, or QuickJS with a hard memory limit. */
export type Engine = 'native' | 'strict';

const text = (file: string) => fetchOk(file).then((response) => response.text());
const sources = new Map<Engine, Promise<[string, string]>>();
const load = (engine: Engine) => {
  const known = sources.get(engine);
  if (known) return known;
  const exec =
    engine === 'native'
      ? text('sandbox/exec.js')
      : Promise.all([text('sandbox/exec.js'), text('sandbox/strict.js')]).then(
          ([core, strict]) => `var EXEC=${JSON.stringify(core)};\n${strict}`,
        );
  const loading = Promise.all([text('sandbox/shell.js'), exec]);
  sources.set(engine, loading);
  loading.catch(() => sources.delete(engine));
  return loading;
};

export const packs: PackSource = {
  index: async () => (await fetchOk('sandbox/packs/index.json')).json(),
  load: async (id) => (await fetchOk(`sandbox/packs/${id.replace('/', '+')}.json`)).json(),
};

async function boot(engine: Engine): Promise<Life> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.referrerPolicy = 'no-referrer';
  frame.hidden = true;
  frame.title = 'Sandbox';
  const loaded = new Promise<void>((resolve, reject) => {
    frame.addEventListener('load', () => resolve(), { once: true });
    setTimeout(() => reject(new Error('The sandbox frame did not load in 20 s. Reload the page.')), BOOT_MS);
  });
  frame.src = address('sandbox.html');
  document.body.append(frame);
  try {
    const [[shell, exec]] = await Promise.all([load(engine), loaded]);
    const control = new MessageChannel();
    const calls = new MessageChannel();
    const supply = new MessageChannel();
    frame.contentWindow?.postMessage(null, '*', [control.port2]);

    let missed = 0;
    let report = (_reason: string) => {};
    const dead = new Promise<string>((resolve) => (report = resolve));
    const { remote, close } = connect<Shell>(calls.port1, ['exec']);
    const stop = serve(supply.port1, packs);
    const bury = (reason: string) => {
      clearInterval(pulse);
      report(reason);
      close(new Error(`The sandbox ended: ${reason}.`));
      stop();
      for (const port of [control.port1, calls.port1, supply.port1]) port.close();
      frame.remove();
    };
    // No event says that the frame's process died; only its silence does.
    const pulse = setInterval(() => {
      if (++missed > MISSED) bury('its process stopped answering, perhaps out of memory');
      else control.port1.postMessage({ type: 'ping' });
    }, PING_MS);
    control.port1.onmessage = ({ data }: MessageEvent<{ type?: unknown; message?: unknown } | null>) => {
      missed = 0;
      if (data?.type === 'dead') bury(`its shell failed: ${String(data.message).slice(0, 300)}`);
    };
    control.port1.postMessage({ type: 'start', shell, exec }, [calls.port2, supply.port2]);
    return { shell: remote, dead, kill: () => bury('killed') };
  } catch (error) {
    frame.remove();
    throw error;
  }
}

export const create = ({ engine = 'native' }: { engine?: Engine } = {}): Sandbox => createMirror(() => boot(engine));
