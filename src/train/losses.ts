/** The losses of phase II (paper §4.1): clipped policy gradient with a KL term, and the same with a critic for PPO. */
import { np, type Tensor } from '../models/trained/net';
import { crossEntropy, type Loss } from './optimise';

export interface ClipOptions {
  /** Paper 0.20 and 0.28. */
  low: number;
  high: number;
  /** Weight of the KL divergence to the SFT checkpoint. */
  beta: number;
}

export const clipDefaults: ClipOptions = { low: 0.2, high: 0.28, beta: 0.01 };

const meanOf = (sum: Tensor, weight: Tensor) => np.sum(sum.mul(weight.ref)).div(np.sum(weight).add(1e-6));

/** −min(ρA, clip(ρ)A) + β·KL per token; KL by the estimator that is never negative. */
function perToken(
  logp: Tensor,
  old: Tensor,
  reference: Tensor,
  advantage: Tensor,
  { low, high, beta }: ClipOptions,
): Tensor {
  const ratio = np.exp(np.clip(logp.ref.sub(old), -10, 10));
  const plain = ratio.ref.mul(advantage.ref);
  const clipped = np.clip(ratio, 1 - low, 1 + high).mul(advantage);
  const gap = np.clip(reference.sub(logp), -10, 10);
  const divergence = np.exp(gap.ref).sub(gap).sub(1);
  return divergence.mul(beta).sub(np.minimum(plain, clipped));
}

const grpoLoss =
  (options: ClipOptions): Loss =>
  (logp, { weight, old, reference, advantage }) =>
    meanOf(perToken(logp, old!, reference!, advantage!, options), weight!);

/** PPO: the same, and half the squared error of the critic against the return. */
const ppoLoss =
  (options: ClipOptions): Loss =>
  (logp, { weight, old, reference, advantage, value, returns }) => {
    const policy = meanOf(perToken(logp, old!, reference!, advantage!, options), weight!.ref);
    const error = np.square(value!.sub(returns!)).mul(0.5);
    return policy.add(meanOf(error, weight!));
  };

/** A loss as plain data, to be sent to other cores. */
export type LossOf = { kind: 'cross-entropy' } | { kind: 'grpo' | 'ppo'; clip: ClipOptions };

export function lossOf(of: LossOf): Loss {
  if (of.kind === 'cross-entropy') return crossEntropy;
  return of.kind === 'ppo' ? ppoLoss(of.clip) : grpoLoss(of.clip);
}

/** A_i = (r_i − mean) / std within a group; 0 where all got the same. */
export function groupAdvantages(rewards: readonly number[]): number[] {
  const mean = rewards.reduce((a, b) => a + b, 0) / rewards.length;
  const std = Math.sqrt(rewards.reduce((sum, r) => sum + (r - mean) ** 2, 0) / rewards.length);
  return rewards.map((r) => (std < 1e-6 ? 0 : (r - mean) / std));
}

/** Generalised advantages of one episode's tokens, reward at the end, γ = 1; and what the critic should have said. */
export function tokenAdvantages(
  values: readonly number[],
  reward: number,
  lambda = 0.95,
): { advantage: number[]; returns: number[] } {
  const advantage = new Array<number>(values.length).fill(0);
  let carried = 0;
  for (let i = values.length - 1; i >= 0; i--) {
    const next = i === values.length - 1 ? reward : values[i + 1]!;
    carried = next - values[i]! + (i === values.length - 1 ? 0 : lambda * carried);
    advantage[i] = carried;
  }
  return { advantage, returns: advantage.map((a, i) => a + values[i]!) };
}
