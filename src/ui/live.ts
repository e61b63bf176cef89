/** Settings -> Config, and a live run's parts; the only place of the rooms that starts episodes. Loaded lazily. */
import { defaultConfig, run } from '../run';
import type { AgentEvent, Choice, Config, Stream, Task, Trajectory } from '../types';
import type { Person } from './person.svelte';
import type { Settings } from './settings.svelte';
import { optionsOf } from './team';

function choice(id: string, settings: Settings): Choice {
  const options = optionsOf[id];
  if (!options) return { id };
  const saved = settings.options[id] ?? {};
  return { id, options: Object.fromEntries(options.map(({ key, fallback }) => [key, saved[key] ?? fallback])) };
}

export function configOf(settings: Settings): Config {
  const base = defaultConfig();
  const limits = { ...base.limits, steps: settings.steps, expertCalls: settings.expertCalls, wallMs: settings.minutes * 60_000 };
  return {
    ...base,
    protege: choice(settings.protege, settings),
    expert: settings.expert === 'none' ? null : choice(settings.expert, settings),
    gate: choice(settings.gate, settings),
    threshold: settings.threshold,
    mode: settings.mode,
    seed: settings.seed,
    limits,
  };
}

export interface Lent {
  person: Person;
  /** Keys by model id, from memory. */
  keys: Record<string, string>;
}

/** A live episode, from the start or going on where `resume` was. */
export function begin(
  task: Task,
  config: Config,
  { person, keys }: Lent,
  signal: AbortSignal,
  id: string,
  resume?: Trajectory,
): Stream<AgentEvent, Trajectory> {
  return run(
    task,
    config,
    {
      key: (_, { id }) => keys[id] || undefined,
      answer: (role, messages, abort) => person.answer(role, messages, abort),
    },
    { signal, id, ...(resume ? { resume } : {}) },
  );
}
