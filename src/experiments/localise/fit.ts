/** Weights of the ranking from tasks whose faulty lines are known: softmax over the lines of a task, pulled towards a prior. */
/** The lines of one task, or of one changed function. */
export interface Sample {
  lines: Record<string, number>[];
  /** Indices of the lines that the reference changes; at least one. */
  gold: number[];
  /** How much it counts, default 1. */
  weight?: number;
}

export interface FitOptions {
  prior: Record<string, number>;
  /** Strength of the pull towards the prior, default 0.02 a sample. */
  pull?: number;
  rounds?: number;
  rate?: number;
}

/** The same samples give the same weights. What no sample holds keeps its prior. */
export function fitLocaliser(
  samples: Sample[],
  { prior, pull = 0.02, rounds = 150, rate = 0.5 }: FitOptions,
): Record<string, number> {
  const names = [...new Set([...Object.keys(prior), ...samples.flatMap(({ lines }) => lines.flatMap(Object.keys))])];
  const index = new Map(names.map((name, i) => [name, i]));
  const start = Float64Array.from(names, (name) => prior[name] ?? 0);
  const weights = Float64Array.from(start);
  const squares = new Float64Array(names.length);
  const total = samples.reduce((sum, { weight = 1 }) => sum + weight, 0) || 1;
  const sparse = samples.map(({ lines, gold, weight = 1 }) => ({
    share: weight / total,
    gold: Uint8Array.from(lines, (_, i) => (gold.includes(i) ? 1 : 0)),
    keys: lines.map((features) => Uint16Array.from(Object.keys(features), (name) => index.get(name)!)),
    values: lines.map((features) => Float64Array.from(Object.values(features))),
  }));
  for (let round = 0; round < rounds; round++) {
    const gradient = new Float64Array(names.length);
    for (const { share, gold, keys, values } of sparse) {
      const scores = keys.map((key, i) => key.reduce((sum, at, j) => sum + weights[at]! * values[i]![j]!, 0));
      const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
      const all = scores.map((score) => Math.exp(score - top));
      const sum = all.reduce((a, b) => a + b, 0);
      const right = all.reduce((a, b, i) => a + (gold[i] ? b : 0), 0) || 1e-300;
      for (let i = 0; i < keys.length; i++) {
        const slope = ((gold[i] ? all[i]! / right : 0) - all[i]! / sum) * share;
        const [key, value] = [keys[i]!, values[i]!];
        for (let j = 0; j < key.length; j++) gradient[key[j]!]! += slope * value[j]!;
      }
    }
    for (let i = 0; i < names.length; i++) {
      const step = gradient[i]! - pull * (weights[i]! - start[i]!);
      squares[i]! += step * step;
      weights[i]! += (rate * step) / Math.sqrt(squares[i]! + 1e-8) / Math.sqrt(1 + round / 50);
    }
  }
  return Object.fromEntries(names.map((name, i) => [name, weights[i]!]));
}
