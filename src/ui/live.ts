/** Settings -> Config, and a live run's parts; the only place of the rooms that starts episodes. Loaded lazily. */
import { defaultConfig, openSandbox, run, withScaffold } from '../run';
import { ownWeights } from '../storage/gateweights';
import type { AgentEvent, Choice, Config, Role, Sandbox, Stream, Task, Trajectory } from '../types';
import { asker } from './expert/asker.svelte';
import { expert } from './expert/expert.svelte';
import { openVault } from './expert/vault';
import { provideEngines } from './models/provide';
import type { Person } from './person.svelte';
import { defaults, type Settings } from './settings.svelte';
import { dialectFor, optionsOf, scaffoldFor, seatKey } from './team';

provideEngines();

function choice(id: string, settings: Settings, role: Role = 'protege'): Choice {
  if (id === 'provider') return expert.choice;
  const options = optionsOf(id);
  if (!options) return { id };
  const saved = settings.options[seatKey(id, role)] ?? {};
  const set = options.map(({ key, fallback }) => [key, saved[key] ?? fallback] as const);
  return { id, options: Object.fromEntries(set.filter(([, value]) => value !== undefined)) };
}

/** The learned gate as trained in this browser, if it was; the record holds the weights. */
function withOwnWeights(gate: Choice): Choice {
  const weights = gate.id === 'learned' ? ownWeights() : null;
  return weights ? { ...gate, options: { ...gate.options, weights } } : gate;
}

/** A number field that was left empty or out of range counts as its default. */
function number(
  settings: Settings,
  key: 'threshold' | 'steps' | 'expertCalls' | 'minutes' | 'seed' | 'readsLast',
  least: number,
  most = 10_000,
): number {
  const value: unknown = settings[key];
  const whole = key === 'threshold' || key === 'minutes' || Number.isInteger(value);
  return typeof value === 'number' && whole && value >= least && value <= most ? value : defaults[key];
}

const units = ['messages', 'turns', 'all'] as const;

export function configOf(settings: Settings): Config {
  const base = defaultConfig();
  const limits = {
    ...base.limits,
    steps: number(settings, 'steps', 1),
    expertCalls: number(settings, 'expertCalls', 0),
    wallMs: number(settings, 'minutes', 1) * 60_000,
  };
  const scaffold = scaffoldFor(settings.protege, settings.scaffold, settings.options);
  const dialect = scaffold.id === 'free' ? dialectFor(settings.protege, settings) : undefined;
  const config: Config = {
    ...base,
    protege: choice(settings.protege, settings),
    expert: settings.expert === 'none' ? null : choice(settings.expert, settings, 'expert'),
    gate: withOwnWeights(choice(settings.gate, settings)),
    sandbox: { id: settings.sandbox },
    // a free loop that nobody chose is left out, as in every record so far
    ...(scaffold.id !== 'free' || settings.scaffold === 'free' ? { scaffold: choice(scaffold.id, settings) } : {}),
    ...(dialect ? { dialect } : {}),
    threshold: number(settings, 'threshold', 0, 1),
    mode: settings.mode,
    ...(settings.judge ? { judge: true } : {}),
    context: {
      ...base.context,
      expert: {
        last: number(settings, 'readsLast', 0),
        unit: units.find((unit) => unit === settings.reads) ?? 'messages',
      },
    },
    seed: number(settings, 'seed', 0, 2 ** 53),
    prompts: {
      protege: settings.prompts.protege || base.prompts.protege,
      expert: settings.prompts.expert || base.prompts.expert,
    },
    limits,
  };
  return withScaffold(config, limits.steps === defaults.steps ? undefined : limits.steps);
}

/** One sandbox started ahead of need, so that a run and its verdict begin at once. */
let spare: { id: string; sandbox: Promise<Sandbox> } | null = null;

export function warm(id: string): void {
  if (spare?.id === id) return;
  spare?.sandbox.then((sandbox) => sandbox.close()).catch(() => undefined);
  const sandbox = openSandbox({ id }).then(async (opened) => {
    await opened.reset({});
    return opened;
  });
  sandbox.catch(() => (spare = null)); // The run that needs one starts its own and reports what is wrong.
  spare = { id, sandbox };
}

async function take(choice: Choice): Promise<Sandbox> {
  const ready = spare?.id === choice.id && !choice.options ? spare.sandbox : null;
  if (ready) spare = null;
  const sandbox = await (ready?.catch(() => openSandbox(choice)) ?? openSandbox(choice));
  warm(choice.id);
  return sandbox;
}

export interface Lent {
  person: Person;
}

/** A live episode, from the start or going on where `resume` was. */
export function begin(
  task: Task,
  config: Config,
  { person }: Lent,
  signal: AbortSignal,
  id: string,
  resume?: Trajectory,
): Stream<AgentEvent, Trajectory> {
  return run(
    task,
    config,
    {
      vault: openVault(),
      consent: asker.for(id),
      answer: (role, messages, abort) => person.answer(role, messages, abort),
      sandbox: take,
      weigh: true,
    },
    { signal, id, ...(resume ? { resume } : {}) },
  );
}
