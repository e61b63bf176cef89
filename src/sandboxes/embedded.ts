/** The embedded sandbox in a page: the shell in a worker of an opaque-origin frame without network. */
import { connect, serve } from '../lib/rpc';
import type { PackSource } from '../shell/packs';
import type { Shell } from '../shell/shell';
import type { Sandbox } from '../types';
import { fetchOk, openFrame } from './frame';
import { createMirror, type Life } from './mirror';

const PING_MS = 500;
/** Pings in a row without an answer after which the frame's process counts as dead. */
const MISSED = 6;

/** Which engine runs guest code: the browser's own, or QuickJS with a hard memory limit. */
export type GuestEngine = 'native' | 'strict';

const text = (file: string) => fetchOk(file).then((response) => response.text());
const sources = new Map<GuestEngine, Promise<[string, string]>>();
const load = (engine: GuestEngine) => {
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

async function boot(engine: GuestEngine): Promise<Life> {
  const { control, files, close: closeFrame } = await openFrame(load(engine));
  const [shell, exec] = files;
  const calls = new MessageChannel();
  const supply = new MessageChannel();

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
    for (const port of [calls.port1, supply.port1]) port.close();
    closeFrame();
  };
  // No event says that the frame's process died; only its silence does.
  const pulse = setInterval(() => {
    if (++missed > MISSED) bury('its process stopped answering, perhaps out of memory');
    else control.postMessage({ type: 'ping' });
  }, PING_MS);
  control.onmessage = ({ data }: MessageEvent<{ type?: unknown; message?: unknown } | null>) => {
    missed = 0;
    if (data?.type === 'dead') bury(`its shell failed: ${String(data.message).slice(0, 300)}`);
  };
  control.postMessage({ type: 'start', shell, exec }, [calls.port2, supply.port2]);
  return { shell: remote, dead, kill: () => bury('killed') };
}

export const create = ({ engine = 'native' }: { engine?: GuestEngine } = {}): Sandbox =>
  createMirror(() => boot(engine));
