/** The address of two episodes side by side. */
export const compareHref = (a: string, b: string): string => `#/compare/${encodeURIComponent(`${a},${b}`)}`;

/** Two ids, or null where the address names no pair. */
export function pairOf(id: string | null): [string, string] | null {
  const [a, b, more] = (id ?? '').split(',');
  return a && b && more === undefined ? [a, b] : null;
}
