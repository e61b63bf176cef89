/**
 * Drives a Session from a stream of events: a paced recording or a live run. Pause = not pulling, step = pull up to
 * the next `step` event, stop = abort.
 */
import { messageOf } from '../lib/text';
import { replay } from '../trajectory/replay';
import type { AgentEvent, Files, Stream, Trajectory } from '../types';
import { EventClock, pace, tempoOf } from './tempo';
import { Session } from './session.svelte';

export const speeds = [0.5, 1, 2, 4, 8] as const;

type Events = Stream<AgentEvent, Trajectory>;

/** Its own pace. */
const CALM = { before: 1, after: 1, steps: 0 };

/** Readers who asked for less motion get whole replies instead of typing. */
const calm = matchMedia('(prefers-reduced-motion: reduce)');

export class Player {
  readonly session = new Session();
  /** task: nothing has run yet; the task and its files are on show. */
  mode = $state<'replay' | 'live' | 'task' | null>(null);
  playing = $state(false);
  speed = $state<number>(1);
  /** What went wrong outside the episode itself, in one sentence. */
  failure = $state<string | null>(null);

  recording = $state.raw<Trajectory | null>(null);
  #base: Files = {};
  #stream: Events | null = null;
  #pumping: Events | null = null;
  #abort: AbortController | null = null;
  #untilStep = false;
  #wake: (() => void) | null = null;
  /** Faster or slower than the recording's own pace, besides `speed`: in its first steps, and after them. */
  #tempo = CALM;
  #words: Extract<AgentEvent, { text: string }> | null = null;
  #flushing: ReturnType<typeof setTimeout> | undefined;

  /** Steps done on screen; 0 = before the first. */
  position = $derived(this.session.shown + 1);
  total = $derived(this.session.known ?? this.session.steps.length);
  finished = $derived(this.session.phase === 'done');

  /** Opens a recording at step `from` (default 0) without playing it. */
  open(trajectory: Trajectory, base: Files, from = 0): void {
    this.#drop();
    this.mode = 'replay';
    this.failure = null;
    this.#tempo = CALM;
    this.recording = trajectory;
    this.#base = base;
    this.#restart(from);
  }

  /**
   * Opens a recording at step `from`, to be over within `ms` and done with its first `still` steps within `ask` of it.
   * Readers who asked for less motion get the step `still` instead, at rest.
   */
  async stage(
    trajectory: Trajectory,
    base: Files,
    { from, still }: { from: number; still: number },
    time: { ask: number; ms: number },
  ): Promise<void> {
    this.open(trajectory, base, calm.matches ? still : from);
    if (calm.matches) return;
    const { before, after } = await tempoOf(replay(trajectory, { from }), still, time);
    if (this.recording !== trajectory) return;
    this.#tempo = { before, after, steps: still };
    this.play();
  }

  /** A task before anything has run. */
  task(trajectory: Trajectory, base: Files): void {
    this.#drop();
    this.mode = 'task';
    this.failure = null;
    this.recording = null;
    this.session.clear();
    this.session.trajectory = trajectory;
    this.session.base = base;
  }

  /** The files a recording started from, when they arrive later than it did. */
  rebase(base: Files): void {
    this.#base = base;
    this.session.base = base;
  }

  /** Takes over a live run; `abort` is what Stop pulls. */
  live(stream: Events, base: Files, abort: AbortController): void {
    this.#drop();
    this.mode = 'live';
    this.failure = null;
    this.recording = null;
    this.session.clear();
    this.session.base = base;
    this.session.phase = 'proposing';
    this.#stream = stream;
    this.#abort = abort;
  }

  close(): void {
    this.#drop();
    this.mode = null;
    this.recording = null;
    this.session.clear();
  }

  play(): void {
    if (this.mode === 'replay' && this.recording) {
      if (this.position >= this.recording.steps.length) this.#restart(0);
      else if (!this.session.following || !this.#stream) this.#restart(this.position);
    }
    this.session.cursor = null;
    this.#untilStep = false;
    void this.#pump();
  }

  pause(): void {
    this.playing = false;
    this.#wake?.();
  }

  toggle(): void {
    if (this.playing) this.pause();
    else this.play();
  }

  /** Plays up to the end of the next step. */
  step(): void {
    if (this.mode === 'replay') return this.seek(this.position + 1);
    this.session.cursor = null;
    this.#untilStep = true;
    void this.#pump();
  }

  /** Ends a live run; the episode closes itself as `aborted` and is saved. */
  stop(): void {
    if (this.mode !== 'live') return this.pause();
    this.#abort?.abort(new DOMException('Stopped by the person at the keyboard', 'AbortError'));
    this.#untilStep = false;
    void this.#pump();
  }

  /** Shows the workspace after `count` steps; a recording stops playing, a live run goes on behind it. */
  seek(count: number): void {
    const to = Math.max(0, Math.min(count, this.total));
    if (this.mode === 'replay') this.pause();
    const known = this.session.steps.length;
    if (this.mode === 'replay' && to > known) this.#restart(to);
    else this.session.cursor = to === known ? null : to - 1;
  }

  #restart(from: number): void {
    if (!this.recording) return;
    this.#flush();
    this.session.show(this.recording, from);
    this.session.base = this.#base;
    this.#stream = from < this.recording.steps.length ? replay(this.recording, { from }) : null;
  }

  #drop(): void {
    this.playing = false;
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    this.#words = null;
    this.#wake?.();
    this.#abort?.abort(new DOMException('Another episode was opened', 'AbortError'));
    this.#abort = null;
    this.#stream?.return(undefined as never).catch(() => undefined); // lets it release what it holds
    this.#stream = null;
  }

  /** Words and output that come faster than anyone reads are shown together; nothing waits longer than FLUSH_MS. */
  #apply(event: AgentEvent): void {
    if (event.type === 'token' || event.type === 'output') {
      const same =
        this.#words &&
        this.#words.type === event.type &&
        ('by' in this.#words && 'by' in event ? this.#words.by === event.by : true);
      if (!same) this.#flush();
      this.#words = this.#words ? { ...this.#words, text: this.#words.text + event.text } : event;
      this.#flushing ??= setTimeout(() => this.#flush(), FLUSH_MS);
      return;
    }
    this.#flush();
    this.session.apply(event);
  }

  #flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    const words = this.#words;
    this.#words = null;
    if (words) this.session.apply(words);
  }

  async #pump(): Promise<void> {
    const stream = this.#stream;
    if (!stream) return;
    this.playing = true;
    if (this.#pumping === stream) return;
    this.#pumping = stream;
    let rested = performance.now();
    const clock = new EventClock(rested);
    try {
      while (this.playing && this.#stream === stream) {
        const next = await stream.next();
        if (this.#stream !== stream) return;
        if (next.done) {
          this.#stream = null;
          this.playing = false;
          this.session.phase = 'done';
          return;
        }
        if (this.mode === 'replay' && next.value.type === 'token' && calm.matches) continue;
        this.#apply(next.value);
        if (next.value.type === 'step' && this.#untilStep) this.playing = false;
        const now = performance.now();
        const rest = this.mode === 'replay' ? clock.rest(pace(next.value) / this.speed / this.#pace(), now) : 0;
        // words are shown together, so that there is nothing to wait for between them
        if (rest > 0 && (rest >= FLUSH_MS || next.value.type !== 'token')) {
          await this.#sleep(rest);
          rested = performance.now();
        } else if (now - rested > BUSY_MS) {
          await breathe();
          rested = performance.now();
        }
      }
    } catch (error) {
      if (this.#stream !== stream) return;
      this.#stream = null;
      this.playing = false;
      this.session.phase = 'done';
      if ((error as Error)?.name !== 'AbortError') this.failure = messageOf(error);
    } finally {
      if (this.#pumping === stream) this.#pumping = null;
    }
  }

  #pace = () => (this.session.steps.length < this.#tempo.steps ? this.#tempo.before : this.#tempo.after);

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A run whose events come without any wait must not keep the page from painting. */
const BUSY_MS = 12;
const FLUSH_MS = 33;

/** One turn of the event loop; unlike a timer it is not slowed down in a hidden tab. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
