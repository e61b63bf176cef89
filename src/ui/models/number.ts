/** Two digits that count: 0.45, 3.1, 28, 140. */
export const number = (n: number): string =>
  n >= 10 ? Math.round(n).toLocaleString('en') : n.toFixed(n >= 1 ? 1 : 2).replace(/\.?0+$/, '');
