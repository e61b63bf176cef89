/** What callbacks hand over, for a generator to yield in its own time: `for await (const item of inbox) yield item`. */
export class Inbox<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #open = true;
  #wake = () => {};

  push(item: T): void {
    this.#items.push(item);
    this.#wake();
  }

  /** Nothing more comes: its reader ends once it has read the rest. */
  close(): void {
    this.#open = false;
    this.#wake();
  }

  /** For one reader. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      if (this.#items.length > 0) yield this.#items.shift()!;
      else if (!this.#open) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
