/** One episode that waits for a policy outside: `next` gives what it reads, `answer` takes its reply. */
import type { PolicyReply, PolicyTurn } from '../../models/port';
import { drain } from '../../lib/stream';
import { run, type RunDeps } from '../../run';
import type { Config, Task, Trajectory } from '../../types';

export type Next = { turn: PolicyTurn } | { end: Trajectory } | { fault: string };

export class Playing {
  touched = Date.now();
  #waiting: { turn: PolicyTurn; resolve(reply: PolicyReply): void } | undefined;
  #over: Next | undefined;
  #readers: ((next: Next) => void)[] = [];
  #stop = new AbortController();

  constructor(
    readonly task: Task,
    readonly config: Config,
    deps: RunDeps,
  ) {
    const outside = (turn: PolicyTurn, signal?: AbortSignal) =>
      new Promise<PolicyReply>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        this.#waiting = { turn, resolve };
        this.#tell({ turn });
      });
    drain(run(task, config, { ...deps, outside }, { signal: this.#stop.signal })).then(
      (end) => this.#finish({ end }),
      (error: unknown) => this.#finish({ fault: (error as Error)?.message ?? String(error) }),
    );
  }

  /** Waits until the policy is asked or the episode is over. */
  next(): Promise<Next> {
    const now = this.#over ?? (this.#waiting ? { turn: this.#waiting.turn } : undefined);
    return now ? Promise.resolve(now) : new Promise((resolve) => this.#readers.push(resolve));
  }

  /** False: nobody asked. */
  answer(reply: PolicyReply): boolean {
    this.touched = Date.now();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(reply);
    return waiting !== undefined;
  }

  /** Ends it wherever it is; nothing is graded. */
  close(): void {
    this.#stop.abort(new DOMException('The trainer closed the episode.', 'AbortError'));
  }

  #finish(over: Next): void {
    this.#over = over;
    this.#waiting = undefined;
    this.#tell(over);
  }

  #tell(next: Next): void {
    this.touched = Date.now();
    for (const reader of this.#readers.splice(0)) reader(next);
  }
}
