/** What an engine's worker answers to the page. Engines compute in workers of their own; the page holds only this. */
import type { Completion, Doubts, Gap, GenerateOptions, Message, Stream } from '../types';

/** Where a model comes from. Plain JSON: it is recorded with the run's config. */
export type ModelSource = MlcSource | GgufSource;

/** Weights and library in web-llm's (MLC's) format. */
export interface MlcSource {
  engine: 'webllm';
  id: string;
  /** Folder with mlc-chat-config.json, tensor-cache.json, the tokenizer and the shards. */
  weights: string;
  /** The compiled model library (.wasm). */
  lib: string;
  /** Subresource-integrity strings (sha256-…) that the files must match. */
  integrity?: { config?: string; lib?: string; tokenizer?: string };
  /** WebGPU features that the library needs, like shader-f16. */
  features?: string[];
  /** Given to web-llm over the weights' own chat config. */
  overrides?: Record<string, unknown>;
}

/** One or more GGUF files for llama.cpp, LoRA adapters among them; without files, the person opens them from disk. */
export interface GgufSource {
  engine: 'wllama';
  id: string;
  files: string[];
  /** Hex SHA-256 of each file, when known. */
  sha256?: string[];
}

export interface LoadOptions {
  /** Tokens of context window. */
  context: number;
  /** Files from the person's own disk (wllama). */
  files?: Blob[];
  /** Hold what is in the cache against its hashes first (after a load that failed). */
  deep?: boolean;
  signal?: AbortSignal;
}

export type LoadPhase = 'download' | 'verify' | 'compile' | 'warm';

export interface LoadProgress {
  phase: LoadPhase;
  /** Bytes at hand and in all; in `compile` and `warm`, parts of 1. */
  done: number;
  total: number;
  /** Bytes that were here already. */
  kept?: number;
  /** Over the last seconds; absent while nothing moves. */
  bytesPerSecond?: number;
  secondsLeft?: number;
  /** A file that was fetched again because it was damaged. */
  healed?: string;
}

export interface Loaded {
  id: string;
  context: number;
  /** UTF-8 bytes per token of the default prompt, as this tokenizer counts. */
  bytesPerToken: number;
  /** Where it computes, in words. */
  device: string;
  /** What else there is to know before a run, a sentence each: why the processor and not the card, a missing template. */
  notes?: string[];
  /** Calls that are worth running side by side. */
  parallel: number;
  /** It was taught to fill a gap; it can tell how likely a text is there. */
  fills: boolean;
  scores: boolean;
  /** Billions of weights, where the file tells. */
  size?: number;
  /** Names of the adapters that are applied. */
  adapters?: string[];
  /** Tokens/s of the warm-up's prompt and of its one action, and whether that action was well formed. */
  warm: { tokens: number; tokensPerSecond: number; prefillPerSecond: number; ms: number; text: string };
}

export interface EngineApi {
  /** Downloads what is missing, compiles, warms up. @throws raw errors; see faults. */
  load(source: ModelSource, options: LoadOptions): Stream<LoadProgress, Loaded>;
  generate(messages: Message[], options?: GenerateOptions): Stream<string, Completion>;
  /** What stands in the gap. @throws NoFillError where the model was not made for it. */
  fill(gap: Gap, options?: GenerateOptions): Stream<string, Completion>;
  /** See Model.score. @throws NoFillError, NoScoreError */
  score(gap: Gap, texts: string[], signal?: AbortSignal): Promise<number[][]>;
  /** See Model.doubts. @throws NoFillError, NoScoreError */
  doubts(gap: Gap, text: string, signal?: AbortSignal): Promise<Doubts>;
  /** Reads these messages ahead, so that a prompt that begins with them costs only the rest. Ends early on abort. */
  prime(messages: Message[], signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** What an engine's worker answers besides: whether the page's content policy is in force in it. */
export interface Hosted extends EngineApi {
  confined(): Promise<boolean>;
}

/** Names of the api's streams, for rpc `connect`. */
export const ENGINE_STREAMS = ['load', 'generate', 'fill'] as const;
