/** What hints were worth in the recorded episodes of one task: those kept in this browser, and those that the site ships. */
import { helpedBy, worthOf, type Given, type Helped } from '../../trajectory/worth';
import type { Trajectory } from '../../types';
import { openEpisode } from '../learn/episodes';
import { library } from '../library.svelte';
import { openTiny } from '../recording';

/** Kept ones that are read, the newest first. */
const MOST = 20;

/** Recordings of the tiny protégé, as shipped, with an expert that knows the fix and does not mislead. */
const SHIPPED: Record<string, () => Promise<{ trajectory: Trajectory }>[]> = {
  'spans-1q0bhoj': () => [openTiny()],
  'heap-queue-0wu21ej': () => ['story-gate', 'story-early', 'story-late', 'story-random'].map(openEpisode),
  'log-lens-0bild5p': () => [openEpisode('levels-early')],
  'numerals-1ngpwvx': () => [openEpisode('ordinals-asked')],
};

/** Empty where nothing is known of the task; an episode that does not open is left out. */
export async function helpedOn(task: string): Promise<Map<Given, Helped>> {
  const kept = library.rows
    .filter((row) => row.task === task && row.expertCalls > 0 && row.exit !== null && !row.damaged)
    .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))
    .slice(0, MOST)
    .map(({ id }) => library.open(id));
  const opened = await Promise.allSettled([...(SHIPPED[task]?.() ?? []), ...kept]);
  const all = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value.trajectory] : []));
  return helpedBy(all.flatMap(worthOf));
}
