/**
 * Opens llama.cpp (wllama) for one model: which build, how many threads, and whether the graphics card may compute. The card
 * is used only where its numbers were held against the processor's own; what came of it is remembered per model and card.
 */
import { Wllama, type LoadModelParams } from '@wllama/wllama/esm/index.js';
import { familyOf, type Family } from './fim';
import { headOf, isAdapter, sizeOf, type GgufHead } from './head';
import type { Loaded } from './port';
import { abortable, namedError } from './pump';
import { needsCompat, threadsFor } from './threads';
import { NO_WARMUP } from './warm';
import { candidate, compare, recall, remember, sample, type GraphicsCard } from './selftest';

/** What llama.cpp is started from; all of it is served by this site. */
export interface Builds {
  /** With relaxed SIMD, and without. */
  fast: string;
  plain: string;
  /** For browsers that lack 64-bit memory or can't suspend WebAssembly (Safari). */
  compat: { wasm: string; worker: string };
}

export interface Opened {
  llama: Wllama;
  head: GgufHead;
  /** It computes on the graphics card. */
  card: GraphicsCard | null;
  threads: number;
  compat: boolean;
  adapters: string[];
  notes: string[];
}

export interface Opening {
  id: string;
  blobs: Blob[];
  context: number;
  signal?: AbortSignal;
}

/** Sequences in one KV cache: a fill, the chat and the next fill keep their prefixes beside each other. */
export const CACHE_SLOTS = 4;
/** Prompt tokens per call into the engine: an abort waits for no more than these, and on a processor more gain nothing. */
const BATCH = 128;
const CARD_BATCH = 512;
/** The least module that multiplies bytes by relaxed SIMD. */
const RELAXED = [
  [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 44, 1, 42, 0],
  [0xfd, 0x0c, ...Array<number>(16).fill(0)],
  [0xfd, 0x0c, ...Array<number>(16).fill(0)],
  [0xfd, 0x92, 0x02, 0x1a, 0x0b],
];
const relaxed = (): boolean => WebAssembly.validate(Uint8Array.from(RELAXED.flat()));

/** @throws WrongFormatError, the engine's own, the signal's reason */
export async function openLlama(builds: Builds, opening: Opening): Promise<Opened> {
  const { id, signal } = opening;
  const { model, head, adapters, names } = await sorted(opening.blobs);
  const compat = needsCompat();
  const threads = threadsFor(navigator.hardwareConcurrency || 1, globalThis.crossOriginIsolated);
  const notes: string[] = [];
  const start = (more: LoadModelParams) =>
    begin(builds, { id, model, adapters, threads, ...(signal ? { signal } : {}) }, more);
  const whole = { n_ctx: opening.context, n_parallel: CACHE_SLOTS };
  const done = (llama: Wllama, card: GraphicsCard | null): Opened => ({
    llama,
    head,
    card,
    threads: llama.isMultithread() ? llama.getNumThreads() : 1,
    compat,
    adapters: names,
    notes,
  });
  const onProcessor = async () =>
    done(await start({ ...whole, n_gpu_layers: 0, n_batch: BATCH, n_ubatch: BATCH }), null);

  const card = compat ? null : await candidate();
  if (!card) return onProcessor();
  if ('reason' in card) {
    notes.push(card.reason);
    return onProcessor();
  }
  const key = `${id} ${model.reduce((sum, { size }) => sum + size, 0)} ${names.join(' ')} ${card.name} ${Wllama.getLibllamaVersion()}`;
  let verdict = await recall(key);
  let truth;
  if (!verdict) {
    const llama = await start({ n_ctx: 512, n_parallel: 1, n_gpu_layers: 0, n_batch: BATCH, n_ubatch: BATCH });
    truth = await sample(llama, signal).finally(() => llama.exit());
  }
  if (!verdict || verdict.same) {
    let llama: Wllama | undefined;
    try {
      llama = await start({ ...whole, n_gpu_layers: 99_999, n_batch: CARD_BATCH, n_ubatch: CARD_BATCH });
      if (truth) {
        verdict = compare(truth, await sample(llama, signal));
        await remember(key, verdict);
      }
      if (!verdict || verdict.same) {
        notes.push(`The graphics card’s numbers were held against the processor’s: ${verdict?.words ?? 'they agree'}.`);
        return done(llama, card);
      }
    } catch (error) {
      signal?.throwIfAborted();
      verdict = { same: false, words: `it failed (${(error as Error).message.slice(0, 120)})` };
      await remember(key, verdict);
    }
    await llama?.exit().catch(() => undefined);
  }
  notes.push(`The graphics card (${card.name}) is not used: ${verdict.words}.`);
  return onProcessor();
}

/** The model's files in the order of their numbers, and what goes with them. */
async function sorted(blobs: Blob[]) {
  const name = (blob: Blob) => (blob as File).name ?? '';
  const heads = await Promise.all(blobs.map(async (blob) => ({ blob, head: await headOf(blob) })));
  const adapters = heads.filter(({ head }) => isAdapter(head));
  const model = heads
    .filter(({ head }) => !isAdapter(head))
    .sort((a, b) => name(a.blob).localeCompare(name(b.blob), 'en', { numeric: true }));
  const first = model[0];
  if (!first)
    throw namedError(
      'WrongFormatError',
      'These files hold only an adapter. Open the model it was made for together with it.',
    );
  if (adapters.length > 0 && model.length > 1)
    throw namedError('WrongFormatError', 'An adapter goes with a model of one file; this model comes in several.');
  const plain = (blob: Blob) => blob.slice(0, blob.size); // without a name, the engine keeps to our order
  return {
    head: first.head,
    model: model.map(({ blob }) => plain(blob)),
    adapters: adapters.map(({ blob }) => plain(blob)),
    names: adapters.map(({ head, blob }) => head.text('general.name') ?? (name(blob) || 'adapter')),
  };
}

interface Start {
  id: string;
  model: Blob[];
  adapters: Blob[];
  threads: number;
  signal?: AbortSignal;
}

const quiet = { debug: () => {}, log: () => {}, warn: () => {}, error: () => {} };

async function begin(
  builds: Builds,
  { id, model, adapters, threads, signal }: Start,
  more: LoadModelParams,
): Promise<Wllama> {
  const llama = new Wllama(
    { default: relaxed() ? builds.fast : builds.plain },
    { suppressNativeLog: true, logger: quiet },
  );
  llama.setCompat(needsCompat() ? builds.compat : null, 'firefox_safari');
  const stop = () => void llama.exit();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const files = [...model, ...adapters];
    const nth = (n: number) => String(n).padStart(5, '0');
    await abortable(
      llama.loadModel(files, {
        n_threads: threads,
        skip_chat_parsing: true,
        reasoning_format: 'none',
        lora_adapters: adapters.map((_, i) => ({
          path: `models/model-${nth(model.length + i + 1)}-of-${nth(files.length)}.gguf`,
        })),
        ...more,
      }),
      signal,
    );
    // Half a file is loaded without an error, into a context of no tokens.
    if (!(llama.getLoadedContextInfo().n_ctx > 0)) throw new Error('it is cut short or damaged');
    return llama;
  } catch (error) {
    await llama.exit().catch(() => undefined);
    signal?.throwIfAborted();
    throw unreadable(id, error as Error, adapters.length > 0);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** llama.cpp tells little of why it could not load; short of memory, the file is not to blame. */
function unreadable(id: string, error: Error, adapted: boolean): Error {
  const { name = 'Error', message = String(error) } = error;
  if (/memory|alloc|OOM/i.test(`${name} ${message}`))
    return namedError('OutOfMemoryError', `Out of memory: ${message}`);
  const what = adapted ? `${id}, or the adapter is not made for it` : id;
  return namedError('WrongFormatError', `llama.cpp could not read ${what} (${message.slice(0, 200)}).`);
}

/** What the page hears of an opened model, and how it fills. */
export function about(id: string, opened: Opened): { info: Loaded; family: Family | undefined } {
  const { llama, head, card, threads, compat, adapters, notes } = opened;
  const { n_ctx, metadata } = llama.getLoadedContextInfo();
  const names = [id, metadata['general.name'] ?? '', metadata['general.basename'] ?? ''];
  const family = familyOf((token) => head.has(token), names);
  const size = sizeOf(metadata['general.size_label']);
  if (!metadata['tokenizer.chat_template'])
    notes.push('The file has no chat template, so the common one (ChatML) is used; its replies may be poor.');
  const cores = `CPU, ${threads} thread${threads === 1 ? '' : 's'}${compat ? ', compatibility build' : ''}`;
  const info: Loaded = {
    id: id,
    context: n_ctx,
    bytesPerToken: 3,
    device: card ? `GPU (WebGPU, ${card.name})` : cores,
    notes,
    parallel: card ? CACHE_SLOTS : 1,
    fills: family !== undefined,
    scores: family !== undefined,
    ...(size === undefined ? {} : { size }),
    ...(adapters.length > 0 ? { adapters } : {}),
    warm: NO_WARMUP,
  };
  return { info, family };
}
