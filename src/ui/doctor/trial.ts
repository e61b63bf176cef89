/** A forward and backward pass of our own net in the training's worker, on the graphics card and on the processor. */
import train from '../../../workers/train?worker&url';
import { connect } from '../../lib/rpc';
import { startWorker } from '../../lib/worker';
import type { LiveApi } from '../../train/protocol';
import type { Finding } from './checks';

export async function trains(): Promise<Finding> {
  const worker = startWorker(train, 'doctor-train');
  const failed = new Promise<never>((_, reject) =>
    worker.addEventListener('error', (event) => reject(new Error(event.message || 'its script did not load'))),
  );
  const todo = ['The Training room learns on the processor instead.'];
  try {
    const trial = await Promise.race([connect<LiveApi>(worker).remote.tryCard(), failed]);
    if (trial.state === 'absent') return { state: 'skipped', found: 'There is no graphics card to ask.' };
    if (trial.state === 'broken') return { state: 'bad', found: `${trial.name}: ${trial.fault}. ${trial.said}`, todo };
    const off = `a tiny net's gradient is off by ${trial.off.toExponential(1)}`;
    if (trial.state === 'wrong') return { state: 'bad', found: `${trial.name} computes it wrong: ${off}.`, todo };
    return trial.emulated
      ? { state: 'fair', found: `Right (${off}), but emulated in software.`, todo }
      : { state: 'good', found: `${trial.name} computes it right: ${off}. Training takes it where a step is faster.` };
  } finally {
    worker.terminate();
  }
}
