/** Text that comes in pieces, up to the first of some stop strings: what could still become one is held back. */
export class Speech {
  text = '';
  stopped = false;
  #held = '';

  constructor(readonly stops: readonly string[] = []) {}

  /** What may be shown now; '' while it may be part of a stop string, or once one was met. */
  push(piece: string): string {
    if (this.stopped) return '';
    const all = this.#held + piece;
    const at = this.stops.map((stop) => (stop === '' ? -1 : all.indexOf(stop))).filter((i) => i >= 0);
    if (at.length > 0) {
      this.stopped = true;
      this.#held = '';
      return this.#say(all.slice(0, Math.min(...at)));
    }
    const keep = Math.max(0, ...this.stops.map((stop) => overlap(all, stop)));
    this.#held = all.slice(all.length - keep);
    return this.#say(all.slice(0, all.length - keep));
  }

  /** Nothing more comes: what was held back is text after all. */
  end(): string {
    const rest = this.stopped ? '' : this.#held;
    this.#held = '';
    return this.#say(rest);
  }

  #say(piece: string): string {
    this.text += piece;
    return piece;
  }
}

/** Length of the longest end of `text` that `stop` begins with. */
function overlap(text: string, stop: string): number {
  for (let n = Math.min(text.length, stop.length - 1); n > 0; n--) if (text.endsWith(stop.slice(0, n))) return n;
  return 0;
}
