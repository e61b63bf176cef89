/** Work that reports as it goes -> a Stream; a slow reader sees the newest state, never a backlog. */
import type { Stream } from '../types';

export interface ImportProgress {
  phase: 'finding' | 'listing' | 'files' | 'unpacking' | 'packages';
  /** Files (or packages) done, of `total`; 0 = not known yet. */
  done: number;
  total: number;
  /** Bytes that arrived. */
  bytes: number;
  /** What is worked on. */
  what?: string;
}

export async function* reporting<Event, Result>(
  work: (emit: (event: Event) => void) => Promise<Result>,
): Stream<Event, Result> {
  let latest: Event | undefined;
  let wake = () => {};
  let over = false;
  const emit = (event: Event) => {
    latest = event;
    wake();
  };
  const running = work(emit).finally(() => {
    over = true;
    wake();
  });
  running.catch(() => {}); // thrown below, where it is awaited
  while (!over || latest !== undefined) {
    if (latest === undefined) await new Promise<void>((resolve) => (wake = resolve));
    const event = latest;
    latest = undefined;
    if (event !== undefined) yield event;
  }
  return running;
}
