/** Runs arms over a few tasks in this tab, one episode after the other; every episode is kept in the Library. */
import { evenly } from '../../lib/stats';
import { expertCalls } from '../../facts/step';
import { drain } from '../../lib/stream';
import { newId } from '../../lib/ids';
import { arms as names, planArm, runOrder, type ArmId } from '../../experiments/arms';
import { messageOf } from '../../lib/text';
import type { Config, Trajectory } from '../../types';
import { catalog } from '../catalog.svelte';
import { library } from '../library.svelte';
import { Person } from '../person.svelte';
import { settings } from '../settings.svelte';
import { modelOffers } from '../team';

export interface WantedArms {
  arms: ArmId[];
  /** Tasks of this split, evenly spread. */
  split: string;
  tasks: number;
}

class Runner {
  running = $state(false);
  done = $state(0);
  of = $state(0);
  now = $state('');
  /** Arms that did not run, each with the reason. */
  left = $state.raw<string[]>([]);
  problem = $state('');
  #abort: AbortController | null = null;

  stop(): void {
    this.#abort?.abort(new DOMException('Stopped.', 'AbortError'));
  }

  async run({ arms, split, tasks }: WantedArms): Promise<void> {
    if (this.running) return;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    Object.assign(this, { running: true, done: 0, problem: '', left: [], now: 'Preparing' });
    try {
      const [{ configOf }] = await Promise.all([import('../live'), catalog.load()]);
      if (catalog.state.kind === 'failed') throw new Error(catalog.state.message);
      const rows = evenly(
        catalog.rows.filter((row) => !split || row.split === split),
        tasks,
      );
      const base = configOf(settings.current);
      if (base.expert?.id === 'human' || base.protege.id === 'human')
        throw new Error('You are in the team; choose other players in the Run room before running arms here.');
      this.of = rows.length * arms.length;
      const canAct = modelOffers('protege').map(({ id }) => id);
      const learned = { calls: 0, steps: 0 };
      const options = base.gate.id === 'learned' && base.gate.options ? { learned: base.gate.options } : {};
      for (const arm of runOrder(arms)) {
        const rate = learned.steps > 0 ? { rate: learned.calls / learned.steps } : {};
        const plan = planArm(arm, base, { canAct, ...options, ...rate });
        if (typeof plan === 'string') {
          this.left = [...this.left, `${names[arm].label}: ${plan}`];
          this.of -= rows.length;
          continue;
        }
        for (const row of rows) {
          this.now = `${names[arm].label}, ${row.title}`;
          const { steps } = await this.#episode(row.id, plan, signal);
          signal.throwIfAborted();
          this.done++;
          if (arm !== 'learned') continue;
          learned.steps += steps.length;
          learned.calls += expertCalls(steps);
        }
      }
    } catch (error) {
      if (!signal.aborted) this.problem = messageOf(error);
    } finally {
      this.running = false;
      this.now = '';
    }
  }

  async #episode(id: string, config: Config, signal: AbortSignal): Promise<Trajectory> {
    const [{ begin }, task] = await Promise.all([import('../live'), catalog.task(id)]);
    const episode = newId();
    return drain(await library.keep(begin(task, config, { person: new Person() }, signal, episode), episode));
  }
}

export const runner = new Runner();
