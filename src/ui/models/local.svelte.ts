/** What the Models room shows: the offers, how each fits here, what is cached, and the engine's state. */
import { ADAPTERS } from '../../engines/adapters.mjs';
import { adapted, OFFERS, type ModelOffer } from '../../engines/catalogue';
import { CONTEXT, recordedOptions } from '../../engines/choice';
import { offerOf, saveCustoms, savedCustoms, type Custom } from '../../engines/custom';
import { browserOf, explainFault, type EngineFault } from '../../engines/faults';
import { probe, type Gpu } from '../../engines/gpu';
import { engines, mentor, type HostState, type Spec } from '../../engines/host';
import { interruptedLoad, unmark } from '../../engines/mark';
import { engineFor, together } from '../../engines/pair';
import { fitOf, sensible, type Fit, type DeviceFacts } from '../../engines/preflight';
import { here, ownPart, remove, room, type Here } from '../../engines/store';
import type { Role } from '../../types';
import { settings } from '../settings.svelte';
import { seatKey } from '../team';
import { provideEngines } from './provide';

const memory64 = (): boolean => {
  try {
    new WebAssembly.Memory({ address: 'i64', initial: 1n } as unknown as WebAssembly.MemoryDescriptor);
    return true;
  } catch {
    return false;
  }
};

const adapters = Object.keys(ADAPTERS) as (keyof typeof ADAPTERS)[];

/** The list; what an adapter of ours was made for stands again with it, which comes from this site, beside the page. */
const listed = OFFERS.flatMap((offer) => [
  offer,
  ...adapters.filter((name) => ADAPTERS[name].base === offer.id).map((name) => adapted(offer, name, document.baseURI)),
]);

export class LocalModels {
  place = $state.raw<DeviceFacts | null>(null);
  customs = $state.raw<Custom[]>(savedCustoms());
  cached = $state.raw<Record<string, Here>>({});
  engine = $state.raw<HostState>(engines.state);
  /** The expert's. */
  mentor = $state.raw<HostState>(mentor.state);
  context = $state(CONTEXT);
  search = $state('');
  /** A load that a killed tab left behind. */
  killed = $state.raw(engines.state.kind === 'loading' ? null : interruptedLoad());

  offers = $derived([...this.customs.map(offerOf), ...listed]);
  shown = $derived(
    this.offers.filter((offer) =>
      `${offer.name} ${offer.id} ${offer.quantization}`.toLowerCase().includes(this.search.trim().toLowerCase()),
    ),
  );
  suggestion = $derived(this.place ? sensible(this.place, OFFERS) : null);

  constructor() {
    provideEngines();
    engines.subscribe((state) => {
      const ended = this.engine.kind === 'loading' && state.kind !== 'loading';
      this.engine = state;
      if (ended) void this.refresh();
    });
    mentor.subscribe((state) => {
      const ended = this.mentor.kind === 'loading' && state.kind !== 'loading';
      this.mentor = state;
      if (ended) void this.refresh();
    });
    void this.look();
  }

  explain(trouble: { name: string; message: string }): EngineFault {
    return explainFault(trouble, browserOf(navigator.userAgent), navigator.onLine);
  }

  /** Asks the browser what it has; nothing is downloaded. */
  async look(again = false): Promise<void> {
    const gpu: Gpu = await probe(again);
    const { deviceMemory } = navigator as { deviceMemory?: number };
    this.place = {
      gpu,
      browser: browserOf(navigator.userAgent),
      memoryGB: deviceMemory ?? null,
      storage: await room(),
      memory64: memory64(),
    };
    await this.refresh();
  }

  async refresh(): Promise<void> {
    const found: Record<string, Here> = {};
    for (const { id, source } of this.offers)
      found[id] = await here(source).catch(() => ({ bytes: 0, complete: false }));
    this.cached = found;
    if (this.place) this.place = { ...this.place, storage: await room() };
  }

  fit(offer: ModelOffer): Fit | null {
    if (!this.place || offer.custom) return null;
    return fitOf(offer, Math.min(this.context, offer.maxContext), this.place, this.cached[offer.id]);
  }

  stateOf(role: Role): HostState {
    return role === 'expert' ? this.mentor : this.engine;
  }

  fault(role: Role): EngineFault | null {
    const state = this.stateOf(role);
    return state.kind === 'failed' ? this.explain(state.trouble) : null;
  }

  #spec(offer: ModelOffer, files?: File[]): Spec {
    const context = Math.min(this.context, offer.maxContext);
    return { source: offer.source, context, ...(files ? { files } : {}) };
  }

  /** How it fits beside the model of the other role; null where there is none, or it is the same one. */
  beside(offer: ModelOffer, role: Role): Fit | null {
    const other = this.stateOf(role === 'expert' ? 'protege' : 'expert');
    if (other.kind !== 'ready' && other.kind !== 'loading') return null;
    return other.spec.source.id === offer.id ? null : together(other.spec, this.#spec(offer));
  }

  load(offer: ModelOffer, files?: File[], role: Role = 'protege'): void {
    this.forget();
    const spec = this.#spec(offer, files);
    void navigator.storage?.persist?.().catch(() => false);
    engineFor(role, spec)
      .load(spec)
      .then(() => this.use(role, spec))
      .catch(() => undefined); // shown by its state
  }

  /** Opens GGUF files from disk; they are read where they are and not copied. */
  open(files: File[], role: Role = 'protege'): void {
    const [first] = files;
    if (!first) return;
    const id = first.name.replace(/\.gguf$/i, '');
    const offer = { ...offerOf({ engine: 'wllama', name: 'file', weights: 'https://localhost/file.gguf' }), id };
    this.load({ ...offer, source: { engine: 'wllama', id, files: [] } }, files, role);
  }

  cancel(role: Role = 'protege'): void {
    (role === 'expert' ? mentor : engines).cancel();
    void this.refresh();
  }

  /** A loaded model plays the role in the next run. */
  use(role: Role = 'protege', spec?: Spec): void {
    const state = this.stateOf(role);
    const chosen = spec ?? (state.kind === 'ready' ? state.spec : undefined);
    if (!chosen) return;
    const id = chosen.source.engine;
    settings.current[role] = id;
    settings.current.options = { ...settings.current.options, [seatKey(id, role)]: recordedOptions(chosen) };
    settings.save();
  }

  async delete(offer: ModelOffer): Promise<void> {
    for (const one of [engines, mentor])
      if (one.state.kind !== 'idle' && one.state.spec.source.id === offer.id) one.cancel();
    await remove(ownPart(offer.source, this.offers));
    await this.refresh();
  }

  /** @throws when the entry is not usable. */
  add(custom: Custom): void {
    offerOf(custom);
    this.customs = [custom, ...this.customs.filter(({ name }) => name.trim() !== custom.name.trim())];
    saveCustoms(this.customs);
    void this.refresh();
  }

  drop(offer: ModelOffer): void {
    this.customs = this.customs.filter(({ name }) => name.trim() !== offer.id);
    saveCustoms(this.customs);
  }

  forget(): void {
    this.killed = null;
    unmark();
  }
}

let local: LocalModels | undefined;
/** One for the page: a load goes on while other rooms are open. */
export const localModels = (): LocalModels => (local ??= new LocalModels());
