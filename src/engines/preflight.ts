/** Before any download: will this model run here, and if not, what would? Pure. */
import { memoryAt, type ModelOffer } from './catalogue';
import type { Browser } from './faults';
import type { Gpu } from './gpu';
import type { Here, StorageRoom } from './store';

export interface DeviceFacts {
  gpu: Gpu;
  browser: Browser;
  /** GB of ordinary memory as the browser tells (at most 8 in some); null when it does not. */
  memoryGB: number | null;
  storage: StorageRoom | null;
  /** WebAssembly with 64-bit memory; without it, llama.cpp's compatibility build runs. */
  memory64: boolean;
}

export type Fit = { verdict: 'fits' | 'tight' | 'no'; reason: string };

/** Phones end a tab somewhere above this. */
const PHONE_MB = 1500;
const ASSUMED_GB = 8;
/** The compatibility build has 32-bit addresses. */
const COMPAT_MB = 3000;
/** web-llm needs at least this much in one buffer. */
const LEAST_BINDING = 128 * 2 ** 20;

/** Browsers do not tell how much memory a graphics card has, so this goes by all they do tell. */
export function fitOf(
  offer: ModelOffer,
  context: number,
  place: DeviceFacts,
  here: Here = { bytes: 0, complete: false },
): Fit {
  const { gpu, browser, storage } = place;
  const no = (reason: string): Fit => ({ verdict: 'no', reason });
  const tight = (reason: string): Fit => ({ verdict: 'tight', reason });
  if (context > offer.maxContext) return no(`It was made for at most ${offer.maxContext.toLocaleString('en')} tokens.`);
  if (offer.engine === 'wllama') {
    if (!place.memory64 && offer.memoryMB > COMPAT_MB)
      return no('This browser lacks 64-bit WebAssembly memory: models of up to about 3 GB run in it.');
  } else {
    if (gpu.state === 'none') return no('This browser has no WebGPU.');
    if (gpu.state === 'no-adapter') return no('The browser offers no graphics card to WebGPU.');
    if (offer.f16 && !gpu.f16)
      return no('It computes in 16-bit numbers, which this graphics card does not offer here; take the q4f32 build.');
    if ((gpu.limits?.maxStorageBufferBindingSize ?? 0) < LEAST_BINDING)
      return no('Buffers of this graphics card are too small.');
    if (gpu.trouble && gpu.error !== null) return no(gpu.trouble);
  }
  const missing = (offer.downloadMB ?? 0) * 1e6 - here.bytes;
  const free = storage ? storage.quota - storage.used : Infinity;
  if (!here.complete && missing > free)
    return no(`It needs ${gb(missing)} of storage and the browser has ${gb(free)} left for this site.`);
  const needs = memoryAt(offer, context);
  if (browser.mobile && needs > PHONE_MB) return no(`It needs ${gb(needs * 1e6)}; phones end tabs above about 1.5 GB.`);
  const memory = (place.memoryGB ?? ASSUMED_GB) * 1024;
  if (offer.engine === 'webllm' && gpu.software)
    return tight('The graphics card is emulated in software: expect a minute a word.');
  if (needs > memory * 0.9)
    return no(`It needs ${gb(needs * 1e6)} and this machine seems to have ${gb(memory * 1e6)}.`);
  if (needs > memory * 0.5)
    return tight(`It needs ${gb(needs * 1e6)}, more than half of what this machine seems to have.`);
  if (!here.complete && missing > free * 0.8)
    return tight('It would fill most of the storage the browser lends to this site.');
  if (offer.engine === 'wllama' && offer.size > 1) return tight('On a processor, expect a few tokens a second.');
  if (gpu.trouble && offer.engine === 'webllm') return tight(gpu.trouble);
  return { verdict: 'fits', reason: `It needs ${gb(needs * 1e6)} of memory.` };
}

export const gb = (bytes: number): string => {
  if (!Number.isFinite(bytes)) return 'plenty';
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(0, Math.round(bytes / 1e6))} MB`;
};

/** What to offer instead, nearest first: the f32 build, smaller models, llama.cpp. Never chosen by itself. */
export function ladder(offer: ModelOffer, context: number, place: DeviceFacts, offers: ModelOffer[]): ModelOffer[] {
  const rank = (other: ModelOffer) =>
    other.name === offer.name && other.engine === offer.engine ? 0 : other.engine === offer.engine ? 1 : 2;
  return offers
    .filter((other) => other !== offer && other.size <= offer.size)
    .filter((other) => fitOf(other, Math.min(context, other.maxContext), place).verdict !== 'no')
    .sort((a, b) => rank(a) - rank(b) || b.size - a.size)
    .slice(0, 3);
}

/** A first choice for this device. */
export function sensible(place: DeviceFacts, offers: ModelOffer[]): ModelOffer {
  const { gpu, browser, memoryGB } = place;
  const usable = gpu.state === 'ok' && !gpu.software && !(gpu.trouble && gpu.error !== null);
  const small = browser.mobile || (memoryGB ?? ASSUMED_GB) < 8;
  const find = (engine: ModelOffer['engine'], size: number) =>
    offers.find((o) => o.engine === engine && o.size === size && (engine === 'wllama' || o.f16 === gpu.f16));
  return (usable ? find('webllm', small ? 0.5 : 1.5) : find('wllama', 0.5)) ?? offers[0]!;
}
