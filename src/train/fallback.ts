/**
 * A grader that may break, with one that takes over. Weights, Adam and step are the learner's, on plain arrays, and a
 * grader never changes them: the step that broke is taken again by the other one, and nothing is lost.
 */
import { messageOf } from '../lib/text';
import type { Weights } from '../models/trained/net';
import type { Gradient, Grader } from './optimise';

/** lost: the device is gone; silent: no answer in time; failed: it said an error; not a number: only there. */
export type CardFault = 'lost' | 'silent' | 'failed' | 'not a number';

export class Broken extends Error {
  constructor(
    readonly fault: CardFault,
    message: string,
  ) {
    super(message);
    this.name = 'Broken';
  }
}

/** Of a GPUDevice, what tells of its end. */
export interface Device {
  lost: Promise<{ message: string }>;
  addEventListener(type: 'uncapturederror', listen: (event: { error: { message: string } }) => void): void;
}

export interface Health {
  /** The first fault, for good. */
  fault(): Broken | null;
  end(fault: Broken): void;
  /** The answer, or Broken as soon as the device is lost or says an error, or after `patience` ms. */
  wait<T>(answer: Promise<T>, patience: number): Promise<T>;
}

/** After an error this long is waited for the device to say that it is lost. */
const NAMING_MS = 200;

export function watch(device: Device, tell: (fault: Broken) => void): Health {
  let first: Broken | null = null;
  let reject: (fault: Broken) => void = () => {};
  const over = new Promise<never>((_, no) => (reject = no));
  over.catch(() => {}); // told to whoever waits
  const end = (fault: Broken) => {
    if (first) return;
    first = fault;
    reject(fault);
    tell(fault);
  };
  void device.lost.then(({ message }) => end(new Broken('lost', message)));
  device.addEventListener('uncapturederror', ({ error }) => end(new Broken('failed', error.message)));
  const after = (ms: number, fault: Broken) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, no) => (timer = setTimeout(() => no(fault), ms)));
    return { late, stop: () => clearTimeout(timer) };
  };
  return {
    fault: () => first,
    end,
    async wait(answer, patience) {
      const { late, stop } = after(patience, new Broken('silent', `no answer in ${Math.round(patience / 1000)} s`));
      try {
        return await Promise.race([over, answer, late]);
      } catch (error) {
        if (error instanceof Broken) throw error;
        const naming = after(NAMING_MS, new Broken('failed', messageOf(error)));
        return await Promise.race([over, naming.late]).finally(naming.stop);
      } finally {
        stop();
      }
    },
  };
}

const finite = (data: Float32Array) => data.every(Number.isFinite);
const sound = ({ loss, grads }: Gradient) => Number.isFinite(loss) && Object.values(grads).every(finite);

/** Asks `risky` while it is healthy, and `safe` from its first fault on. What is no number on both is no fault of one. */
export function enduring(risky: Grader, safe: Grader, health: Health, patience: number): Grader {
  async function ask<T>(call: (grader: Grader) => Promise<T>, good: (got: T) => boolean): Promise<T> {
    if (health.fault()) return call(safe);
    let got: T;
    try {
      got = await health.wait(call(risky), patience);
    } catch (error) {
      health.end(error as Broken);
      return call(safe);
    }
    if (good(got)) return got;
    const again = await call(safe);
    if (good(again)) health.end(new Broken('not a number', 'a number that is none, where the processor has one'));
    return again;
  }
  return {
    grade: (weights: Weights, batch, extra) => ask((grader) => grader.grade(weights, batch, extra), sound),
    score: (weights, batch) => ask((grader) => grader.score(weights, batch), finite),
    values: (weights, batch) => ask((grader) => grader.values(weights, batch), finite),
    close() {
      risky.close();
      safe.close();
    },
  };
}
