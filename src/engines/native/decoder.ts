/**
 * Token in, token out, for llama.cpp of this machine: a few sequences of one batched context. A request takes the free
 * sequence that shares most of its prompt, or copies the state of another that shares more; what others decode at the same
 * time goes into the same batch. Log-probabilities are the model's own, before temperature and cuts.
 */
import { Chooser, likelihood, pairsOf, type ScoredToken } from './chooser';
import type { LlamaContext, NativeEngine, LlamaModel, Predictor, Sampler, LlamaSequence } from './llama';

export interface Draw {
  /** Tokens of the prompt, at least one. */
  prompt: number[];
  maxTokens: number;
  temperature?: number;
  seed?: number;
  /** A state of its own for each request. */
  grammar?: unknown;
  /** Guess the next tokens from these, and check the guesses in one go. */
  lookup?: number[];
  signal?: AbortSignal;
}

export interface DecodingCost {
  /** Prompt tokens computed anew. */
  prefilled: number;
  prefillMs: number;
  decodeMs: number;
  /** The model itself came to its end. */
  ended: boolean;
}

interface Slot {
  sequence: LlamaSequence;
  busy: boolean;
  used: number;
  /** While its prompt is read: the prompt, and when it is in. */
  reading?: { prompt: number[]; done: Promise<void>; end(): void } | undefined;
  raw: Sampler;
}

/** Prompt tokens read in one go: an abort waits for no more than these. */
const CHUNK = 256;
/** A copy costs about as much as reading so many tokens. */
const WORTH = 16;
const NEVER = { size: 1, strategy: 'eraseBeginning' };
const GUESS = { patternLength: { min: 2 }, predictionLength: { min: 1, max: 8 } };

/** A given token, and the likeliest others in its place. */
export interface WeighedTokens {
  logprob: number;
  others: ScoredToken[];
}

export const shared = (a: readonly number[], b: readonly number[]): number => {
  const end = Math.min(a.length, b.length);
  let n = 0;
  while (n < end && a[n] === b[n]) n++;
  return n;
};

export class BatchDecoder {
  readonly #slots: Slot[];
  readonly #waiting: (() => void)[] = [];
  #clock = 0;

  constructor(
    readonly engine: NativeEngine,
    readonly model: LlamaModel,
    readonly context: LlamaContext,
    parallel: number,
  ) {
    this.#slots = Array.from({ length: parallel }, () => {
      const raw = this.#sampler({ temperature: 0 });
      return { sequence: context.getSequence(), busy: false, used: 0, raw };
    });
  }

  #sampler(config: Record<string, unknown>): Sampler {
    const sampler = new this.model.llama._bindings.AddonSampler(this.model._model);
    sampler.applyConfig(config);
    return sampler;
  }

  /**
   * Yields tokens until the model ends, `maxTokens` are out, the reader has enough, or the signal aborts.
   * @param spent is kept up to date, so that it holds when the reader leaves early
   */
  async *draw(ask: Draw, spent: DecodingCost): AsyncGenerator<ScoredToken, void, void> {
    const slot = await this.#acquire(ask.prompt, ask.signal);
    const chooser = new Chooser(this.model, this.context, slot.raw, ask);
    try {
      const started = performance.now();
      const read = announce(slot, ask.prompt);
      let feed = await this.#settle(slot, ask.prompt, ask.signal);
      spent.prefilled = feed.length;
      feed = await this.#read(slot, feed, ask.signal);
      const predictor = ask.lookup ? this.#predictor(ask.lookup, ask.prompt) : undefined;
      for (let out = 0; ;) {
        const guesses = out > 0 && predictor ? predictor.predictTokens().slice(0, ask.maxTokens - out - 1) : [];
        const drawn = await this.#step(slot, feed, guesses, chooser);
        read();
        if (out === 0) spent.prefillMs = performance.now() - started;
        for (const token of drawn) {
          ask.signal?.throwIfAborted();
          spent.decodeMs = performance.now() - started - spent.prefillMs;
          if (this.model.isEogToken(token.token)) return void (spent.ended = true);
          out++;
          yield token;
          if (out >= ask.maxTokens) return;
        }
        feed = [drawn.at(-1)!.token];
        predictor?.pushTokens(drawn.map(({ token }) => token));
      }
    } finally {
      chooser.dispose();
      this.#release(slot);
    }
  }

  /**
   * How likely each token of each text is after the prompt, which is read once, and the `top` tokens that are likeliest in its
   * place, the likeliest first.
   */
  async weigh(
    prompt: number[],
    texts: number[][],
    top: number,
    signal?: AbortSignal,
    spent = { prefilled: 0 },
  ): Promise<WeighedTokens[][]> {
    const slot = await this.#acquire(prompt, signal);
    try {
      const unread = await this.#settle(slot, prompt, signal);
      spent.prefilled = unread.length;
      const feed = await this.#read(slot, unread, signal);
      if (feed.length > 1)
        await slot.sequence._decodeTokens(feed.slice(0, -1), [], 5, slot.sequence.tokenMeter, NEVER, () => 0);
      const from = slot.sequence.nextTokenIndex;
      const all: WeighedTokens[][] = [];
      for (const text of texts) {
        signal?.throwIfAborted();
        const tokens = [feed.at(-1)!, ...text.slice(0, -1)];
        const weighed = await slot.sequence._decodeTokens(
          text.length === 0 ? [] : tokens,
          tokens.map(() => true as const),
          5,
          slot.sequence.tokenMeter,
          NEVER,
          async (at, i) => {
            const { _ctx: context } = this.context;
            const pass = await context.sampleToken(
              at,
              slot.raw,
              false,
              false,
              [[text[i]!], false, false, true, top],
              true,
            );
            return {
              logprob: likelihood(pass, text[i]!),
              others: pairsOf(pass).filter(({ token }) => token !== text[i]),
            };
          },
        );
        all.push(weighed.map((value) => value!));
        await this.#cut(slot, from);
      }
      return all;
    } finally {
      this.#release(slot);
    }
  }

  /** The free slot that shares most with the prompt; waits for one in turn. */
  async #acquire(prompt: number[], signal?: AbortSignal): Promise<Slot> {
    while (this.#slots.every(({ busy }) => busy)) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.push(wake);
        signal?.addEventListener('abort', wake);
      });
      if (signal?.aborted) this.#waiting.shift()?.(); // its turn goes to the next
      signal?.throwIfAborted();
    }
    const free = this.#slots.filter(({ busy }) => !busy);
    const worth = free.map((slot) => shared(slot.sequence.contextTokens, prompt));
    const best = Math.max(...worth);
    const slot = free.filter((_, i) => worth[i] === best).sort((a, b) => a.used - b.used)[0]!;
    slot.busy = true;
    slot.used = ++this.#clock;
    return slot;
  }

  #release(slot: Slot): void {
    slot.reading?.end();
    slot.busy = false;
    this.#waiting.shift()?.();
  }

  /** Brings the slot's state to a prefix of the prompt; the tokens still to be read, at least the last. */
  async #settle(slot: Slot, prompt: number[], signal?: AbortSignal): Promise<number[]> {
    const { sequence } = slot;
    const own = shared(sequence.contextTokens, prompt);
    const others = this.#slots.filter((other) => other !== slot);
    // those that began to read before are worth waiting for; never the other way round
    const has = ({ sequence, reading, used }: Slot) =>
      shared((used < slot.used ? reading?.prompt : undefined) ?? sequence.contextTokens, prompt);
    const donor = others.sort((a, b) => has(b) - has(a))[0];
    if (donor && has(donor) > own + WORTH) {
      if (donor.used < slot.used) await donor.reading?.done;
      signal?.throwIfAborted();
      await this.#copy(donor, slot, prompt);
    }
    const keep = Math.min(shared(sequence.contextTokens, prompt), prompt.length - 1);
    await this.#cut(slot, keep);
    return prompt.slice(sequence.nextTokenIndex);
  }

  async #copy(from: Slot, to: Slot, prompt: number[]): Promise<void> {
    for (let tries = 0; tries < 3; tries++) {
      const upTo = shared(from.sequence.contextTokens, prompt);
      if (upTo <= shared(to.sequence.contextTokens, prompt)) return;
      if (await to.sequence._copyStateFromOtherSequence(from.sequence, upTo)) return;
      await new Promise((resolve) => setImmediate(resolve)); // it moved on meanwhile
    }
    await to.sequence.clearHistory();
  }

  async #cut({ sequence }: Slot, keep: number): Promise<void> {
    const end = sequence.nextTokenIndex;
    if (keep < end) await sequence.eraseContextTokenRanges([{ start: keep, end }]);
  }

  /** Reads all but the last piece, which the first draw takes along. */
  async #read(slot: Slot, tokens: number[], signal?: AbortSignal): Promise<number[]> {
    let rest = tokens;
    for (; rest.length > CHUNK; rest = rest.slice(CHUNK)) {
      signal?.throwIfAborted();
      await slot.sequence._decodeTokens(rest.slice(0, CHUNK), [], 5, slot.sequence.tokenMeter, NEVER, () => 0);
    }
    signal?.throwIfAborted();
    return rest;
  }

  /** One pass: the token after `feed`, and those after each guess that came true. */
  async #step({ sequence }: Slot, feed: number[], guesses: number[], chooser: Chooser): Promise<ScoredToken[]> {
    const tokens = [...feed, ...guesses];
    const first = feed.length - 1;
    const logits: (true | undefined)[] = [];
    for (let i = first; i < tokens.length; i++) logits[i] = true;
    const drawn: ScoredToken[] = [];
    await sequence._decodeTokens(tokens, logits, 5, sequence.tokenMeter, NEVER, async (at, i) => {
      const before = drawn.at(-1)?.token;
      if (drawn.length !== i - first || (i > first && (before !== tokens[i] || this.model.isEogToken(before!)))) return;
      drawn.push(await chooser.choose(at));
    });
    if (drawn.length === 0) throw new Error('llama.cpp gave no token.');
    const extra = tokens.length - first - drawn.length;
    if (extra > 0)
      await sequence.eraseContextTokenRanges([
        { start: sequence.nextTokenIndex - extra, end: sequence.nextTokenIndex },
      ]);
    return drawn;
  }

  #predictor(input: number[], prompt: number[]): Predictor {
    const predictor = new this.engine.package.InputLookupTokenPredictor(GUESS);
    predictor.updateInputTokens(input);
    predictor.reset({ stateTokens: prompt });
    return predictor;
  }
}

/** Says that the slot reads a prompt; call what it returns once the prompt is in. */
function announce(slot: Slot, prompt: number[]): () => void {
  let resolve = () => {};
  const done = new Promise<void>((set) => (resolve = set));
  const end = () => {
    slot.reading = undefined;
    resolve();
  };
  slot.reading = { prompt, done, end };
  return end;
}
