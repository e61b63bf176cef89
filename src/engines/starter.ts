/** Which model a newcomer is offered for a first run, why that one, and what it costs. Pure. */
import type { ModelOffer } from './catalogue';
import { fitOf, gb, type DeviceFacts } from './preflight';
import type { Here } from './store';

export interface Starter {
  offer: ModelOffer;
  /** Why it is not the larger one; '' where it is. */
  why: string;
  /** In words: how long a repair takes here, an estimate. */
  time: string;
}

const NAMES = ['Qwen2.5-Coder 1.5B', 'Qwen2.5-Coder 0.5B'];
/** Below these a processor takes the smaller model. */
const CORES = 4;
const MEMORY_GB = 8;

/**
 * The 1.5B, or the 0.5B where memory or the device says so: on the graphics card where there is one that computes right, else
 * on the processor. Null when nothing of it runs here.
 */
export function starter(
  offers: readonly ModelOffer[],
  context: number,
  place: DeviceFacts,
  cores: number,
  here: (offer: ModelOffer) => Here | undefined = () => undefined,
): Starter | null {
  const { gpu, memoryGB, browser } = place;
  const card = gpu.state === 'ok' && !gpu.software && !(gpu.trouble && gpu.error !== null);
  const engine = card ? 'webllm' : 'wllama';
  const small = browser.mobile || (memoryGB ?? MEMORY_GB) < MEMORY_GB || (!card && cores < CORES);
  let why = small ? smallWhy(browser.mobile, memoryGB, card) : '';
  for (const kind of [engine, 'wllama'] as const)
    for (const name of small ? NAMES.slice(1) : NAMES) {
      const fits = offers.filter(
        (offer) =>
          offer.name === name && offer.engine === kind && !offer.custom && (kind === 'wllama' || offer.f16 === gpu.f16),
      );
      for (const offer of fits) {
        const { verdict, reason } = fitOf(offer, context, place, here(offer));
        if (verdict !== 'no') return { offer, why, time: timeOf(offer, cores) };
        why ||= `The larger one does not fit: ${reason}`;
      }
    }
  return null;
}

const smallWhy = (mobile: boolean, memoryGB: number | null, card: boolean): string =>
  mobile
    ? 'The small one, since phones end tabs that need much memory.'
    : (memoryGB ?? MEMORY_GB) < MEMORY_GB
      ? `The small one, since this machine seems to have ${memoryGB} GB of memory.`
      : card
        ? ''
        : 'The small one, since there is no graphics card for it and few processor cores.';

/** Guesses from what was measured on two cores and published for cards; the first reply says how fast it really is. */
function timeOf({ engine, size }: ModelOffer, cores: number): string {
  if (engine === 'webllm')
    return size > 1 ? 'a repair takes about 1 to 3 minutes' : 'a repair takes about a minute or two';
  if (size > 1) return cores >= 8 ? 'a repair takes about 5 minutes' : 'a repair takes 10 minutes or more';
  return cores >= 8 ? 'a repair takes about 3 minutes' : 'a repair takes 5 minutes or more';
}

/** What is still to be downloaded. */
export const left = ({ downloadMB }: ModelOffer, here?: Here): string =>
  downloadMB === null ? 'size known once it begins' : gb(Math.max(0, downloadMB * 1e6 - (here?.bytes ?? 0)));
