/** The moments with all that is known of them: what came, and what the gate of the lessons reads. */
import { gates, type GateDeps } from '../../gates/index';
import { gateOf, scoreOf } from '../../lessons/gate';
import { truthAt, type Moment } from '../../lessons/moments';
import type { MomentsBeat } from '../../lessons/types';
import type { Action, Entry, Gate } from '../../types';
import type { Recording } from '../recording';
import { episodeHref } from '../route.svelte';
import { openEpisode } from './episodes';
import { lessonId } from './ids';

export interface JudgedMoment extends Moment {
  recording: Recording;
  at: number;
  bar: number;
  reason: string;
  /** What the protégé is about to do. */
  proposal: Action | null;
  href: string;
}

const known = new WeakMap<readonly object[], Promise<JudgedMoment[]>>();

/** In the order given; asked for again, at once. @throws one sentence when a recording does not load. */
export function judgedMoments(moments: MomentsBeat['moments']): Promise<JudgedMoment[]> {
  let found = known.get(moments);
  if (!found) {
    found = judge(moments);
    known.set(moments, found);
    found.catch(() => known.delete(moments));
  }
  return found;
}

async function judge(moments: MomentsBeat['moments']): Promise<JudgedMoment[]> {
  const { id, options = {} } = gateOf();
  const entry = (gates as Record<string, Entry<Gate, GateDeps | undefined>>)[id]!;
  const gate = await (await entry.load()).create(options, undefined);
  return Promise.all(
    moments.map(async ({ episode, at }) => {
      const recording = await openEpisode(episode);
      const { trajectory } = recording;
      const truth = truthAt(trajectory, at);
      if (!truth) throw new Error(`Nobody knows what would have come at step ${at + 1} of ${episode}.`);
      const read = await scoreOf(gate, trajectory, at);
      const proposal = trajectory.steps[at]?.generations[0]?.action ?? null;
      return { ...truth, ...read, recording, at, proposal, href: episodeHref(lessonId(episode)) };
    }),
  );
}
