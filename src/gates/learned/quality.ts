/** How good is a score? Ranking (AUROC), calibration (Brier, ECE) and what it catches at a given number of calls. */

/** Probability that a positive outranks a negative; ties count half. 0.5 when one class is missing. */
export function auroc(scores: readonly number[], ys: readonly number[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let i = 0; i < order.length;) {
    let j = i;
    while (j < order.length && scores[order[j]!] === scores[order[i]!]) j++;
    for (let k = i; k < j; k++) {
      if (ys[order[k]!] !== 1) continue;
      positives++;
      rankSum += (i + j + 1) / 2;
    }
    i = j;
  }
  const negatives = scores.length - positives;
  if (positives === 0 || negatives === 0) return 0.5;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Mean squared distance between probability and outcome; 0 is perfect. */
export const brier = (scores: readonly number[], ys: readonly number[]): number =>
  scores.length === 0 ? 0 : scores.reduce((sum, p, i) => sum + (p - ys[i]!) ** 2, 0) / scores.length;

/** Expected calibration error over bins of equal width. */
export function ece(scores: readonly number[], ys: readonly number[], bins = 10): number {
  return reliability(scores, ys, bins).reduce((sum, bin) => sum + bin.share * Math.abs(bin.said - bin.seen), 0);
}

export interface Bin {
  share: number;
  /** Mean probability said, and share of positives seen. */
  said: number;
  seen: number;
}

function reliability(scores: readonly number[], ys: readonly number[], bins = 10): Bin[] {
  const rows = Array.from({ length: bins }, () => ({ n: 0, said: 0, seen: 0 }));
  scores.forEach((p, i) => {
    const row = rows[Math.min(bins - 1, Math.max(0, Math.floor(p * bins)))]!;
    row.n++;
    row.said += p;
    row.seen += ys[i]!;
  });
  return rows
    .filter((row) => row.n > 0)
    .map(({ n, said, seen }) => ({ share: n / scores.length, said: said / n, seen: seen / n }));
}
