/**
 * llama.cpp of this machine, through node-llama-cpp: the part of it that we use, how it is found, and its failures in
 * words. It is no dependency of the project (its GPU builds are hundreds of megabytes): `npm run engine` installs it,
 * pinned, into native/. Some of what is used is internal to the package, hence the exact version.
 */
import { ENGINE_VERSION, engineFolder } from '../local.mjs';
import { namedError } from '../pump';

export const builtin = <T>(name: string): T =>
  (process as unknown as { getBuiltinModule(name: string): T }).getBuiltinModule(name);

/** [token, probabilities, confidence, token-logit pairs, sum of exp(logit - greatest)] */
export type Drawn = [token: number, _p: unknown, _c: unknown, logits?: number[], total?: number];

export interface Sampler {
  applyConfig(config: Record<string, unknown>): void;
  dispose(): void;
}

export interface Bindings {
  AddonSampler: {
    new (model: unknown): Sampler;
    acceptGrammarEvaluationStateToken(state: unknown, token: number): void;
    canBeNextTokenForGrammarEvaluationState(state: unknown, token: number): boolean;
  };
  AddonGrammarEvaluationState: new (model: unknown, grammar: unknown) => unknown;
}

export interface LlamaSequence {
  readonly contextTokens: number[];
  readonly nextTokenIndex: number;
  readonly tokenMeter: unknown;
  clearHistory(): Promise<void>;
  eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void>;
  _copyStateFromOtherSequence(other: LlamaSequence, upTo: number): Promise<boolean>;
  /** Reads tokens into the state; `draw` is called for each index whose logits are wanted, its value comes back there. */
  _decodeTokens<T>(
    tokens: number[],
    logits: (true | undefined)[],
    priority: number,
    meter: unknown,
    shift: unknown,
    draw: (batchIndex: number, index: number) => T | Promise<T>,
  ): Promise<(T | undefined)[]>;
}

export interface LlamaContext {
  readonly contextSize: number;
  readonly _ctx: {
    sampleToken(
      batchIndex: number,
      sampler: Sampler,
      probabilities: boolean,
      confidence: boolean,
      logits: false | [tokens: number[], max: boolean, min: boolean, selected: boolean, top: number],
      total: boolean,
    ): Promise<Drawn>;
  };
  getSequence(): LlamaSequence;
  dispose(): Promise<void>;
}

export interface LlamaModel {
  readonly llama: Llama;
  readonly _model: { getTotalParameters(): number };
  readonly fileInfo: { metadata: { general: Record<string, unknown>; tokenizer: { chat_template?: string } } };
  readonly trainContextSize: number;
  readonly gpuLayers: number;
  readonly tokens: {
    bos: number | null;
    bosString: string | null;
    eosString: string | null;
    shouldPrependBosToken: boolean;
  };
  tokenize(text: string, special?: boolean): number[];
  detokenize(tokens: number[], special?: boolean, last?: number[]): string;
  isSpecialToken(token: number): boolean;
  isEogToken(token: number): boolean;
  createContext(options: Record<string, unknown>): Promise<LlamaContext>;
  dispose(): Promise<void>;
}

export interface Llama {
  readonly gpu: string | false;
  readonly cpuMathCores: number;
  readonly _bindings: Bindings;
  loadModel(options: Record<string, unknown>): Promise<LlamaModel>;
  createGrammar(options: { grammar: string }): Promise<{ _grammar: unknown }>;
  getGpuDeviceNames(): Promise<string[]>;
}

export interface Predictor {
  updateInputTokens(tokens: number[]): void;
  reset(state: { stateTokens: number[] }): void;
  pushTokens(tokens: number[]): void;
  predictTokens(): number[];
}

export interface LlamaPackage {
  getLlama(options: Record<string, unknown>): Promise<Llama>;
  InputLookupTokenPredictor: new (options: Record<string, unknown>) => Predictor;
}

export interface NativeEngine {
  llama: Llama;
  package: LlamaPackage;
  /** Renders a chat template of a GGUF. */
  Template: new (source: string) => { render(values: Record<string, unknown>): string };
  /** What llama.cpp complained of last; emptied by reading. Its log comes a moment after its errors. */
  complaints(): Promise<string>;
}

const engines = new Map<string, Promise<NativeEngine>>();

/** @param gpu `auto` = what is installed and works; @throws in words when the engine is not installed. */
export function openEngine(gpu: 'auto' | false): Promise<NativeEngine> {
  const key = String(gpu);
  const open = engines.get(key) ?? start(gpu);
  engines.set(key, open);
  open.catch(() => engines.delete(key));
  return open;
}

async function start(gpu: 'auto' | false): Promise<NativeEngine> {
  const folder = engineFolder();
  if (!folder)
    throw namedError(
      'NoEngineError',
      'The native engine is not installed: run `npm run engine` once (llama.cpp for this machine, about 85 MB).',
    );
  const { join } = builtin<typeof import('node:path')>('node:path');
  const { readFileSync } = builtin<typeof import('node:fs')>('node:fs');
  const { pathToFileURL } = builtin<typeof import('node:url')>('node:url');
  const inside = (...path: string[]) => join(folder, 'node_modules', ...path);
  const load = (...path: string[]) => import(/* @vite-ignore */ pathToFileURL(inside(...path)).href);
  const { version } = JSON.parse(readFileSync(inside('node-llama-cpp/package.json'), 'utf8')) as { version: string };
  if (version !== ENGINE_VERSION)
    throw namedError(
      'NoEngineError',
      `node-llama-cpp ${version} is installed and this project is made for ${ENGINE_VERSION}: run \`npm run engine\`.`,
    );
  const [api, jinja] = (await Promise.all([
    load('node-llama-cpp/dist/index.js'),
    load('@huggingface/jinja/dist/index.js'),
  ])) as [LlamaPackage, Pick<NativeEngine, 'Template'>];
  let lines: string[] = [];
  const llama = await api.getLlama({
    gpu,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: 'error',
    logger: (_level: string, line: string) => void (lines = [...new Set([...lines, line.trim()])].slice(-20)),
    maxThreads: 0,
  });
  const complaints = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const text = lines.filter(Boolean).join(' ');
    lines = [];
    return text;
  };
  return { llama, package: api, Template: jinja.Template, complaints };
}

/** What stands in the way of a file, said with what to do about it. */
export function fault(error: unknown, file: string, said: string): Error {
  const { name, message } = error as Error;
  const text = `${name} ${message} ${said}`;
  if (/insufficient.?memory|out of memory|failed to allocate|too large/i.test(text))
    return namedError(
      'OutOfMemoryError',
      `${file} needs more memory than is free. Choose a smaller model or quantization, or less context (context=4096, parallel=1).`,
    );
  if (/lora|adapter/i.test(text))
    return namedError(
      'WrongAdapterError',
      `The adapter does not fit ${file}: it must be a LoRA as GGUF, made for the same base model (${clip(said || message)}).`,
    );
  if (
    /not within the file bounds|corrupted or incomplete|unexpected end|EOF|failed to read|out of range|offset/i.test(
      text,
    )
  )
    return namedError(
      'DamagedError',
      `${file} is cut off or damaged. Fetch it again (\`npm run weights\` checks what it fetches).`,
    );
  if (/unknown (model )?architecture/i.test(text))
    return namedError(
      'WrongFormatError',
      `This llama.cpp does not know the architecture of ${file} (${clip(said || message)}). Choose another model.`,
    );
  return namedError('WrongFormatError', `llama.cpp could not read ${file} (${clip(said || message)}).`);
}

const clip = (text: string) => text.replace(/\s+/g, ' ').slice(0, 200);
