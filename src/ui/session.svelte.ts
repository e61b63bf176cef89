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
import { asksOf, type Ask } from '../trajectory/asks';
import { placesAt } from './guided';
import { counters, filesAfter, reportAt, type Counters } from './view';

/** What is going on right now, in the order of one step. */
export type Phase = 'idle' | 'proposing' | 'gating' | 'advising' | 'executing' | 'verifying' | 'done';

export class Session {
  trajectory = $state.raw<Trajectory | null>(null);
  /** The workspace before the first step. */
  base = $state.raw<Files>({});
  steps = $state.raw<Step[]>([]);
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

  exit = $state<Exit | null>(null);
  error = $state.raw<Trajectory['error'] | null>(null);
  patch = $state<string | null>(null);
  report = $state.raw<Report | null>(null);
  judgements = $state.raw<Judgement[]>([]);

  following = $derived(this.cursor === null);
  /** Index of the step on show, -1 before the first. */
  shown = $derived(this.cursor ?? this.steps.length - 1);
  step = $derived(this.steps[this.shown] ?? null);
  files = $derived(filesAfter(this.base, this.steps, this.shown));
  /** Where the harness thinks the fault may be. */
  places = $derived<Place[]>(placesAt(this.steps, this.shown));
  tests = $derived<TestReport | null>(reportAt(this.steps, this.shown));
  counters = $derived<Counters>(counters(this.steps.slice(0, this.shown + 1)));
  /** Every ask so far and what became of it. */
  asks = $derived<Ask[]>(
    this.trajectory
      ? asksOf({ ...this.trajectory, steps: this.steps, exit: this.exit, judgements: this.judgements })
      : [],
  );
  threshold = $derived(this.trajectory?.config.threshold ?? 0.5);
  pending = $derived(this.text !== '' || this.generations.length > 0 || this.output !== '');

  apply(event: AgentEvent): void {
    switch (event.type) {
      case 'start':
        this.#begin(event.trajectory);
        break;
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
        this.steps = [...this.steps.slice(0, event.index), event.step];
        this.#clearPending();
        this.phase = 'proposing';
        break;
      case 'end':
        this.#clearPending();
        this.exit = event.exit;
        this.error = event.error ?? null;
        this.patch = event.patch;
        this.phase = event.exit === 'aborted' || event.exit === 'error' ? 'done' : 'verifying';
        break;
      case 'grade':
        this.report = event.report;
        this.phase = 'done';
        break;
      case 'judge':
        this.judgements = [...this.judgements, event.judgement];
        break;
    }
  }

  /** Shows a stored trajectory with its first `count` steps done; all of them brings the outcome too. */
  show(trajectory: Trajectory, count: number): void {
    this.#begin({ ...trajectory, steps: trajectory.steps.slice(0, count) });
    this.known = trajectory.steps.length;
    if (count < trajectory.steps.length) return;
    this.exit = trajectory.exit;
    this.error = trajectory.error ?? null;
    this.patch = trajectory.patch ?? null;
    this.report = trajectory.report ?? null;
    this.judgements = trajectory.judgements ?? [];
    this.phase = trajectory.exit ? 'done' : 'idle';
  }

  clear(): void {
    this.trajectory = null;
    this.base = {};
    this.steps = [];
    this.known = null;
    this.#reset();
    this.phase = 'idle';
  }

  #begin(trajectory: Trajectory): void {
    this.spot = null;
    this.trajectory = trajectory;
    this.steps = trajectory.steps;
    this.#reset();
    this.phase = 'proposing';
  }

  #reset(): void {
    this.cursor = null;
    this.exit = null;
    this.error = null;
    this.patch = null;
    this.report = null;
    this.judgements = [];
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
