/** What the Models room shows: the offers, how each fits here, what is cached, and the engine's state. */
import { OFFERS, type Offer } from '../../engines/catalogue';
import { CONTEXT, optionsOf } from '../../engines/choice';
import { offerOf, saveCustoms, savedCustoms, type Custom } from '../../engines/custom';
import { browserOf, explain, type Fault } from '../../engines/faults';
import { probe, type Gpu } from '../../engines/gpu';
import { engines, type HostState } from '../../engines/host';
import { interrupted, unmark } from '../../engines/mark';
import { fitOf, sensible, type Fit, type Place } from '../../engines/preflight';
import { here, remove, room, type Here } from '../../engines/store';
import { settings } from '../settings.svelte';
import { provideEngines } from './provide';

const memory64 = (): boolean => {
  try {
    new WebAssembly.Memory({ address: 'i64', initial: 1n } as unknown as WebAssembly.MemoryDescriptor);
    return true;
  } catch {
    return false;
  }
};

export class Shelf {
  place = $state.raw<Place | null>(null);
  customs = $state.raw<Custom[]>(savedCustoms());
  cached = $state.raw<Record<string, Here>>({});
  engine = $state.raw<HostState>(engines.state);
  context = $state(CONTEXT);
  search = $state('');
  /** A load that a killed tab left behind. */
  killed = $state.raw(engines.state.kind === 'loading' ? null : interrupted());

  offers = $derived([...this.customs.map(offerOf), ...OFFERS]);
  shown = $derived(
    this.offers.filter((offer) =>
      `${offer.name} ${offer.id} ${offer.quantization}`.toLowerCase().includes(this.search.trim().toLowerCase()),
    ),
  );
  suggestion = $derived(this.place ? sensible(this.place, OFFERS) : null);
  fault = $derived<Fault | null>(this.engine.kind === 'failed' ? this.explain(this.engine.trouble) : null);

  constructor() {
    provideEngines();
    engines.subscribe((state) => {
      const ended = this.engine.kind === 'loading' && state.kind !== 'loading';
      this.engine = state;
      if (ended) void this.refresh();
    });
    void this.look();
  }

  explain(trouble: { name: string; message: string }): Fault {
    return explain(trouble, browserOf(navigator.userAgent), navigator.onLine);
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

  fit(offer: Offer): Fit | null {
    if (!this.place || offer.custom) return null;
    return fitOf(offer, Math.min(this.context, offer.maxContext), this.place, this.cached[offer.id]);
  }

  load(offer: Offer, files?: File[]): void {
    this.forget();
    const context = Math.min(this.context, offer.maxContext);
    void navigator.storage?.persist?.().catch(() => false);
    engines
      .load({ source: offer.source, context, ...(files ? { files } : {}) })
      .then(() => this.use())
      .catch(() => undefined); // shown by its state
  }

  /** Opens GGUF files from disk; they are read where they are and not copied. */
  open(files: File[]): void {
    const [first] = files;
    if (!first) return;
    const id = first.name.replace(/\.gguf$/i, '');
    const offer = { ...offerOf({ engine: 'wllama', name: 'file', weights: 'https://localhost/file.gguf' }), id };
    this.load({ ...offer, source: { engine: 'wllama', id, files: [] } }, files);
  }

  cancel(): void {
    engines.cancel();
    void this.refresh();
  }

  /** The loaded model becomes the protégé of the next run. */
  use(): void {
    const { engine } = this;
    if (engine.kind !== 'ready') return;
    const id = engine.spec.source.engine;
    settings.current.protege = id;
    settings.current.options = { ...settings.current.options, [id]: optionsOf(engine.spec) };
    settings.save();
  }

  async delete(offer: Offer): Promise<void> {
    const { engine } = this;
    if (engine.kind !== 'idle' && engine.spec.source.id === offer.id) engines.cancel();
    await remove(offer.source);
    await this.refresh();
  }

  /** @throws when the entry is not usable. */
  add(custom: Custom): void {
    offerOf(custom);
    this.customs = [custom, ...this.customs.filter(({ name }) => name.trim() !== custom.name.trim())];
    saveCustoms(this.customs);
    void this.refresh();
  }

  drop(offer: Offer): void {
    this.customs = this.customs.filter(({ name }) => name.trim() !== offer.id);
    saveCustoms(this.customs);
  }

  forget(): void {
    this.killed = null;
    unmark();
  }
}

let shelf: Shelf | undefined;
/** One for the page: a load goes on while other rooms are open. */
export const openShelf = (): Shelf => (shelf ??= new Shelf());
