/** Bytes so far -> what a progress bar shows: speed over the last seconds and time left. */
import type { LoadProgress } from './port';

const WINDOW_MS = 4000;

export class DownloadMeter {
  total = 0;
  done = 0;
  kept = 0;
  healed: string | undefined;
  #marks: { at: number; bytes: number }[] = [];
  #moved = 0;

  constructor(readonly now: () => number = () => performance.now()) {}

  keep(bytes: number): void {
    this.kept += bytes;
    this.done += bytes;
  }

  move(bytes: number): void {
    this.done += bytes;
    this.#moved += bytes;
    const at = this.now();
    this.#marks.push({ at, bytes: this.#moved });
    while (this.#marks.length > 2 && at - this.#marks[0]!.at > WINDOW_MS) this.#marks.shift();
  }

  read(): LoadProgress {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    const ms = first && last ? last.at - first.at : 0;
    const speed = ms > 250 ? ((last!.bytes - first!.bytes) / ms) * 1000 : 0;
    return {
      phase: 'download',
      done: Math.max(0, this.done),
      total: Math.max(this.total, this.done),
      kept: this.kept,
      ...(speed > 0 ? { bytesPerSecond: speed, secondsLeft: Math.max(0, (this.total - this.done) / speed) } : {}),
      ...(this.healed ? { healed: this.healed } : {}),
    };
  }
}
