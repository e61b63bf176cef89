/** Corpora that take minutes: a part of each in `npm test`, by a fixed rule; the whole in `npm run test:long`. */
export const LONG = Boolean(process.env.PROTEGE_LONG);

/** The first of each kind, and every nth. */
export function sample<T>(all: readonly T[], n: number, kind: (one: T) => string = () => ''): T[] {
  const seen = new Set<string>();
  return all.filter((one, i) => {
    const isFirst = !seen.has(kind(one));
    seen.add(kind(one));
    return LONG || isFirst || i % n === 0;
  });
}
