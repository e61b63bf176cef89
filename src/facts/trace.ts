/** Which code the failing tests ran: how such a step is known, and what it printed. */

/** `line.column` of a point -> how many failing and passing tests ran it; points no failing test ran are left out. */
export type Trace = Map<string, Map<string, [failing: number, passing: number]>>;

/** Where the instrumented copy stands. */
export const FOLDER = '/tmp/trace';

/** The command that counts which code the failing tests run (repair/trace). */
export const isTrace = (command: string) => command.startsWith(`rm -rf ${FOLDER} && `);

/** What the command printed; null when it did not get that far. */
export function readTrace(text: string): Trace | null {
  const at = text.indexOf('run by failing/passing tests, of ');
  if (at < 0) return null;
  const trace: Trace = new Map();
  for (const line of text.slice(at).split('\n').slice(1)) {
    const [path, ...entries] = line.trim().split(' ');
    if (!path || entries.length === 0) continue;
    const found = entries.flatMap((entry): [string, [number, number]][] => {
      const [, place, f, p] = /^(\d+\.\d+):(\d+)\/(\d+)$/.exec(entry) ?? [];
      return place ? [[place, [Number(f), Number(p)]]] : [];
    });
    if (found.length > 0) trace.set(path, new Map(found));
  }
  return trace.size > 0 ? trace : null;
}

/** Ochiai's coefficient: 1 = run by all `total` failing tests and by no other; 0 = by none of them. */
export const ochiai = (failing: number, passing: number, total: number): number =>
  failing === 0 ? 0 : failing / Math.sqrt(total * (failing + passing));
