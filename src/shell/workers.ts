/** Exec workers: one per command, one kept warm; and the bound on how many may live at once. */
import type { ToWorker } from '../node/protocol';

/** A disposable worker whose bundle is evaluated (or being so). */
export interface ExecWorker {
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  terminate(): void;
  /** Called once when the worker dies by itself (out of memory, a crash). */
  onfail(listener: (message: string) => void): void;
}

export class Workers {
  private spare: ExecWorker | undefined;
  private closed = false;

  constructor(private readonly start: () => ExecWorker) {}

  /** Starts the spare if there is none. */
  warm(): void {
    if (this.closed || this.spare) return;
    const worker = this.start();
    this.spare = worker;
    worker.onfail(() => {
      if (this.spare === worker) this.spare = undefined;
    });
  }

  take(): ExecWorker {
    const worker = this.spare ?? this.start();
    this.spare = undefined;
    return worker;
  }

  close(): void {
    this.closed = true;
    this.spare?.terminate();
    this.spare = undefined;
  }
}

const PER_LEVEL = 6;
const LEVELS = 5;

/**
 * Bounds live processes: six more for each level of nesting, so that a chain of parents that wait for their children
 * can't starve itself; past five levels a process is refused (a fork bomb ends).
 */
export class Slots {
  private live = 0;
  private waiting: { depth: number; enter: () => void }[] = [];

  /** Resolves with the release; undefined = refused. Never resolves after an abort. */
  async enter(depth: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    if (depth >= LEVELS) return undefined;
    if (this.live >= PER_LEVEL * (depth + 1)) {
      await new Promise<void>((resolve) => {
        const waiter = { depth, enter: resolve };
        this.waiting.push(waiter);
        signal.addEventListener('abort', () => (this.waiting = this.waiting.filter((other) => other !== waiter)), {
          once: true,
        });
      });
    }
    this.live++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.live--;
      const next = this.waiting.findIndex(({ depth: level }) => this.live < PER_LEVEL * (level + 1));
      if (next >= 0) this.waiting.splice(next, 1)[0]?.enter();
    };
  }
}
