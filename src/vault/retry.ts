/** When to try again, and how long to wait: full jitter, Retry-After as the least; a breaker rests a failing host. */
import { Fault, type FaultKind } from './protocol';

const MAX_WAIT_MS = 30_000;
const MAX_TOTAL_MS = 60_000;
const MAX_ATTEMPTS = 4;

/** What may pass by itself. Silence and a cut answer may have been billed, so they are never repeated. */
const PASSING: readonly FaultKind[] = ['rate', 'server', 'offline', 'address'];

/**
 * Milliseconds to wait before attempt `attempt` (1 = the first retry), or null: do not try again.
 * @param spentMs since the first attempt began
 */
export function waitBefore(
  { kind, about: { waitMs = 0, status, heard = '' } }: Fault,
  attempt: number,
  spentMs: number,
  random: () => number,
  most = MAX_ATTEMPTS - 1,
): number | null {
  const wrongPlace = kind === 'address' && status !== undefined;
  if (!PASSING.includes(kind) || wrongPlace || heard !== '' || attempt > Math.min(most, MAX_ATTEMPTS - 1)) return null;
  const jitter = random() * Math.min(MAX_WAIT_MS, 500 * 2 ** (attempt - 1));
  const wait = Math.max(waitMs, jitter);
  return wait > MAX_WAIT_MS || spentMs + wait > MAX_TOTAL_MS ? null : wait;
}

/** `Retry-After` in milliseconds, from seconds or an HTTP date; skewed clocks and nonsense count as nothing. */
export function retryAfter(header: string | null, date: string | null, now: number): number {
  if (!header) return 0;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Math.min(Number(header) * 1000, 3_600_000);
  const until = Date.parse(header);
  if (Number.isNaN(until)) return 0;
  // measured on the server's own clock when it tells it
  const from = date && !Number.isNaN(Date.parse(date)) ? Date.parse(date) : now;
  return Math.min(Math.max(0, until - from), 3_600_000);
}

const THRESHOLD = 3;
const REST_MS = 60_000;
/** What says that the host itself is ill; a wrong key does not. */
const ILL: readonly FaultKind[] = ['server', 'silent', 'cut', 'address', 'cors', 'reply'];

/** Opens after three failures in a row, lets one call through after 60 s. */
export interface Breaker {
  /** @throws Fault `circuit` while it is open */
  enter(host: string): void;
  leave(host: string, outcome: Fault | 'ok' | 'stopped'): void;
}

export function createBreaker(now: () => number): Breaker {
  const hosts = new Map<string, { failures: number; openedAt: number; trying: boolean }>();
  const of = (host: string) => {
    const known = hosts.get(host) ?? { failures: 0, openedAt: 0, trying: false };
    hosts.set(host, known);
    return known;
  };
  return {
    enter(host) {
      const state = of(host);
      if (state.failures < THRESHOLD) return;
      const left = state.openedAt + REST_MS - now();
      // a clock that was set back would keep it shut
      if ((left > 0 && left <= REST_MS) || state.trying)
        throw new Fault(
          'circuit',
          `${host} failed ${state.failures} times in a row, so it is left alone for ${Math.max(1, Math.ceil(left / 1000))} s. Test the connection, or wait.`,
        );
      state.trying = true;
    },
    leave(host, outcome) {
      const state = of(host);
      state.trying = false;
      if (outcome === 'ok') state.failures = 0;
      else if (outcome !== 'stopped' && ILL.includes(outcome.kind)) {
        state.failures++;
        state.openedAt = now();
      }
    },
  };
}
