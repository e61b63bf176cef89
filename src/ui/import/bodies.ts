/** What came of an import so far, in memory and soon after in the browser's storage. */
const SOON_MS = 300;

/** File bodies by address. Each is written soon after it came, many at once. */
export class Bodies extends Map<string, Uint8Array> {
  #fresh = new Map<string, Uint8Array>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly address: string,
    private readonly write: (address: string, bodies: Map<string, Uint8Array>) => Promise<void>,
    known: Iterable<[string, Uint8Array]> = [],
  ) {
    super();
    for (const [url, body] of known) super.set(url, body);
  }

  override set(url: string, body: Uint8Array): this {
    this.#fresh.set(url, body);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const bodies = this.#fresh;
      this.#fresh = new Map();
      void this.write(this.address, bodies);
    }, SOON_MS);
    return super.set(url, body);
  }

  /** Nothing more is written. */
  end(): void {
    clearTimeout(this.#timer);
    this.#fresh.clear();
    this.#timer = undefined;
  }
}
