import type { Match } from './types.ts';

export type Verdict = boolean | string;
export type Guard<T> = (match: Match<T>) => Verdict | Promise<Verdict>;
export type Outcome = { allowed: true } | { allowed: false; redirect: string | null };

/** Runs guards in order; the first one that objects decides. */
export async function runGuards<T>(match: Match<T>, guards: Guard<T>[]): Promise<Outcome> {
  for (const guard of guards) {
    const verdict = await guard(match);
    if (verdict === true) continue;
    return { allowed: false, redirect: typeof verdict === 'string' ? verdict : null };
  }
  return { allowed: true };
}
