/**
 * The page's side of the engines: one worker for each role, loaded once and kept warm from run to run. Knows no screen; whoever
 * wants to show it subscribes.
 */
import { mark, unmark } from './mark';
import { here } from './store';
import { ENGINE_STREAMS, type EngineApi, type Loaded, type LoadProgress, type ModelSource } from './port';
import { namedError } from './pump';
import { connect, type Remote } from '../lib/rpc';
import type { Message, Model } from '../types';

export interface Spec {
  source: ModelSource;
  context: number;
  /** Opened from the person's own disk. */
  files?: Blob[];
}

export interface Trouble {
  name: string;
  message: string;
}

export type HostState =
  | { kind: 'idle' }
  | { kind: 'loading'; spec: Spec; progress: LoadProgress | null; again: boolean }
  | { kind: 'ready'; spec: Spec; loaded: Loaded }
  | { kind: 'failed'; spec: Spec; trouble: Trouble };

interface Running {
  worker: Worker;
  remote: Remote<EngineApi>;
  stop(error: Error): void;
}

const same = (a: Spec, b: Spec) => a.context === b.context && JSON.stringify(a.source) === JSON.stringify(b.source);

export class Engines {
  state: HostState = { kind: 'idle' };
  #running: Running | undefined;
  #loading: { spec: Spec; done: Promise<Loaded>; abort: AbortController } | undefined;
  #listeners = new Set<(state: HostState) => void>();
  #start: ((engine: ModelSource['engine']) => Worker) | undefined;

  /** How this place starts an engine's worker. */
  provide(start: (engine: ModelSource['engine']) => Worker): void {
    this.#start = start;
  }

  subscribe(listener: (state: HostState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(state: HostState): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** Loads what the person chose; a load of the same is joined. @throws the engine's own error, see faults. */
  load(spec: Spec, again = false): Promise<Loaded> {
    if (this.state.kind === 'ready' && same(this.state.spec, spec)) return Promise.resolve(this.state.loaded);
    if (this.#loading && same(this.#loading.spec, spec)) return this.#loading.done;
    this.cancel();
    const abort = new AbortController();
    const done = this.#load(spec, again, abort);
    this.#loading = { spec, done, abort };
    return done;
  }

  async #load(spec: Spec, again: boolean, abort: AbortController): Promise<Loaded> {
    const { signal } = abort;
    const { state } = this;
    const deep = state.kind === 'failed' && state.spec.source.id === spec.source.id;
    const show = (state: HostState) => !signal.aborted && this.#set(state);
    show({ kind: 'loading', spec, progress: null, again });
    mark(spec.source.id);
    try {
      this.#running = this.#open(spec.source.engine);
      const { source, context, files } = spec;
      const stream = this.#running.remote.load(source, { context, signal, deep, ...(files ? { files } : {}) });
      for (;;) {
        const next = await stream.next();
        signal.throwIfAborted();
        if (next.done) {
          show({ kind: 'ready', spec, loaded: next.value });
          return next.value;
        }
        show({ kind: 'loading', spec, progress: next.value, again });
      }
    } catch (error) {
      signal.throwIfAborted();
      const { name, message } = error as Error;
      this.#end(error as Error);
      show({ kind: 'failed', spec, trouble: { name, message } });
      throw error;
    } finally {
      unmark();
      if (this.#loading?.abort === abort) this.#loading = undefined;
    }
  }

  #open(engine: ModelSource['engine']): Running {
    if (!this.#start) throw namedError('NoWorkerError', 'This place cannot start engine workers.');
    this.#end(namedError('AbortError', 'Another model was loaded.'));
    const worker = this.#start(engine);
    const { remote, close } = connect<EngineApi>(worker, ENGINE_STREAMS);
    const stop = (error: Error) => {
      close(error);
      worker.terminate();
    };
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const text = event.message || 'its script could not be loaded';
      if (this.#running?.worker === worker) this.#fail(namedError('WorkerLostError', `The engine stopped: ${text}.`));
    });
    return { worker, remote, stop };
  }

  #fail(error: Error): void {
    const { state } = this;
    this.#end(error);
    if (state.kind === 'ready')
      this.#set({ kind: 'failed', spec: state.spec, trouble: { name: error.name, message: error.message } });
  }

  #end(error: Error): void {
    this.#running?.stop(error);
    this.#running = undefined;
  }

  /** Stops a load at once, or takes the loaded model out of memory. What was downloaded stays. */
  cancel(): void {
    const reason = new DOMException('The load was cancelled.', 'AbortError');
    this.#loading?.abort.abort(reason);
    this.#loading = undefined;
    this.#end(reason);
    unmark();
    this.#set({ kind: 'idle' });
  }

  /** It is loaded here, or is being loaded. */
  holds(spec: Spec): boolean {
    const { state } = this;
    if (state.kind !== 'ready' && state.kind !== 'loading') return false;
    return same(state.spec, spec) || (!!state.spec.files && state.spec.source.id === spec.source.id);
  }

  /** A model for a run. Loads it when all its files are here; a download is never begun without having been asked for. */
  async acquire(spec: Spec): Promise<Model> {
    const { state } = this;
    const loaded = state.kind === 'ready' && same(state.spec, spec);
    const opened = state.kind === 'ready' && state.spec.source.id === spec.source.id && !!state.spec.files;
    if (opened) return this.#model(state.spec);
    const loading = this.#loading && same(this.#loading.spec, spec);
    if (!loaded && !loading && !(await here(spec.source)).complete)
      throw namedError(
        'ModelNotLoadedError',
        `${spec.source.id} is not loaded. Open the Models room and load it first.`,
      );
    await this.load(spec);
    return this.#model(spec);
  }

  /** Reads the part of a prompt that is known already, while the person still chooses; what is asked meanwhile goes first. */
  async prime(spec: Spec, messages: Message[], signal?: AbortSignal): Promise<void> {
    const { state } = this;
    if (state.kind !== 'ready' || state.spec.source.id !== spec.source.id || !this.#running) return;
    await this.#running.remote.prime(messages, ...(signal ? ([signal] as const) : []));
  }

  #model(spec: Spec): Model {
    const engines = () => {
      const { state } = this;
      if (!this.#running || state.kind !== 'ready' || !same(state.spec, spec))
        throw namedError(
          'ModelNotLoadedError',
          `${spec.source.id} is no longer loaded. Load it again in the Models room.`,
        );
      return this.#running.remote;
    };
    const { state } = this;
    const { fills, scores, parallel, context, device, size } = state.kind === 'ready' ? state.loaded : ABSENT;
    return {
      generate: (messages, options = {}) => engines().generate(messages, options),
      ...(fills ? { fill: (gap, options = {}) => engines().fill(gap, options) } : {}),
      ...(scores
        ? {
            score: (gap, texts, signal) => engines().score(gap, texts, ...(signal ? ([signal] as const) : [])),
            doubts: (gap, text, signal) => engines().doubts(gap, text, ...(signal ? ([signal] as const) : [])),
          }
        : {}),
      able: { parallel, context, device, ...(size === undefined ? {} : { size }) },
      recover: async (error, signal) => {
        const { name } = error as Error;
        if (!/^(DeviceLostError|WorkerLostError)$/.test(name)) return false;
        this.#end(error as Error);
        this.#set({ kind: 'idle' });
        if (name === 'DeviceLostError') await adapterBack(signal);
        signal?.throwIfAborted();
        await this.load(spec, true);
        return true;
      },
    };
  }
}

const ABSENT: Pick<Loaded, 'fills' | 'scores' | 'parallel' | 'context' | 'device' | 'size'> = {
  fills: false,
  scores: false,
  parallel: 1,
  context: 0,
  device: '',
};

/** The protégé's. */
export const engines = new Engines();
/** The expert's: a second model beside the protégé's, see pair. */
export const mentor = new Engines();

/** After a crash the browser starts its GPU process again; until then it offers no adapter. Waits up to ten seconds. */
async function adapterBack(signal?: AbortSignal): Promise<void> {
  const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } };
  for (let tries = 0; gpu && tries < 20 && !signal?.aborted; tries++) {
    if (await gpu.requestAdapter().catch(() => null)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
