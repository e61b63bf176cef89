/** What speaks against a pass, as the commands count it. */
import type { Report } from '../types';

/** Of a resolved report: do few tests look at the change, does it differ from the reference? Absent: not known. */
export interface Doubts {
  weaklyHeld?: boolean;
  differs?: boolean;
}

export function doubts(report: Report | undefined): Doubts {
  const { resolved, weak, differs } = report ?? {};
  if (!resolved) return {};
  return { ...(weak ? { weaklyHeld: !weak.noticed } : {}), ...(differs ? { differs: differs.length > 0 } : {}) };
}

/** `2 of 9`: so many are, of those of which it is known; `–` where it is known of none. */
export function among(found: readonly (boolean | undefined)[]): string {
  const known = found.filter((one) => one !== undefined);
  return known.length === 0 ? '–' : `${known.filter(Boolean).length} of ${known.length}`;
}
