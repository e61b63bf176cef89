/** Requests side by side share one KV cache: each takes the tokens it may need, and waits in turn while they are not free. */
export class Seats {
  #taken = 0;
  readonly #waiting: { tokens: number; go: () => void }[] = [];

  constructor(readonly total: number) {}

  /** Resolves with what gives them back. @throws the signal's reason */
  async take(tokens: number, signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    const wanted = Math.min(tokens, this.total);
    if (this.#waiting.length > 0 || this.#taken + wanted > this.total) {
      await new Promise<void>((resolve, reject) => {
        const turn = { tokens: wanted, go: resolve };
        this.#waiting.push(turn);
        signal?.addEventListener(
          'abort',
          () => {
            const at = this.#waiting.indexOf(turn);
            if (at < 0) return;
            this.#waiting.splice(at, 1);
            reject(signal.reason as Error);
            this.#next();
          },
          { once: true },
        );
      });
    } else this.#taken += wanted;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#taken -= wanted;
      this.#next();
    };
  }

  #next(): void {
    for (let first = this.#waiting[0]; first && this.#taken + first.tokens <= this.total; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#taken += first.tokens;
      first.go();
    }
  }
}
