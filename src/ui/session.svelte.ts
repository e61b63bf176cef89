/**
 * Folds a stream of AgentEvents into what the rooms show. It cannot tell a live run from a replay.
 * `cursor` picks the step on show (null = follow the newest); everything on screen derives from it.
 */
import type {
  AgentEvent,
  Exit,
  Files,
  Generation,
  Judgement,
  Place,
  Reading,
  Report,
  Speaker,
  Step,
  TestReport,
  Trajectory,
} from '../types';
import { filesAfter } from '../facts/task';
import { asksOf, type Ask } from '../trajectory/asks';
import { fold } from '../trajectory/record';
import { begun } from '../trajectory/replay';
import { placesAt } from './heat';
import { counters, reportAt, type Counters } from './view';

/** What is going on right now, in the order of one step. */
export type Phase = 'idle' | 'proposing' | 'gating' | 'advising' | 'executing' | 'verifying' | 'done';

export class Session {
  /** The fold of the events so far; what is shown of an episode derives from it. */
  trajectory = $state.raw<Trajectory | null>(null);
  /** The workspace before the first step. */
  base = $state.raw<Files>({});
  /** Steps of a recording known in advance; null for a live run. */
  known = $state<number | null>(null);
  /** A line that the reader asked to see. */
  spot = $state.raw<{ path: string; line: number } | null>(null);
  cursor = $state<number | null>(null);

  // the step under way
  phase = $state<Phase>('idle');
  speaker = $state<Speaker | null>(null);
  text = $state('');
  /** Why the model is being brought back, while it is. */
  retrying = $state('');
  generations = $state.raw<Generation[]>([]);
  reading = $state.raw<Reading | null>(null);
  output = $state('');

  steps = $derived<Step[]>(this.trajectory?.steps ?? []);
  exit = $derived<Exit | null>(this.trajectory?.exit ?? null);
  error = $derived<Trajectory['error'] | null>(this.trajectory?.error ?? null);
  patch = $derived<string | null>(this.trajectory?.patch ?? null);
  /** Steps whose work was handed in, where later ones were worse. */
  handed = $derived<number | null>(this.trajectory?.handed ?? null);
  report = $derived<Report | null>(this.trajectory?.report ?? null);
  judgements = $derived<Judgement[]>(this.trajectory?.judgements ?? []);

  following = $derived(this.cursor === null);
  /** Index of the step on show, -1 before the first. */
  shown = $derived(this.cursor ?? this.steps.length - 1);
  step = $derived(this.steps[this.shown] ?? null);
  files = $derived(filesAfter(this.base, this.steps, this.shown + 1));
  /** Where the harness thinks the fault may be. */
  places = $derived<Place[]>(placesAt(this.steps, this.shown));
  tests = $derived<TestReport | null>(reportAt(this.steps, this.shown));
  counters = $derived<Counters>(counters(this.steps.slice(0, this.shown + 1)));
  /** Every ask so far and what became of it. */
  asks = $derived<Ask[]>(this.trajectory ? asksOf(this.trajectory) : []);
  threshold = $derived(this.trajectory?.config.threshold ?? 0.5);
  pending = $derived(this.text !== '' || this.generations.length > 0 || this.output !== '');

  apply(event: AgentEvent): void {
    if (event.type === 'start') this.#begin(event.trajectory);
    else this.trajectory = fold(this.trajectory ?? undefined, event) ?? null;
    switch (event.type) {
      case 'token':
        if (this.speaker !== event.by || this.retrying) this.text = '';
        this.retrying = '';
        this.speaker = event.by;
        this.phase = event.by === 'expert' ? 'advising' : 'proposing';
        this.text += event.text;
        break;
      case 'retry':
        this.text = '';
        this.speaker = event.by;
        this.retrying = event.message;
        break;
      case 'generation':
        this.retrying = '';
        this.generations = [...this.generations, event.generation];
        this.text = '';
        this.speaker = null;
        this.phase = 'gating';
        break;
      case 'reading':
        this.reading = event.reading;
        this.phase =
          this.trajectory?.config.expert && event.reading.score >= this.threshold && !event.reading.held
            ? 'advising'
            : 'executing';
        break;
      case 'output':
        this.phase = 'executing';
        this.output += event.text;
        break;
      case 'step':
        this.#clearPending();
        this.phase = 'proposing';
        break;
      case 'end':
        this.#clearPending();
        this.phase = event.exit === 'aborted' || event.exit === 'error' ? 'done' : 'verifying';
        break;
      case 'grade':
        this.phase = 'done';
        break;
    }
  }

  /** Shows a stored trajectory with its first `count` steps done; all of them brings the outcome too. */
  show(trajectory: Trajectory, count: number): void {
    const whole = count >= trajectory.steps.length;
    this.#begin(whole ? trajectory : begun(trajectory, count));
    this.known = trajectory.steps.length;
    if (whole) this.phase = trajectory.exit ? 'done' : 'idle';
  }

  clear(): void {
    this.trajectory = null;
    this.base = {};
    this.known = null;
    this.#reset();
    this.phase = 'idle';
  }

  #begin(trajectory: Trajectory): void {
    this.spot = null;
    this.trajectory = trajectory;
    this.#reset();
    this.phase = 'proposing';
  }

  #reset(): void {
    this.cursor = null;
    this.#clearPending();
  }

  #clearPending(): void {
    this.speaker = null;
    this.text = '';
    this.retrying = '';
    this.generations = [];
    this.reading = null;
    this.output = '';
  }
}
