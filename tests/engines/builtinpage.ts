/**
 * A stand-in for the browser's own `LanguageModel`, for a page that has none: the published interface with its rules (who may
 * speak where, `prefix`, clones, usage, abort, download with progress), and replies by a table. Self-contained, so that a
 * test may also put it into a page before its scripts run.
 */
export interface BuiltinOptions {
  state?: 'unavailable' | 'downloadable' | 'available';
  /** Tokens of context; four characters are one. */
  window?: number;
  /** The reply where the newest words hold the key; '' as a key = otherwise. */
  replies: Record<string, string>;
  /** Name of the DOMException that each prompt ends with, after so many good ones. */
  fails?: { name: string; after: number };
}

export interface BuiltinLog {
  created: number;
  cloned: number;
  destroyed: number;
  prompts: { input: { role: string; content: string; prefix?: boolean }[]; constrained: boolean }[];
}

export function installBuiltin(options: BuiltinOptions): BuiltinLog {
  interface Said {
    role: string;
    content: string;
    prefix?: boolean;
  }
  const log: BuiltinLog = { created: 0, cloned: 0, destroyed: 0, prompts: [] };
  const count = (input: Said[]) => input.reduce((sum, { content }) => sum + Math.ceil(content.length / 4) + 1, 0);
  let state: string = options.state ?? 'available';
  const check = (input: Said[]) => {
    if (!Array.isArray(input) || input.length === 0) throw new TypeError('a prompt is a list of messages');
    input.forEach(({ role, content, prefix }, i) => {
      if (role === 'system') throw new DOMException('system prompts come first', 'NotSupportedError');
      if (typeof content !== 'string') throw new TypeError('content is a text here');
      if (prefix && (role !== 'assistant' || i !== input.length - 1))
        throw new DOMException('only the last message may be a prefix, and only the assistant’s', 'SyntaxError');
    });
  };
  class StandIn {
    contextUsage: number;
    contextWindow = options.window ?? 9216;
    #gone = false;
    constructor(readonly before: Said[]) {
      this.contextUsage = count(before);
    }
    static async availability() {
      return state;
    }
    static async create({
      initialPrompts = [],
      monitor,
      signal,
    }: { initialPrompts?: Said[]; monitor?: (m: EventTarget) => void; signal?: AbortSignal } = {}) {
      signal?.throwIfAborted();
      if (state === 'unavailable') throw new DOMException('no model here', 'NotSupportedError');
      if (initialPrompts.some(({ role }, i) => role === 'system' && i > 0))
        throw new TypeError('the system prompt is the first');
      const target = new EventTarget();
      monitor?.(target);
      if (state === 'downloadable') {
        for (const loaded of [0, 0.4, 1]) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          signal?.throwIfAborted();
          target.dispatchEvent(Object.assign(new Event('downloadprogress'), { loaded, total: 1 }));
        }
        state = 'available';
      }
      log.created++;
      return new StandIn(initialPrompts);
    }
    async clone({ signal }: { signal?: AbortSignal } = {}) {
      signal?.throwIfAborted();
      if (this.#gone) throw new DOMException('the session is gone', 'InvalidStateError');
      log.cloned++;
      return new StandIn(this.before);
    }
    async measureContextUsage(input: Said[]) {
      check(input);
      return count(input);
    }
    promptStreaming(
      input: Said[],
      { signal, responseConstraint }: { signal?: AbortSignal; responseConstraint?: object } = {},
    ): ReadableStream<string> {
      check(input);
      if (this.#gone) throw new DOMException('the session is gone', 'InvalidStateError');
      log.prompts.push({ input, constrained: responseConstraint !== undefined });
      const asked = input.findLast(({ role }) => role === 'user')?.content ?? '';
      const key = Object.keys(options.replies).find((key) => key !== '' && asked.includes(key)) ?? '';
      const words = (options.replies[key] ?? '').match(/\s*\S+|\s+$/g) ?? [];
      const { fails } = options;
      const spent = (n: number) => (this.contextUsage += n);
      spent(count(input));
      return new ReadableStream<string>({
        async pull(controller) {
          await new Promise((resolve) => setTimeout(resolve));
          if (signal?.aborted) return controller.error(signal.reason);
          if (fails && log.prompts.length > fails.after)
            return controller.error(new DOMException('the model process ended', fails.name));
          const word = words.shift();
          if (word === undefined) return controller.close();
          spent(1);
          controller.enqueue(word);
        },
      });
    }
    destroy() {
      if (!this.#gone) log.destroyed++;
      this.#gone = true;
    }
  }
  Object.assign(globalThis, { LanguageModel: StandIn, builtinLog: log });
  return log;
}
