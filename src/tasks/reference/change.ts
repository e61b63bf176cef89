/**
 * How much each of several changes does to what the repository did before, where the tests do not look: the visible tests'
 * bodies run again on the code as it was and with each change, with other values in their calls, but for the tests that failed: what
 * they look at had to change. Of changes that all pass, the one that does less to the rest is the safer guess; no reference is known.
 */
import type { Changes, Files, Sandbox } from '../../types';
import { looksLikeTest } from '../trial';
import { looksOf, ownName, type SeenValues } from './looks';

/** Enough for a few rounds of a small suite; a choice must cost little. */
const ROUNDS = 6;
const BUDGET_MS = 1_500;

export interface ChangeEffect {
  /** Calls with other values that gave something else than before, of those that were looked at. */
  changed: number;
  of: number;
}

interface EffectOptions {
  /** What one run may take, ms. */
  limitMs: number;
  /** Names of the tests that failed before. */
  failing: readonly string[];
  signal?: AbortSignal;
}

/**
 * One effect for each change; undefined where nothing could be compared. A run for each change and one before, in a sandbox of
 * its own; only an abort throws.
 */
export async function effectsOf(
  files: Files,
  tests: ReadonlySet<string>,
  changes: readonly Changes[],
  makeSandbox: () => Promise<Sandbox>,
  { limitMs, failing, signal }: EffectOptions,
): Promise<ChangeEffect[] | undefined> {
  let sandbox: Sandbox | undefined;
  try {
    const bodies = Object.entries(files).flatMap(([path, text]) =>
      tests.has(path) && typeof text === 'string' && looksLikeTest(path, text) ? [[path, text] as const] : [],
    );
    const options = { ms: BUDGET_MS, rounds: ROUNDS, ...(signal ? { signal } : {}) };
    const looks = await looksOf(bodies, ownName(files['package.json']), options);
    if (!looks) return undefined;
    sandbox = await makeSandbox();
    const before = await looks(sandbox, files, limitMs);
    if (before.seen.size === 0) return undefined;
    const effects: ChangeEffect[] = [];
    for (const change of changes) {
      const after = await looks(sandbox, { ...files, ...defined(change) }, limitMs);
      if (after.seen.size === 0) return undefined;
      effects.push(effect(before.seen, after.seen, failing));
    }
    return effects.some(({ of }) => of > 0) ? effects : undefined;
  } catch (error) {
    if (signal?.aborted) throw error;
    return undefined;
  } finally {
    await sandbox?.close();
  }
}

const defined = (changes: Changes): Files =>
  Object.fromEntries(Object.entries(changes).filter((one): one is [string, string | Uint8Array] => one[1] !== null));

function effect(before: SeenValues, after: SeenValues, failing: readonly string[]): ChangeEffect {
  let changed = 0;
  let of = 0;
  for (const [key, { name, kind, round, value }] of before) {
    const now = after.get(key)?.value;
    if (round === 0 || kind !== 'call' || now === undefined) continue;
    if (failing.some((test) => test.endsWith(name))) continue;
    of++;
    if (now !== value) changed++;
  }
  return { changed, of };
}
