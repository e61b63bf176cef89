/** The teacher's episodes on disk: what was shown is not shown again. */
import type { Example } from '../../train/batch';
import { lessons } from '../../train/collect';
import type { Showing } from '../../train/crew';
import type { Arena } from '../../train/rollout';
import { appendLine, readLines } from './disk';
import type { Say } from './stages';

interface Taught {
  key: string;
  kept: boolean;
  examples: Example[];
}

const keyOf = ({ task, kind, seed }: Showing) => `${task.id} ${kind} ${seed}`;

/** Shows what none of `places` holds yet, appending to the last of them. Returns the examples of all, in their order. */
export async function taught(
  wanted: Showing[],
  arena: Arena,
  places: [string, ...string[]],
  say: Say,
  what: string,
): Promise<Example[]> {
  const known = new Map(places.flatMap((place) => readLines<Taught>(place)).map((one) => [one.key, one]));
  const open = wanted.filter((one) => !known.has(keyOf(one)));
  let done = 0;
  for await (const { kept, examples } of lessons(open, { ...arena, expert: arena.expert! })) {
    const one = { key: keyOf(open[done]!), kept, examples };
    known.set(one.key, one);
    appendLine(places.at(-1)!, one);
    if (++done % 50 === 0) say(`data  ${done}/${open.length} ${what}`);
  }
  const all = wanted.map((one) => known.get(keyOf(one))!);
  say(`data  ${all.filter(({ kept }) => kept).length} of ${all.length} episodes kept (tests pass at the end)`);
  return all.flatMap(({ examples }) => examples);
}
