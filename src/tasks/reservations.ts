/** After a pass: what speaks against it. Neither is a part of the verdict, and one that cannot be had leaves the other. */
import type { Report, Sandbox, Task } from '../types';
import type { GradeOptions, Submission } from './grade';

export type Reservations = Pick<Report, 'weak' | 'differs'>;

/**
 * How closely the tests look at the patch (weak) and where it differs from the reference, if there is one. Up to five more
 * runs of the tests and three short ones, in sandboxes of their own. `ms`: what the verdict took. Throws on abort only.
 */
export async function reservations(
  task: Task,
  submission: Submission,
  makeSandbox: () => Promise<Sandbox>,
  { ms, signal }: { ms: number; signal?: AbortSignal },
): Promise<Reservations> {
  // A mutant may loop for ever: it gets a few times what the tests took.
  const options: GradeOptions = { timeoutMs: 5_000 + 3 * ms, ...(signal ? { signal } : {}) };
  const had = async <T>(look: Promise<T>): Promise<T | undefined> =>
    look.catch((error: unknown) => {
      if (signal?.aborted) throw error;
      return undefined;
    });
  const [{ weaklyHeld }, { differsFrom }] = await Promise.all([import('./weak'), import('./reference/differs')]);
  const differs = await had(differsFrom(task, submission, makeSandbox, options));
  const weak = await had(weaklyHeld(task, submission, makeSandbox, options));
  return { ...(weak ? { weak } : {}), ...(differs ? { differs } : {}) };
}
