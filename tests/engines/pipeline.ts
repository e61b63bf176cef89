/**
 * A pipeline for the real MLCEngine that computes nothing: one token a character, replies by a script. It keeps the
 * package's own conversation object and KV rules, so that reuse, stops and counts are the package's.
 */
import { MLCEngine } from '@mlc-ai/web-llm';

interface Conversation {
  messages: [string, string, string | undefined][];
  override_system_message?: string;
  appendMessage(role: string, text: string, name?: string): void;
  appendReplyHeader(role: string): void;
  finishReply(text: string): void;
  reset(): void;
}

export interface Stub {
  /** What to say to a conversation (its messages, oldest first). */
  reply(messages: string[]): string;
  /** Called before each token. */
  beforeToken?(index: number): Promise<void> | void;
  /** Tokens prefilled by each request so far. */
  prefilled: number[];
  /** Tokens the prompt may have, as a real pipeline would find out. */
  limit?: number;
  seeds: number[];
  requests: unknown[];
}

const config = {
  tokenizer_files: ['tokenizer.json'],
  vocab_size: 256,
  context_window_size: 8192,
  conv_template: {
    system_template: '{system_message}',
    system_message: '',
    roles: { user: 'user', assistant: 'assistant', tool: 'tool' },
    role_templates: { user: '{user_message}', assistant: '{assistant_message}', tool: '{tool_message}' },
    seps: ['\n'],
    stop_str: [],
    stop_token_ids: [],
  },
};

class Pipeline {
  #conversation: Conversation = { messages: [] } as never;
  #said = '';
  #answer = '';
  #finish: string | undefined;
  #stopped = false;
  #kv = 0;
  #round = 0;
  #logprobs: unknown[] = [];
  #maxTokens = Infinity;
  constructor(readonly stub: Stub) {}

  getConversationObject = () => this.#conversation;
  setConversation = (conversation: Conversation) => void (this.#conversation = conversation);
  resetChat = () => {
    this.#kv = 0;
    this.#finish = undefined;
  };
  getFinishReason = () => this.#finish;
  stopped = () => this.#stopped;
  getMessage = () => this.#said;
  getTokenLogprobArray = () => this.#logprobs;
  setSeed = (seed: number) => void this.stub.seeds.push(seed);
  getCurRoundCompletionTotalTokens = () => this.#said.length;
  getCurRoundDecodingTotalTokens = () => Math.max(0, this.#said.length - 1);
  getCurRoundPrefillTotalTokens = () => this.#round;
  getCurRoundPrefillTotalTime = () => 0.001;
  getCurRoundDecodingTotalTime = () => 0.001;
  getCurRoundPrefillTokensPerSec = () => 1000;
  getCurRoundDecodingTokensPerSec = () => 200;
  getCurRoundGrammarInitTotalTime = () => 0;
  getCurRoundGrammarPerTokenTotalTime = () => 0;
  getCurRoundLatencyBreakdown = () => ({});
  dispose(): void {}
  async sync(): Promise<void> {}

  triggerStop(): void {
    if (this.#stopped) return;
    this.#end('abort');
  }

  async prefillStep(
    text: string,
    role: string,
    name: string | undefined,
    options: { max_tokens?: number },
  ): Promise<void> {
    const conversation = this.#conversation;
    conversation.appendMessage(role, text, name);
    const all = conversation.messages.map(([, , content]) => content ?? '');
    const system = conversation.override_system_message ?? '';
    this.#round = this.#kv === 0 ? system.length + all.join('').length : text.length;
    if (this.#kv + this.#round > (this.stub.limit ?? Infinity))
      throw Object.assign(new Error('Prompt tokens exceed context window size'), {
        name: 'ContextWindowSizeExceededError',
      });
    this.stub.prefilled.push(this.#round);
    conversation.appendReplyHeader('assistant');
    this.#kv += this.#round;
    this.#said = '';
    this.#stopped = false;
    this.#logprobs = [];
    this.#maxTokens = options.max_tokens ?? Infinity;
    this.#answer = this.stub.reply(all);
    await this.decodeStep();
  }

  async decodeStep(): Promise<void> {
    await (this.stub.beforeToken?.(this.#said.length) ?? new Promise((resolve) => setTimeout(resolve)));
    if (this.#said.length === this.#answer.length) {
      this.#logprobs.push({ token: '</s>', logprob: -0.01, bytes: null, top_logprobs: [] });
      return this.#end('stop');
    }
    const token = this.#answer[this.#said.length]!;
    this.#said += token;
    this.#kv++;
    this.#logprobs.push({ token, logprob: -0.25, bytes: null, top_logprobs: [] });
    if (this.#said.length >= this.#maxTokens) this.#end('length');
  }

  #end(reason: string): void {
    this.#stopped = true;
    this.#finish = reason;
    this.#conversation.finishReply(this.#said);
  }
}

/** The package's engine with the stub in the place of a loaded model. */
export function stubEngine(stub: Stub, id: string): MLCEngine {
  const engine = new MLCEngine();
  const pipeline = new Pipeline(stub);
  const inside = engine as unknown as Record<string, Map<string, unknown>> & {
    getLLMStates(): unknown[];
    getGPUVendor(): Promise<string>;
    reload(): Promise<void>;
  };
  let busy = Promise.resolve();
  let release = () => {};
  const lock = {
    acquire: async () => {
      await busy;
      busy = new Promise((resolve) => (release = resolve));
    },
    release: async () => release(),
  };
  inside.reload = async () => {
    inside.loadedModelIdToPipeline!.set(id, pipeline);
    inside.loadedModelIdToChatConfig!.set(id, config);
    inside.loadedModelIdToModelType!.set(id, 0);
    inside.loadedModelIdToLock!.set(id, lock);
  };
  inside.getLLMStates = () => {
    if (!inside.loadedModelIdToPipeline!.has(id))
      throw Object.assign(new Error('Model not loaded before calling.'), { name: 'ModelNotLoadedError' });
    return [id, pipeline, config];
  };
  inside.getGPUVendor = async () => 'stub';
  const ask = engine.chatCompletion.bind(engine);
  engine.chatCompletion = ((request: unknown) => {
    stub.requests.push(structuredClone(request));
    return ask(request as never);
  }) as never;
  return engine;
}
