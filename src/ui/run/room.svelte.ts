/** What the Run room does: plays the recorded episode, runs a task live, resumes what a reload cut off. */
import { newId } from '../../lib/ids';
import type { Config, Task, Trajectory } from '../../types';
import { catalog, type TaskRow } from '../catalog.svelte';
import { landing, openDemo, type Demo } from '../demos';
import type { ForkOrder } from '../fork/forks.svelte';
import { library } from '../library.svelte';
import { Person } from '../person.svelte';
import { Player } from '../player.svelte';
import { dramaOf, openTiny, type Recording } from '../recording';
import { configDifferences, type Difference } from '../resume';
import { settings, type Settings } from '../settings.svelte';
import { modelEntry } from '../team';
import { complain, toasts } from '../toasts.svelte';

/** The open question whose team goes on with an episode. */
export interface Resuming {
  differences: Difference[];
  /** Steps that are kept. */
  steps: number;
  decide(whose: 'own' | 'recorded' | null): void;
}

/** When the expert has been asked, and when all is over, counted from the moment the page was asked for. */
const STAGE = { ask: 5500, over: 18_000 };
/** However late the page came, its story is not told faster than this. */
const LEAST = { ask: 3500, over: 12_000 };

type RoomState = { kind: 'loading' } | { kind: 'ready' } | { kind: 'failed'; message: string };

export class RunRoom {
  readonly player = new Player();
  readonly person = new Person();
  state = $state.raw<RoomState>({ kind: 'loading' });
  /** What the task button shows. */
  chosen = $state.raw<Pick<TaskRow, 'id' | 'title' | 'difficulty'> | null>(null);
  starting = $state(false);
  /** The episode on screen is the site's recording. */
  recorded = $state(false);
  /** The shipped real-model episode that is on screen, if it is one. */
  demo = $state.raw<Demo | null>(null);
  resuming = $state.raw<Resuming | null>(null);
  /** The task on screen, while nothing has run or since its run began. */
  opened = $state.raw<Task | null>(null);
  /** A task that was opened from a file; it is not in the list. */
  #file: Task | null = null;
  #started = false;

  /** First paint: one fetch, then the recording plays; everything else waits until it does. */
  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    try {
      const demo = landing();
      const recording = await (demo ? openDemo(demo) : openTiny());
      if (this.player.mode === null) await this.#stage(recording, demo);
      this.state = { kind: 'ready' };
    } catch {
      this.state = {
        kind: 'failed',
        message: 'The recorded run could not be read. Choose a task and press Run to start a live one.',
      };
    }
    setTimeout(() => this.#afterFirstPaint(), 1200);
  }

  #replay({ trajectory, base }: Recording, demo: Demo | null): void {
    this.#recorded(trajectory, demo);
    this.player.open(trajectory, base);
    this.player.play();
  }

  /** The landing: from just before the expert is asked to the verdict, in about a third of a minute. */
  #stage({ trajectory, base }: Recording, demo: Demo | null): Promise<void> {
    this.#recorded(trajectory, demo);
    const spent = performance.now();
    const left = (which: 'ask' | 'over') => Math.max(LEAST[which], STAGE[which] - spent);
    return this.player.stage(trajectory, base, dramaOf(trajectory.steps), { ask: left('ask'), ms: left('over') });
  }

  #recorded(trajectory: Trajectory, demo: Demo | null): void {
    this.recorded = true;
    this.demo = demo;
    this.chosen ??= { id: trajectory.task, title: trajectory.public.title ?? trajectory.task, difficulty: '' };
  }

  /** Nothing has run yet: the problem, the files and the failing tests. */
  async #shown(task: Task): Promise<void> {
    const [{ configOf }, { unbegun }, { workspace }] = await Promise.all([
      import('../live'),
      import('../../run'),
      import('../packs'),
    ]);
    if (this.player.mode === 'live' && !this.player.finished) return;
    this.recorded = false;
    this.opened = task;
    this.state = { kind: 'ready' };
    this.player.task(unbegun(task, configOf(settings.current)), workspace(task));
  }

  /** Another recording in place of the one on screen; null = the tiny protégé's. */
  async show(demo: Demo | null): Promise<void> {
    const recording = await (demo ? openDemo(demo) : openTiny());
    if (this.player.mode === 'live' && !this.player.finished) return;
    this.#replay(recording, demo);
    await this.#fillBase();
  }

  /** Takes a task of the list and shows it. */
  async choose(row: TaskRow): Promise<void> {
    this.#take(row);
    const task = await catalog.task(row.id);
    if (this.chosen?.id === row.id) await this.#shown(task);
  }

  #take(row: TaskRow): void {
    this.#file = null;
    this.chosen = row;
    settings.current.task = row.id;
    settings.save();
  }

  async openFile(file: File): Promise<void> {
    const { parseTask } = await import('../packs');
    await this.openTask(parseTask(new Uint8Array(await file.arrayBuffer()), file.name));
  }

  /** A task from a file, or from another room that wants it run at once (`starts`). */
  async openTask(task: Task, starts = false): Promise<void> {
    this.#file = task;
    this.chosen = { id: task.id, title: task.title ?? task.id, difficulty: task.difficulty ?? '' };
    await library
      .storage()
      .then((storage) => storage.keepTask(task))
      .catch(complain); // needed to resume after a reload
    // The default expert has seen the reference patch; a person's own repository has none.
    const alone =
      task.origin !== undefined && modelEntry(settings.current.expert).needs?.includes('gold') && !task.goldPatch;
    if (alone) settings.current.expert = 'none';
    const words = alone ? 'It has no reference patch, so the oracle was taken off the team.' : '';
    toasts.add(`Opened ${task.id}. ${starts ? '' : 'Press Run to start. '}${words}`.trim());
    await this.#shown(task);
    if (starts) await this.run();
  }

  /** The same task once more, with something changed. */
  async again(over: Partial<Pick<Settings, 'expert' | 'steps' | 'protege'>>): Promise<void> {
    Object.assign(settings.current, over);
    settings.save();
    await this.run();
  }

  /** Starts the chosen task; `paused` runs one step and rests. */
  async run({ paused = false } = {}): Promise<void> {
    await this.#starting(async () => {
      const task = await this.#task();
      const { configOf } = await import('../live');
      const config = configOf(settings.current);
      const faults = this.#faults(config, task);
      if (faults) throw new Error(faults);
      await this.#live(task, config, paused);
    });
  }

  /** Lets a model that is loaded read what the chosen run begins with, while the person still chooses. */
  async ahead(): Promise<void> {
    const { protege } = settings.current;
    if (!modelEntry(protege).loaded || !this.chosen || this.starting) return;
    const { engines } = await import('../../engines/host');
    if (engines.state.kind !== 'ready') return;
    const [{ configOf }, { opening }] = await Promise.all([import('../live'), import('../../run')]);
    const task = this.#file ?? (await catalog.load(), await catalog.task(this.chosen.id));
    const messages = opening(task, configOf(settings.current));
    if (messages.length > 0) await engines.prime(engines.state.spec, messages);
  }

  async resume(id: string): Promise<void> {
    await this.#starting(async () => {
      const { trajectory, task } = await library.open(id);
      if (!task) throw new Error('The task of this run is not at hand. Open its task file first, then resume.');
      const config = await this.#whose(trajectory);
      if (!config) return;
      const faults = this.#faults(config, task);
      if (faults) throw new Error(faults);
      await this.#live(task, config, false, trajectory);
    });
  }

  /** The config that goes on: the person's own, or the recorded one where it is the same or the person says so. */
  async #whose({ config: recorded, steps }: Trajectory): Promise<Config | null> {
    const [{ configOf }, { settled }] = await Promise.all([import('../live'), import('../../run')]);
    const own = { ...settled(configOf(settings.current)), seed: recorded.seed };
    const different = configDifferences(recorded, own);
    if (different.length === 0) return own;
    const whose = await new Promise<'own' | 'recorded' | null>((decide) => {
      this.resuming = { differences: different, steps: steps.length, decide };
    });
    this.resuming = null;
    return whose && (whose === 'own' ? own : recorded);
  }

  /** Goes on from a step of another episode, with another team. */
  async fork({ parent, at, change, base }: ForkOrder): Promise<void> {
    await this.#starting(async () => {
      const [task, { branchOf, changedConfig }, { tamed }] = await Promise.all([
        library.task(parent.task),
        import('../../trajectory/branch'),
        import('../fork/choices'),
      ]);
      if (!task)
        throw new Error('The task of this episode is not at hand. Open its task file first, then go on from here.');
      // a recording may come from anywhere: who is reached, and what is said to it, is the person's own
      const config = await tamed(changedConfig(parent.config, change));
      const faults = this.#faults(config, task);
      if (faults) throw new Error(faults);
      await library.adopt(parent, base); // what a branch comes from stays at hand
      this.chosen = { id: task.id, title: task.title ?? task.id, difficulty: task.difficulty ?? '' };
      await this.#live(task, config, false, branchOf(parent, at, config, newId()));
    });
  }

  async discard(id: string): Promise<void> {
    await library.remove(id);
  }

  async #starting(work: () => Promise<void>): Promise<void> {
    if (this.starting) return;
    this.starting = true;
    try {
      await work();
    } finally {
      this.starting = false;
    }
  }

  async #live(task: Task, config: Config, paused: boolean, resume?: Trajectory): Promise<void> {
    const [{ begin }, { workspace }] = await Promise.all([import('../live'), import('../packs')]);
    const abort = new AbortController();
    const id = resume?.id ?? newId();
    const stream = await library.keep(begin(task, config, { person: this.person }, abort.signal, id, resume), id);
    this.recorded = false;
    this.opened = this.person.task = task;
    this.state = { kind: 'ready' };
    this.player.live(stream, workspace(task), abort);
    if (paused) this.player.step();
    else this.player.play();
  }

  async #task(): Promise<Task> {
    if (this.#file) return this.#file;
    await catalog.load();
    const wanted = settings.current.task ?? this.chosen?.id;
    const rows = catalog.rows;
    const row = rows.find(({ id }) => id === wanted) ?? rows.find(({ difficulty }) => difficulty === 'easy') ?? rows[0];
    if (!row)
      throw new Error(
        catalog.state.kind === 'failed' ? catalog.state.message : 'There is no task yet. Open a task file.',
      );
    this.#take(row);
    return catalog.task(row.id);
  }

  /** A recording that does not carry its files gets them from the task, when the site has it. */
  async #fillBase(): Promise<void> {
    const { recording, session } = this.player;
    if (!recording || Object.keys(session.base).length > 0) return;
    try {
      const [task, { workspace }] = await Promise.all([catalog.task(recording.task), import('../packs')]);
      if (this.player.recording === recording) this.player.rebase(workspace(task));
    } catch {
      // The panels then show what the episode changed; the recording itself is complete.
    }
  }

  /** What stops this team before it starts, in one sentence. */
  #faults(config: Config, task: Task): string | null {
    for (const choice of [config.protege, config.expert]) {
      const fault = modelEntry(choice?.id).missing?.(choice?.options ?? {}, task);
      if (fault) return fault;
    }
    return null;
  }

  #afterFirstPaint(): void {
    void this.#fillBase();
    void library.load();
    void catalog.load().then(() => {
      const row = catalog.rows.find(({ id }) => id === (settings.current.task ?? this.chosen?.id));
      if (row && !this.#file) this.chosen = row;
    });
    import('../live').then(({ warm }) => warm(settings.current.sandbox)).catch(() => undefined); // Run reports a failure.
  }
}
