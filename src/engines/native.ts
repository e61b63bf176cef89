/**
 * Any GGUF on this machine's processor or graphics card, for the terminal: the same prompts, sampling and grammar as in the
 * tab. Loaded models stay loaded from run to run.
 */
import { defaultPrompt, lowering } from './context';
import { familyOf } from './fim';
import { ADAPTERS } from './adapters.mjs';
import { adapterFile, WEIGHTS, weightsFile, weightsFolder } from './local.mjs';
import { BatchDecoder } from './native/decoder';
import { builtin, fault, openEngine, type NativeEngine, type LlamaModel } from './native/llama';
import { doubted, filled, reply, scoreFills, type LoadedNative } from './native/reply';
import { promptTokens } from './native/template';
import { abortable, namedError } from './pump';
import { measured } from './warm';
import type { Able, Model } from '../types';

export interface NativeOptions {
  /** A path, or a short name of `npm run weights`. */
  file: string;
  /** Tokens of context window, for each of the parallel sequences. */
  context: number;
  /** Samples decoded side by side. */
  parallel: number;
  threads: number;
  /** Guess tokens from the prompt: pays where a reply repeats it, as a rewrite does. */
  lookup: boolean;
  /** A LoRA adapter as GGUF: a path, or the name of one that this site ships. */
  adapter?: string;
  gpu: 'auto' | false;
}

const open = new Map<string, { loaded: Promise<LoadedNative>; users: number }>();

/** @throws one clear sentence when the engine or the file is missing, damaged, of a wrong kind or too large. */
export async function nativeModel(options: NativeOptions): Promise<Model> {
  const key = JSON.stringify(options);
  let entry = open.get(key);
  if (!entry) {
    for (const [other, { loaded, users }] of open) {
      if (users > 0) continue;
      open.delete(other);
      await loaded.then(unload, () => undefined);
    }
    entry = open.get(key) ?? { loaded: load(options), users: 0 };
    open.set(key, entry);
    entry.loaded.catch(() => open.delete(key));
  }
  entry.users++;
  try {
    return modelOf(await entry.loaded, options, () => void entry.users--);
  } catch (error) {
    entry.users--;
    throw error;
  }
}

async function unload({ context, model }: LoadedNative): Promise<void> {
  await context.dispose();
  await model.dispose();
}

/** Ends every model that nobody uses. */
export async function closeAll(): Promise<void> {
  for (const [key, { loaded, users }] of open) {
    if (users > 0) continue;
    open.delete(key);
    await loaded.then(unload, () => undefined);
  }
}

function find(name: string): string {
  const file = weightsFile(name);
  if (file) return file;
  if (Object.hasOwn(WEIGHTS, name))
    throw namedError(
      'NoFileError',
      `${WEIGHTS[name]!.file} is not in ${weightsFolder()}: run \`npm run weights -- ${name}\`.`,
    );
  throw namedError(
    'NoFileError',
    `There is no file ${name}. Give the path of a GGUF, or one of ${Object.keys(WEIGHTS).join(', ')}.`,
  );
}

function findAdapter(name: string): string {
  const file = adapterFile(name);
  if (file) return file;
  throw namedError(
    'NoFileError',
    `There is no adapter ${name}. Give the path of a LoRA as GGUF, or one that comes along: ${Object.keys(ADAPTERS).join(', ')}.`,
  );
}

async function load(options: NativeOptions): Promise<LoadedNative> {
  const { basename } = builtin<typeof import('node:path')>('node:path');
  const path = find(options.file);
  const id = basename(path).replace(/\.gguf$/i, '');
  await isGguf(path);
  const adapter = options.adapter === undefined ? undefined : findAdapter(options.adapter);
  if (adapter) await isGguf(adapter);
  const engine = await openEngine(options.gpu);
  await engine.complaints();
  let model: LlamaModel | undefined;
  try {
    model = await engine.llama.loadModel({ modelPath: path });
    const context = await model.createContext({
      contextSize: Math.min(options.context, model.trainContextSize),
      sequences: options.parallel,
      threads: options.threads,
      failedCreationRemedy: false,
      ...(adapter ? { lora: adapter } : {}),
    });
    const { tokenizer, general } = model.fileInfo.metadata;
    const names = [id, general.name, general.basename].filter((name) => typeof name === 'string');
    const special = (text: string) => {
      const tokens = model!.tokenize(text, true);
      return tokens.length === 1 && model!.isSpecialToken(tokens[0]!);
    };
    const decoder = new BatchDecoder(engine, model, context, options.parallel);
    const prompt = defaultPrompt();
    const bytesPerToken = tokenizer.chat_template ? measured(prompt, promptTokens(engine, model, prompt).length) : 3;
    const size = model._model.getTotalParameters() / 1e9;
    const able: Able = {
      parallel: options.parallel,
      context: context.contextSize,
      device: await device(engine, model, options.threads),
      ...(size > 0 ? { size } : {}),
    };
    return {
      id,
      engine,
      model,
      context,
      decoder,
      family: familyOf(special, names),
      bytesPerToken,
      able,
      grammars: new Map(),
    };
  } catch (error) {
    await model?.dispose().catch(() => undefined);
    throw fault(error, basename(path), await engine.complaints());
  }
}

async function device({ llama }: NativeEngine, { gpuLayers }: LlamaModel, threads: number): Promise<string> {
  const cpu = `CPU, ${threads} thread${threads === 1 ? '' : 's'}`;
  if (!llama.gpu || gpuLayers === 0) return cpu;
  return `${(await llama.getGpuDeviceNames())[0] ?? 'GPU'} (${llama.gpu}, ${gpuLayers} layers)`;
}

async function isGguf(path: string): Promise<void> {
  const { open } = builtin<typeof import('node:fs/promises')>('node:fs/promises');
  const { basename } = builtin<typeof import('node:path')>('node:path');
  const handle = await open(path, 'r').catch((error: Error) => {
    throw namedError('NoFileError', `${path} cannot be read: ${error.message}`);
  });
  try {
    const magic = Buffer.alloc(4);
    await handle.read(magic, 0, 4, 0);
    if (magic.toString('latin1') !== 'GGUF')
      throw namedError(
        'WrongFormatError',
        `${basename(path)} is no GGUF: it does not begin with "GGUF". Choose a .gguf file.`,
      );
  } finally {
    await handle.close();
  }
}

function modelOf(loaded: LoadedNative, { lookup }: NativeOptions, left: () => void): Model {
  const { family, able } = loaded;
  let closed = false;
  return {
    able,
    generate: (messages, options = {}) =>
      lowering(
        () => loaded,
        () => reply(loaded, messages, options, lookup),
      ),
    ...(family && {
      fill: (gap, options = {}) => filled(loaded, family, gap, options),
      score: (gap, texts, signal) => abortable(scoreFills(loaded, family, gap, texts, signal), signal),
      doubts: (gap, text, signal) => abortable(doubted(loaded, family, gap, text, signal), signal),
    }),
    close() {
      if (!closed) left();
      closed = true;
    },
  };
}
