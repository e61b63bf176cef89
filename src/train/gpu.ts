/**
 * Gradients on the graphics card (WebGPU): taken only where it computes what the processor computes and is faster, left
 * at its first fault. Episodes are always played on the processor: one token at a time leaves a card waiting.
 */
import { adapterName, isEmulated, type AdapterInfo } from '../lib/adapter';
import { rng } from '../lib/ids';
import { randomWeights } from '../models/trained/init';
import { backend, getWebGPUDevice, type Shape } from '../models/trained/net';
import { packBatch, type Sizes } from './batch';
import type { WorkerPool } from './workers';
import { Broken, enduring, watch, type Device, type CardFault, type Health } from './fallback';
import { lossOf } from './losses';
import { openGrader, type Gradient, type Grader, type GraderOptions } from './optimise';
import { openRowwise, sharded } from './shards';

/** auto: when it is faster; always: whenever it computes right; never. */
export type GpuMode = 'auto' | 'always' | 'never';

/** Milliseconds a step. */
interface Speed {
  card: number;
  processor: number;
}

/** Where gradients are taken, and why. `name`: the card's. */
export type Placement =
  | { on: 'card'; why: 'faster'; name: string; ms: Speed }
  | { on: 'card'; why: 'asked'; name: string }
  | { on: 'processor'; why: 'never' | 'absent' }
  | { on: 'processor'; why: 'emulated'; name: string }
  | { on: 'processor'; why: 'slower'; name: string; ms: Speed }
  | { on: 'processor'; why: 'wrong'; name: string; off: number }
  /** `midway`: the training had begun on the card. */
  | { on: 'processor'; why: CardFault; name: string; said: string; midway: boolean };

/** What a try of the card came to. `off`: largest relative difference of a weight's gradient from the processor's. */
export type GpuTrial =
  | { state: 'absent' }
  | { state: 'right' | 'wrong'; name: string; emulated: boolean; off: number; ms: number }
  | { state: 'broken'; name: string; fault: CardFault; said: string };

/** Rounding and a card's own exp are off by 1e-6 to 1e-4, a wrong kernel by far more. */
const TOLERANCE = 1e-2;
/** Rows of a batch at a time: enough to keep a card busy, and some 100 MB with the longest sequences. */
const ROWS = 4;
/** Longest wait for one answer, ms: compiling is a part of the first. */
const PATIENCE = { auto: 30_000, always: 300_000, never: 0, doctor: 60_000 };

const TINY: Shape = { vocab: 40, width: 16, layers: 1, heads: 2, hidden: 24, context: 32 };
const TINY_SIZES: Sizes = { rows: 2, length: 24, written: 4 };
/** A batch of phase I as the Training room has it. */
const STEP: Sizes = { rows: ROWS, length: 256, written: 12 };

/** Every grader of the card and of the processor has the same numbers to compute. */
function problem(shape: Shape, sizes: Sizes) {
  const random = rng(7);
  const token = () => Math.floor(random() * shape.vocab);
  const examples = Array.from({ length: sizes.rows }, (_, r) => {
    const tokens = Array.from({ length: sizes.length }, token);
    const at = Array.from({ length: sizes.written }, (_, i) => sizes.length - 1 - i);
    const written = at.map((at) => ({ at, token: tokens[at]!, allowed: [tokens[at]!, token(), token()], weight: 1 }));
    return { id: `random-${r}`, tokens, written };
  });
  return { weights: randomWeights(shape, 7), batch: packBatch(examples, sizes, shape) };
}

/** Largest difference of a weight's gradient, relative to its norm (or to a hundredth of the whole, where it is tiny). */
export function apart(one: Gradient, other: Gradient): number {
  const norm = (data: Float32Array) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0));
  const whole = Math.hypot(...Object.values(one.grads).map(norm));
  let worst = Math.abs(one.loss - other.loss) / Math.max(1e-3, Math.abs(one.loss));
  for (const [name, data] of Object.entries(one.grads)) {
    const off = norm(data.map((x, i) => x - other.grads[name]![i]!)) / Math.max(norm(data), whole / 100);
    worst = Number.isNaN(off) ? Infinity : Math.max(worst, off);
  }
  return Number.isNaN(worst) ? Infinity : worst;
}

/** Loss and gradient of a step, and how long the second one took: the first one compiles. */
async function timed(open: () => Promise<Grader>, shape: Shape, sizes: Sizes): Promise<Gradient & { ms: number }> {
  const { weights, batch } = problem(shape, sizes);
  const grader = await open();
  try {
    await grader.grade(weights, batch);
    const started = performance.now();
    const graded = await grader.grade(weights, batch);
    return { ...graded, ms: performance.now() - started };
  } finally {
    grader.close();
  }
}

async function adapterInfo(): Promise<AdapterInfo | null> {
  interface Gpu {
    requestAdapter(options: unknown): Promise<{ info?: AdapterInfo } | null>;
  }
  const { gpu } = (globalThis.navigator ?? {}) as { gpu?: Gpu };
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  return adapter ? (adapter.info ?? {}) : null;
}

interface Opened {
  health: Health;
  name: string;
  emulated: boolean;
}

/** The device of this thread; null where there is none. jax-js keeps one for good, also when it is lost. */
async function openDevice(tell: (fault: Broken) => void): Promise<Opened | null> {
  const info = await adapterInfo();
  if (!info || (await backend(true).catch(() => 'wasm')) !== 'webgpu') return null;
  const health = watch(getWebGPUDevice() as unknown as Device, tell);
  return { health, name: adapterName(info), emulated: isEmulated(info) };
}

const cardGrader = async (shape: Shape, sizes: Sizes, options: GraderOptions = {}): Promise<Grader> =>
  sharded([await openGrader(shape, { ...sizes, rows: ROWS }, { ...options, webgpu: true })], {
    sizes,
    shape,
    rows: ROWS,
  });

/** A forward and backward pass of a tiny net of ours on the card, against the same on the processor. */
async function compare({ health, name, emulated }: Opened, patience: number): Promise<GpuTrial> {
  const open = (webgpu: boolean) => () => openGrader(TINY, TINY_SIZES, { webgpu });
  try {
    const own = await timed(open(false), TINY, TINY_SIZES);
    const card = await health.wait(timed(open(true), TINY, TINY_SIZES), patience);
    const off = apart(own, card);
    return { state: off <= TOLERANCE ? 'right' : 'wrong', name, emulated, off, ms: card.ms };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { state: 'broken', name, fault: error.fault, said: error.message };
  }
}

/** Does the graphics card compute our net right? For the Doctor. */
export async function tryCard(): Promise<GpuTrial> {
  const opened = await openDevice(() => {});
  return opened ? compare(opened, PATIENCE.doctor) : { state: 'absent' };
}

export interface GradientCard {
  mode: GpuMode;
  /** Where gradients are to be taken; tried once, then remembered. */
  settle(shape: Shape): Promise<Placement>;
  /** A grader for a batch; where the card was taken, one that goes on on the processor at its first fault. */
  grader: WorkerPool['grader'];
}

/** `tell` hears when the card broke in the middle. */
export function openCard(mode: GpuMode, tell: (place: Placement) => void): GradientCard {
  let opened: Opened | null = null;
  let place: Promise<Placement> | undefined;
  let taken = false;
  const broken = ({ fault, message }: Broken): Placement => ({
    on: 'processor',
    why: fault,
    name: opened?.name ?? '',
    said: message,
    midway: taken,
  });

  async function choose(shape: Shape): Promise<Placement> {
    if (mode === 'never') return { on: 'processor', why: 'never' };
    opened = await openDevice((fault) => taken && tell(broken(fault)));
    if (!opened) return { on: 'processor', why: 'absent' };
    const { health, name, emulated } = opened;
    if (emulated && mode === 'auto') return { on: 'processor', why: 'emulated', name };
    const trial = await compare(opened, PATIENCE[mode]);
    if (trial.state === 'broken') return broken(new Broken(trial.fault, trial.said));
    if (trial.state === 'wrong') return { on: 'processor', why: 'wrong', name, off: trial.off };
    if (mode === 'always') return { on: 'card', why: 'asked', name };
    try {
      const card = await health.wait(
        timed(() => cardGrader(shape, STEP), shape, STEP),
        PATIENCE.auto,
      );
      const own = await timed(() => openRowwise(shape, STEP), shape, STEP);
      const off = apart(own, card);
      if (!(off <= TOLERANCE)) return { on: 'processor', why: 'wrong', name, off };
      const ms = { card: card.ms, processor: own.ms };
      return card.ms < own.ms ? { on: 'card', why: 'faster', name, ms } : { on: 'processor', why: 'slower', name, ms };
    } catch (error) {
      if (error instanceof Broken) return broken(error);
      throw error;
    }
  }

  return {
    mode,
    async settle(shape) {
      const chosen = await (place ??= choose(shape));
      taken = chosen.on === 'card';
      const fault = opened?.health.fault();
      return taken && fault ? broken(fault) : chosen;
    },
    async grader(shape, sizes, loss) {
      const options: GraderOptions = { loss: lossOf(loss), critic: loss.kind === 'ppo' };
      const own = await openRowwise(shape, sizes, options);
      if (!taken || !opened || opened.health.fault()) return own;
      return enduring(await cardGrader(shape, sizes, options), own, opened.health, PATIENCE[mode]);
    },
  };
}
