/** The Doctor's checks: each really does what it names, here and now. */
import { defaultPrompt } from '../../engines/context';
import { builtinModel as acquireBuiltin, availability } from '../../engines/builtin';
import { browserOf, explainFault } from '../../engines/faults';
import { probe } from '../../engines/gpu';
import { engines } from '../../engines/host';
import { advise, localPermission, PRESETS, reach } from '../../engines/servers';
import { gb } from '../../engines/preflight';
import { room } from '../../engines/store';
import { ENGINE_STREAMS, type Hosted } from '../../engines/port';
import { threadsFor } from '../../engines/threads';
import { connect } from '../../lib/rpc';
import { drain } from '../../lib/stream';
import { startWorker } from '../../lib/worker';
import { openSandbox } from '../../run';
import type { Sandbox } from '../../types';
import { expert } from '../expert/expert.svelte';
import { settings } from '../settings.svelte';
import webllm from '../../../workers/webllm?worker&url';
import wllama from '../../../workers/wllama?worker&url';
import { PROMISES } from './contract';
import { trains } from './trial';

export type Finding = { state: 'good' | 'fair' | 'bad' | 'skipped'; found: string; todo?: string[] };

export interface Check {
  id: string;
  title: string;
  run(): Promise<Finding>;
}

const cores = () => navigator.hardwareConcurrency || 1;
const good = (found: string): Finding => ({ state: 'good', found });
const browser = () => browserOf(navigator.userAgent);
const fault = (name: string) => explainFault({ name, message: '' }, browser(), navigator.onLine);

const UNCONFINED =
  'Use the built site as it is (npm start), not the development server or a proxy that rewrites pages.';

async function starts(url: string, name: string): Promise<Finding> {
  const worker = startWorker(url, name);
  const { remote } = connect<Hosted>(worker, ENGINE_STREAMS);
  try {
    const failed = new Promise<never>((_, reject) => {
      worker.addEventListener('error', (event) => reject(new Error(event.message || 'its script did not load')));
      setTimeout(() => reject(new Error('no answer in 60 s')), 60_000);
    });
    const held = await Promise.race([remote.confined(), failed]);
    return held
      ? good('It started and answers. It can reach only the hosts that this site lists.')
      : { state: 'fair', found: 'It started and answers, but without the content policy.', todo: [UNCONFINED] };
  } catch (error) {
    return { state: 'bad', found: `It did not start: ${(error as Error).message}.`, todo: ['Reload the page.'] };
  } finally {
    worker.terminate();
  }
}

/** The promises that a sandbox does not keep, each with what happened instead. */
async function unkept(sandbox: Sandbox): Promise<string[]> {
  const broken: string[] = [];
  for (const { name, holds } of PROMISES) {
    const instead = await holds(sandbox).catch((error: Error) => error.message);
    if (instead) broken.push(`${name}: ${instead}`);
  }
  return broken;
}

export const CHECKS: Check[] = [
  {
    id: 'secure',
    title: 'Secure page',
    run: async () =>
      isSecureContext
        ? good('Yes: WebGPU and storage are allowed.')
        : { state: 'bad', found: 'No.', todo: ['Open the page over https:// or on localhost.'] },
  },
  {
    id: 'policy',
    title: 'Content policy',
    async run() {
      await expert.check();
      return expert.loose === ''
        ? good(
            'In force in the page, in the vault and in the sandbox: a request to a host it does not list was blocked.',
          )
        : { state: 'bad', found: expert.loose, todo: [UNCONFINED] };
    },
  },
  {
    id: 'builtin',
    title: 'Chrome’s built-in model',
    async run() {
      const { state, found, todo } = await availability();
      if (state === 'absent') return { state: 'skipped', found, todo };
      if (state !== 'available') return { state: state === 'unavailable' ? 'bad' : 'fair', found, todo };
      const model = await acquireBuiltin();
      try {
        const { text, tokensOut, ms } = await drain(model.generate(defaultPrompt(), {}));
        const fits = /\{\s*"action"\s*:/.test(text);
        const said = `${found} ${model.able?.context.toLocaleString('en')} tokens of context; a reply of ${tokensOut} tokens in ${(ms / 1000).toFixed(1)} s: ${text.slice(0, 160)}`;
        return fits
          ? good(said)
          : { state: 'fair', found: said, todo: ['Its reply is no action: use it in guided repair.'] };
      } finally {
        await model.close?.();
      }
    },
  },
  {
    id: 'webgpu',
    title: 'WebGPU',
    async run() {
      const { state, name, software, limits, features } = await probe(true);
      if (state === 'none')
        return {
          state: 'bad',
          found: fault('WebGPUNotAvailableError').what,
          todo: fault('WebGPUNotAvailableError').fixes,
        };
      if (state === 'no-adapter')
        return { state: 'bad', found: fault('NoAdapterError').what, todo: fault('NoAdapterError').fixes };
      const mib = (n = 0) => `${Math.round(n / 2 ** 20)} MiB`;
      const found = `${name}. Buffers up to ${mib(limits?.maxBufferSize)}, bindings up to ${mib(limits?.maxStorageBufferBindingSize)}, workgroup memory ${limits?.maxComputeWorkgroupStorageSize} bytes. Features that matter: ${features.filter((name) => /f16|subgroup|timestamp/.test(name)).join(', ') || 'none'}.`;
      return software
        ? {
            state: 'fair',
            found: `${found} It is emulated in software.`,
            todo: ['Too slow for a language model: load a GGUF model with llama.cpp.'],
          }
        : good(found);
    },
  },
  {
    id: 'f16',
    title: '16-bit numbers (shader-f16)',
    async run() {
      const { state, f16 } = await probe();
      if (state !== 'ok') return { state: 'skipped', found: 'There is no graphics card to ask.' };
      return f16
        ? good('Offered: the q4f16 builds will run.')
        : { state: 'fair', found: 'Not offered here.', todo: fault('ShaderF16SupportError').fixes };
    },
  },
  {
    id: 'numbers',
    title: 'Graphics card computes right',
    async run() {
      const { state, error, trouble } = await probe();
      if (state !== 'ok') return { state: 'skipped', found: 'There is no graphics card to ask.' };
      if (trouble)
        return {
          state: 'bad',
          found: trouble,
          todo: ['Update the graphics driver or the browser.', 'Use llama.cpp on the processor meanwhile.'],
        };
      return good(`A matrix product agrees with the processor's (largest difference ${error?.toExponential(1)}).`);
    },
  },
  { id: 'training', title: 'Training on the graphics card', run: trains },
  { id: 'llama', title: 'llama.cpp worker', run: () => starts(wllama, 'doctor-wllama') },
  {
    id: 'webllm',
    title: 'web-llm worker',
    async run() {
      if ((await probe()).state !== 'ok')
        return { state: 'skipped', found: 'Not fetched (2 MB): there is no graphics card for it.' };
      return starts(webllm, 'doctor-webllm');
    },
  },
  {
    id: 'storage',
    title: 'Storage for models',
    async run() {
      const found = await room();
      if (!found)
        return {
          state: 'bad',
          found: 'The browser does not say how much it lends.',
          todo: ['Use a normal window, not a private one.'],
        };
      const kept = found.persistent || (await navigator.storage.persist().catch(() => false));
      const text = `${gb(found.used)} used, ${gb(found.quota - found.used)} left. ${kept ? 'The browser keeps it.' : 'The browser may clear it when the disk fills up.'}`;
      if (found.quota - found.used < 1e9)
        return { state: 'fair', found: text, todo: fault('QuotaExceededError').fixes };
      return kept
        ? good(text)
        : { state: 'fair', found: text, todo: ['Bookmark or install the page: browsers then keep its files.'] };
    },
  },
  {
    id: 'isolation',
    title: 'Cross-origin isolation',
    run: async () =>
      crossOriginIsolated
        ? good(`Yes: llama.cpp uses ${threadsFor(cores(), true)} of ${cores()} cores.`)
        : {
            state: 'fair',
            found: 'No: llama.cpp uses one thread. Everything else works.',
            todo: [
              'Serve the site with the headers of its _headers file (`npm start` does), or open it in Chrome or Edge, where a service worker can stand in for them.',
            ],
          },
  },
  {
    id: 'sandbox',
    title: "The sandbox's promises",
    async run() {
      const sandbox = await openSandbox({ id: 'embedded' });
      const broken = await unkept(sandbox).finally(() => sandbox.close());
      return broken.length === 0
        ? good(`All ${PROMISES.length} held: ${PROMISES.map(({ name }) => name).join('; ')}.`)
        : {
            state: 'bad',
            found: `Broken: ${broken.join('. ')}`,
            todo: ['Update the browser. Headless runs (npm run protege) do not need it.'],
          };
    },
  },
  {
    id: 'container',
    title: 'WebContainer',
    async run() {
      const { obstacle, ContainerError, teardown } = await import('../../sandboxes/container');
      // only its own page may reach StackBlitz
      const missing = location.pathname.endsWith('/container.html') ? obstacle() : 'isolation';
      if (missing) return { state: 'skipped', found: new ContainerError(missing).message };
      const sandbox = await openSandbox({ id: 'webcontainer' });
      try {
        await sandbox.reset({}); // where it does not start, once is enough to know
        const broken = await unkept(sandbox);
        return broken.length === 0
          ? good(`All ${PROMISES.length} promises held in the real engine.`)
          : { state: 'bad', found: broken.join('; '), todo: ['Use the embedded sandbox.'] };
      } catch (error) {
        return { state: 'bad', found: (error as Error).message };
      } finally {
        await sandbox.close();
        await teardown();
      }
    },
  },
  {
    id: 'model',
    title: 'A model completes one action',
    async run() {
      const { state } = engines;
      if (state.kind !== 'ready')
        return {
          state: 'skipped',
          found: 'Skipped: no model is loaded, so nothing was computed.',
          todo: ['Load one in the Models room, then run the checks again.'],
        };
      const model = await engines.acquire(state.spec);
      const { text, tokensOut, ms, local } = await drain(model.generate(defaultPrompt(), { seed: 7, temperature: 0 }));
      const speed = local?.decodePerSecond
        ? `${local.decodePerSecond.toFixed(1)} tokens/s`
        : `${((tokensOut / ms) * 1000).toFixed(1)} tokens/s with prefill`;
      const json = /\{"action":"(run|view|edit|ask|submit)".*\}$/s.test(text);
      const found = `${state.spec.source.id} on ${state.loaded.device}: ${tokensOut} tokens, ${speed}: ${text.slice(0, 160)}`;
      return json
        ? good(found)
        : { state: 'bad', found, todo: ['The reply is no action: the grammar did not hold. Choose another model.'] };
    },
  },
  {
    id: 'endpoint',
    title: 'Endpoint of the protégé',
    async run() {
      const saved = settings.current.options.endpoint?.baseURL;
      if (settings.current.protege !== 'endpoint' || typeof saved !== 'string')
        return { state: 'skipped', found: 'The protégé is no endpoint.' };
      const reached = await reach(saved);
      const preset = PRESETS.find(({ baseURL }) => new URL(baseURL).port === new URL(saved).port) ?? PRESETS[0]!;
      const todo = advise(reached, { ...preset, baseURL: saved }, location.origin, await localPermission());
      if (reached.state === 'ok') return good(`It answers and offers ${reached.models.length} models.`);
      return {
        state: 'bad',
        found: {
          closed: 'It runs, but is closed to this page (CORS).',
          down: 'Nothing answers.',
          refused: 'It refuses.',
          odd: 'It answers oddly.',
        }[reached.state],
        todo,
      };
    },
  },
];

/** The report as text. Holds no keys and no addresses but this page's own. */
export function report(findings: Record<string, Finding>): string {
  const marks = { good: '[ok]  ', fair: '[fair]', bad: '[bad] ', skipped: '[skip]' };
  const lines = CHECKS.map(({ id, title }) => {
    const finding = findings[id];
    return finding ? `${marks[finding.state]} ${title}: ${finding.found}` : `[?]    ${title}: not run`;
  });
  const text = ['Protégé Playground, Doctor', navigator.userAgent, new Date().toISOString(), ...lines].join('\n');
  return text.replace(/\b(https?:\/\/)[^\s/]*@/g, '$1').replace(/([?&][\w-]+=)[^\s&]+/g, '$1…');
}
