/** Two models side by side: the protégé's and the expert's, each in a worker of its own. */
import { baseId } from './adapters.mjs';
import { memoryAt, OFFERS } from './catalogue';
import { specOf } from './choice';
import { browserOf, type Browser } from './faults';
import { Engines, engines, mentor, type Spec } from './host';
import { gb, type Fit } from './preflight';
import { namedError } from './pump';
import type { ModelSource } from './port';
import type { Model, Role } from '../types';

/** What the engine itself and its buffers take beside the weights, and the KV cache a token of a model we do not know. */
const AROUND_MB = 250;
const KV_KB = 30;
/** As in preflight: what is left to the browser, and where phones end a tab. */
const SHARE = 0.9;
const TIGHT = 0.5;
const PHONE_MB = 1500;
const ASSUMED_GB = 8;

export interface Machine {
  /** GB of ordinary memory as the browser tells; null when it does not. */
  memoryGB: number | null;
  browser: Pick<Browser, 'mobile'>;
}

const here = (): Machine => {
  const { deviceMemory, userAgent = '' } = navigator as { deviceMemory?: number; userAgent?: string };
  return { memoryGB: deviceMemory ?? null, browser: browserOf(userAgent) };
};

/** MB of memory with its context; null where nothing is known of its size. */
export function memoryOf({ source, context, files }: Spec): number | null {
  const offer = OFFERS.find(({ id, engine }) => id === baseId(source.id) && engine === source.engine);
  if (offer) return memoryAt(offer, context);
  if (!files?.length) return null;
  return files.reduce((sum, { size }) => sum + size / 1e6, AROUND_MB) + (context * KV_KB) / 1024;
}

/** Do both fit? A model of unknown size is taken to be as large as the other. */
export function together(first: Spec, second: Spec, { memoryGB, browser }: Machine = here()): Fit {
  const known = [memoryOf(first), memoryOf(second)];
  const [a = null, b = null] = known;
  if (a === null && b === null) return { verdict: 'tight', reason: 'How much memory the two need is not known.' };
  const needs = (a ?? b)! + (b ?? a)!;
  const memory = (memoryGB ?? ASSUMED_GB) * 1024;
  const both = `Both together need ${gb(needs * 1e6)}`;
  if (browser.mobile && needs > PHONE_MB)
    return { verdict: 'no', reason: `${both}; phones end tabs above about 1.5 GB.` };
  const has = `this machine seems to have ${gb(memory * 1e6)}`;
  if (needs > memory * SHARE) return { verdict: 'no', reason: `${both} and ${has}.` };
  if (needs > memory * TIGHT) return { verdict: 'tight', reason: `${both}; ${has}.` };
  return { verdict: 'fits', reason: `${both} of memory.` };
}

/** The engine that has, or will have, a model for a role. The same model in both roles is loaded once. */
export function engineFor(role: Role, spec: Spec): Engines {
  const [own, other] = role === 'expert' ? [mentor, engines] : [engines, mentor];
  return !own.holds(spec) && other.holds(spec) ? other : own;
}

/** @throws TwoModelsError in plain words when a second model would not fit beside the first. */
export function ensureRoom(spec: Spec, engine: Engines, machine?: Machine): void {
  if (engine.holds(spec)) return;
  const { state } = engine === mentor ? engines : mentor;
  if (state.kind !== 'ready' && state.kind !== 'loading') return;
  const { verdict, reason } = together(state.spec, spec, machine);
  if (verdict === 'no')
    throw namedError(
      'TwoModelsError',
      `${spec.source.id} does not fit beside ${state.spec.source.id}. ${reason} Unload one in the Models room, or choose a smaller one.`,
    );
}

/** A local model for a run, in the role it plays. */
export async function acquireAs(
  role: Role | undefined,
  engine: ModelSource['engine'],
  options: Record<string, unknown>,
): Promise<Model> {
  const spec = specOf(engine, options);
  const seat = engineFor(role ?? 'protege', spec);
  ensureRoom(spec, seat);
  return seat.acquire(spec);
}
