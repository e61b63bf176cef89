/** Logistic regression by Newton's method, and Platt's calibration. Deterministic: no random start, no sampling. */

export interface Linear {
  bias: number;
  weights: number[];
}

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));

export function linear({ bias, weights }: Linear, x: ArrayLike<number>): number {
  let sum = bias;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * x[i]!;
  return sum;
}

export interface Scale {
  mean: number[];
  /** Standard deviation; 1 where a column never changes, so that its weight stays 0. */
  sd: number[];
}

export function scaleOf(xs: readonly ArrayLike<number>[], width: number): Scale {
  const mean = Array<number>(width).fill(0);
  const sd = Array<number>(width).fill(0);
  for (const x of xs) for (let j = 0; j < width; j++) mean[j]! += x[j]! / xs.length;
  for (const x of xs) for (let j = 0; j < width; j++) sd[j]! += (x[j]! - mean[j]!) ** 2 / xs.length;
  return { mean, sd: sd.map((variance) => (variance > 1e-12 ? Math.sqrt(variance) : 1)) };
}

export const standardize = (x: ArrayLike<number>, { mean, sd }: Scale): Float64Array =>
  Float64Array.from(mean, (middle, j) => (x[j]! - middle) / sd[j]!);

const ROUNDS = 25;
const CLOSE = 1e-7;

/** `l2` pulls every weight but the bias to 0; in units of rows. Rows are standardized already. `start` saves rounds. */
export function fitLogistic(
  xs: readonly ArrayLike<number>[],
  ys: ArrayLike<number>,
  l2: number,
  start?: Linear,
): Linear {
  const width = (xs[0]?.length ?? 0) + 1;
  const theta = Float64Array.from(start ? [start.bias, ...start.weights] : new Float64Array(width));
  const hessian = new Float64Array(width * width);
  const gradient = new Float64Array(width);
  for (let round = 0; round < ROUNDS; round++) {
    hessian.fill(0);
    gradient.fill(0);
    for (let i = 0; i < xs.length; i++) {
      const x = xs[i]!;
      let z = theta[0]!;
      for (let j = 1; j < width; j++) z += theta[j]! * x[j - 1]!;
      const p = sigmoid(z);
      const error = p - ys[i]!;
      const weight = p * (1 - p);
      gradient[0]! += error;
      hessian[0]! += weight;
      for (let j = 1; j < width; j++) {
        const xj = x[j - 1]!;
        if (xj === 0) continue;
        gradient[j]! += error * xj;
        const wx = weight * xj;
        const row = j * width;
        hessian[row]! += wx;
        for (let k = 1; k <= j; k++) hessian[row + k]! += wx * x[k - 1]!;
      }
    }
    for (let j = 0; j < width; j++) {
      gradient[j]! += j === 0 ? 0 : l2 * theta[j]!;
      hessian[j * width + j]! += j === 0 ? 1e-6 : l2;
    }
    const step = solve(hessian, gradient, width);
    let largest = 0;
    for (let j = 0; j < width; j++) {
      const move = Math.max(-5, Math.min(5, step[j]!));
      theta[j]! -= move;
      largest = Math.max(largest, Math.abs(move));
    }
    if (largest < CLOSE) break;
  }
  return { bias: theta[0] ?? 0, weights: [...theta.subarray(1)] };
}

/** Solves A x = b for a symmetric positive definite A given by its lower triangle (Cholesky). */
function solve(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j * n + j]!;
    }
  }
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k]!;
    x[i] = sum / l[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i]! * x[k]!;
    x[i] = sum / l[i * n + i]!;
  }
  return x;
}

/** Platt: p = sigmoid(slope z + offset), fitted to logits of rows the model has not seen. Targets as Platt smooths them. */
export function platt(logits: readonly number[], ys: readonly number[]): { slope: number; offset: number } {
  const positive = ys.reduce((sum, y) => sum + y, 0);
  const high = (positive + 1) / (positive + 2);
  const low = 1 / (ys.length - positive + 2);
  const { bias, weights } = fitLogistic(
    logits.map((z) => [z]),
    ys.map((y) => (y === 1 ? high : low)),
    1e-3,
  );
  return { slope: Math.max(1e-3, weights[0] ?? 1), offset: bias };
}
