/** Composition root: Config -> team -> episode -> verdict. The only file that knows all registries. */
import { configFault } from './agent/bounds';
import { runEpisode, type EpisodeOptions } from './agent/episode';
import { submitted } from './agent/outgoing';
import { inForm } from './agent/form';
import type { Team } from './agent/policy';
import { shownTask } from './agent/nearest';
import { defaultPrompts, render } from './agent/prompt';
import { gates, type GateEntry } from './gates/index';
import { newId } from './lib/ids';
import { map } from './lib/stream';
import { models, playsBy, type ModelDeps, type ModelEntry } from './models/index';
import { scaffolds, type ScaffoldDeps, type ScaffoldEntry } from './scaffolds/index';
import { sandboxes } from './sandboxes/index';
import { grade } from './tasks/grade';
import { reservations, type Reservations } from './tasks/reservations';
import { judgeAsks } from './trajectory/judge';
import type {
  AgentEvent,
  Choice,
  Config,
  Entry,
  Gate,
  Judgement,
  Message,
  Model,
  Report,
  Role,
  Sandbox,
  Stream,
  Task,
  Trajectory,
} from './types';
import type { AskConsent, Vault } from './vault/protocol';

/** What a place (page, terminal) lends to a run; none of it is recorded. */
export interface RunDeps {
  /** Asks providers; it holds the keys and the caps. */
  vault?: Vault;
  /** Asks the person before the expert is paid; absent = no question. */
  consent?: AskConsent;
  /** Asks the person at the keyboard. */
  answer?: (role: Role, messages: Message[], signal?: AbortSignal) => Promise<string>;
  /** Asks a policy that is being trained elsewhere, of which the episode is. */
  outside?: ModelDeps['outside'];
  /** Gives a sandbox, say a warm one; default: a new one from the registry. It is closed after use. */
  sandbox?: (choice: Choice) => Promise<Sandbox>;
  /** After a patch has passed: looks what speaks against it (tasks/reservations: some more runs); a second `grade` says so. */
  weigh?: boolean;
}

/** The embedded, offline default. */
export function defaultConfig(over: Partial<Config> = {}): Config {
  return {
    protege: { id: 'search' },
    expert: null,
    gate: { id: 'default' },
    sandbox: { id: 'embedded' },
    threshold: 0.5,
    mode: 'advise',
    limits: { steps: 75, wallMs: 30 * 60_000, expertCalls: 6, tokens: 2_000_000, cost: 2 },
    context: { expert: { last: 5, unit: 'messages' }, observationChars: 4000 },
    commandTimeoutMs: 30_000,
    seed: 0,
    prompts: defaultPrompts,
    ...over,
  };
}

/** The config as it is recorded: a protégé's entry brings its scaffold, or, in the free loop, its dialect and prompt. */
export function settled(given: Config): Config {
  const config = given.scaffold ? given : withScaffold(given);
  if (config.scaffold && config.scaffold.id !== 'free') return config;
  pick('model', models, config.protege);
  return inForm(config, playsBy(config.protege).dialect, defaultPrompts.protege);
}

/** What a protégé in the free loop reads before its first step, in each run of the task; [] where a scaffold asks. */
export function opening(task: Task, given: Config): Message[] {
  const config = settled(given);
  if (config.scaffold && config.scaffold.id !== 'free') return [];
  return render({ task: shownTask(task, config), config, steps: [] }, [], 'protege');
}

/** The record of an episode in which nothing has happened yet. */
export const unbegun = (task: Task, config: Config): Trajectory => ({
  format: 'protege-1',
  id: '',
  task: task.id,
  startedAt: new Date(0).toISOString(),
  public: shownTask(task, config),
  config,
  steps: [],
  exit: null,
});

/** @throws one clear sentence when a choice does not exist or lacks something it needs. */
export async function loadTeam(task: Task, config: Config, deps: RunDeps = {}, run = newId()): Promise<Team> {
  const opened: Model[] = [];
  const open = async (role: Role, choice: Choice): Promise<Model> => {
    const model = await loadModel(role, choice, task, deps, run, config);
    opened.push(model);
    return model;
  };
  const gate = async (): Promise<Gate> => {
    const entry = await pick<GateEntry>('gate', gates, config.gate).load();
    const lend = (choice: Choice) => open('expert', choice);
    return entry.create(config.gate.options ?? {}, {
      model: lend,
      ...(config.expert ? { expert: config.expert } : {}),
    });
  };
  const parts = [
    open('protege', config.protege),
    config.expert ? open('expert', config.expert) : null,
    gate(),
  ] as const;
  try {
    const [protege, expert, gate] = await Promise.all(parts);
    const scaffold =
      config.scaffold && config.scaffold.id !== 'free'
        ? await loadScaffold(config, config.scaffold, task, deps)
        : undefined;
    const lent = opened.filter((model) => model !== protege && model !== expert);
    const sandbox = await openSandbox(config.sandbox, deps);
    return { protege, expert, gate, lent, sandbox, ...(scaffold ? { scaffold } : {}) };
  } catch (error) {
    await Promise.allSettled(parts);
    await closed(opened);
    throw error;
  }
}

/** Sandboxes of which there may be another beside the episode's own; a container there is once in a page. */
const SEVERAL = new Set(['embedded', 'quickjs']);

async function loadScaffold({ sandbox }: Config, choice: Choice, { goldPatch }: Task, deps: RunDeps) {
  const entry = pick<ScaffoldEntry>('scaffold', scaffolds, choice);
  const another = () => openSandbox(sandbox, deps);
  const lent: ScaffoldDeps = {
    ...(goldPatch ? { goldPatch } : {}),
    ...(SEVERAL.has(sandbox.id)
      ? {
          effects: async (files, tests, changes, limits) => {
            const { effectsOf } = await import('./tasks/reference/change');
            return effectsOf(files, tests, changes, another, limits);
          },
        }
      : {}),
  };
  return (await entry.load()).create(choice.options ?? {}, lent);
}

/** The gates that stand there when nobody chose one: the command line's and the page's. */
const UNCHOSEN = new Set(['default', 'stuck']);

/** Steps of a guided episode: every written change is one, and they are short. */
const GUIDED_STEPS = 400;

/**
 * The config with the scaffold that its protégé gets by default, where none was chosen; a guided episode gets more, shorter
 * steps and the gate that reads its signs, unless others were chosen.
 */
export function withScaffold(config: Config, steps?: number): Config {
  const { scaffold: own } = playsBy(config.protege);
  const scaffold = config.scaffold ?? (own ? { id: own } : undefined);
  if (scaffold?.id !== 'guided') return config;
  return {
    ...config,
    scaffold,
    gate: UNCHOSEN.has(config.gate.id) ? { id: 'fruitless' } : config.gate,
    limits: { ...config.limits, steps: steps ?? Math.max(config.limits.steps, GUIDED_STEPS) },
  };
}

const closed = (models: readonly Model[]) => Promise.allSettled(models.map(async (model) => model.close?.()));

async function loadModel(
  role: Role,
  choice: Choice,
  task: Task,
  deps: RunDeps,
  run: string,
  config: Config,
): Promise<Model> {
  const entry: ModelEntry = pick('model', models, choice);
  if (!entry.roles.includes(role))
    throw new Error(`"${choice.id}" cannot be the ${role}; it can be the ${entry.roles.join(' or the ')}.`);
  const { answer, vault, consent, outside } = deps;
  const gold = entry.needs?.includes('gold');
  const lent: ModelDeps = {
    role,
    run,
    limits: { calls: config.limits.expertCalls, tokens: config.limits.tokens, cost: config.limits.cost },
    ...(vault ? { vault } : {}),
    ...(consent ? { consent } : {}),
    ...(outside ? { outside } : {}),
    ...(answer ? { answer: (messages, signal) => answer(role, messages, signal) } : {}),
    ...(gold ? { task, ...(task.goldPatch ? { goldPatch: task.goldPatch } : {}) } : {}),
  };
  return (await entry.load()).create(choice.options ?? {}, lent);
}

export async function openSandbox(choice: Choice, deps: RunDeps = {}): Promise<Sandbox> {
  if (deps.sandbox) return deps.sandbox(choice);
  return (await pick('sandbox', sandboxes, choice).load()).create(choice.options ?? {}, undefined);
}

function pick<E extends Entry<unknown, never>>(what: string, registry: Record<string, E>, { id }: Choice): E {
  const entry = Object.hasOwn(registry, id) ? registry[id] : undefined;
  if (!entry) throw new Error(`There is no ${what} "${id}"; choose one of ${Object.keys(registry).join(', ')}.`);
  return entry;
}

/**
 * One episode, its verdict and, when wanted, the judge's words. Events as documented on AgentEvent; an aborted episode
 * gets no verdict.
 * @throws before the first event when the config cannot be loaded.
 */
export async function* run(
  task: Task,
  given: Config,
  deps: RunDeps = {},
  options: EpisodeOptions = {},
): Stream<AgentEvent, Trajectory> {
  const config = settled(given);
  const fault = configFault(config);
  if (fault) throw new Error(fault);
  const id = options.resume?.id ?? options.id ?? newId();
  const team = await loadTeam(task, config, deps, id);
  try {
    let trajectory: Trajectory;
    try {
      trajectory = yield* runEpisode(task, team, config, { ...options, id });
    } finally {
      await Promise.allSettled([team.sandbox.close(), closed([team.protege, ...(team.lent ?? [])])]);
    }
    if (trajectory.exit === 'aborted') return trajectory;
    const report = await verdict(task, trajectory, deps, options.signal);
    if (!report) return trajectory;
    yield { type: 'grade', report };
    const more = deps.weigh && report.resolved ? await weighed(task, trajectory, report, deps, options.signal) : {};
    const full = { ...report, ...more };
    if (Object.keys(more).length > 0) yield { type: 'grade', report: full };
    return yield* judged({ ...trajectory, report: full }, team.expert, options.signal);
  } finally {
    await team.expert?.close?.();
  }
}

/** The expert judges its own calls where the config wants it and it can; stopped, it keeps what it has so far. */
async function* judged(
  trajectory: Trajectory,
  expert: Model | null,
  signal?: AbortSignal,
): Stream<AgentEvent, Trajectory> {
  const { config } = trajectory;
  const needs = config.expert ? (pick<ModelEntry>('model', models, config.expert).needs ?? []) : [];
  if (!config.judge || !expert || needs.includes('gold') || needs.includes('person')) return trajectory;
  const judgements: Judgement[] = [];
  try {
    yield* map(judgeAsks(trajectory, expert, signal), (judgement): AgentEvent => {
      judgements.push(judgement);
      return { type: 'judge', judgement };
    });
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
  return { ...trajectory, ...(judgements.length > 0 ? { judgements } : {}) };
}

/** What speaks against a patch that passed; nothing where that cannot be said, or the run was stopped. */
async function weighed(
  task: Task,
  { steps, config, handed }: Trajectory,
  { ms }: Report,
  deps: RunDeps,
  signal?: AbortSignal,
): Promise<Reservations> {
  const files = submitted(task, steps.slice(0, handed));
  try {
    const options = { ms, ...(signal ? { signal } : {}) };
    return await reservations(task, { files }, () => openSandbox(config.sandbox, deps), options);
  } catch {
    return {};
  }
}

/** Grades what a trajectory left, in a fresh sandbox; undefined when aborted. A lost sandbox gets a second try. */
export async function verdict(
  task: Task,
  { steps, config, handed }: Trajectory,
  deps: RunDeps = {},
  signal?: AbortSignal,
): Promise<Report | undefined> {
  const files = submitted(task, steps.slice(0, handed));
  let message = '';
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      return await grade(task, { files }, () => openSandbox(config.sandbox, deps), signal ? { signal } : {});
    } catch (error) {
      if (signal?.aborted) return undefined;
      message = (error as Error).message;
    }
  }
  const open = (names: string[]) => Object.fromEntries(names.map((name) => [name, false]));
  return {
    resolved: false,
    failToPass: open(task.failToPass),
    passToPass: open(task.passToPass),
    reasons: [`The verdict could not be reached: ${message} Grade it again.`],
    tampered: [],
    ms: 0,
  };
}
