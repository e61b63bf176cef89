/** Any GGUF on this machine, outside the browser, through llama.cpp. Loaded models stay loaded from run to run. */
import { builtin } from '../engines/native/llama';
import { nativeModel } from '../engines/native';
import type { Model } from '../types';

/**
 * Options: `file` (a path, or a short name of `npm run weights`), `context` (tokens, default 8192), `parallel` (samples side
 * by side, default 4), `threads` (default: all cores), `lookup` (default false), `adapter` (a LoRA as GGUF,
 * or `fill` or `loop`, ours for qwen0.5), `gpu` (false: never).
 * @throws one clear sentence when an option is wrong, or when the file or the engine cannot be used.
 */
export async function create(options: Record<string, unknown>): Promise<Model> {
  const { file, adapter, lookup = false, gpu = 'auto' } = options;
  const cores = builtin<typeof import('node:os')>('node:os').availableParallelism();
  if (typeof file !== 'string' || file.trim() === '')
    throw new Error('Name the file: gguf:file=PATH, or a short name of `npm run weights` (smollm2, qwen0.5, qwen1.5).');
  if (adapter !== undefined && typeof adapter !== 'string')
    throw new Error('"adapter" is the path of a LoRA as GGUF, or fill or loop: ours for qwen0.5.');
  if (typeof lookup !== 'boolean') throw new Error('"lookup" is true or false.');
  if (gpu !== 'auto' && gpu !== false) throw new Error('"gpu" is auto or false.');
  return nativeModel({
    file,
    context: whole(options, 'context', 8192, 512, 1_048_576),
    parallel: whole(options, 'parallel', 4, 1, 64),
    threads: whole(options, 'threads', cores, 1, 256),
    lookup,
    gpu,
    ...(adapter === undefined ? {} : { adapter }),
  });
}

function whole(options: Record<string, unknown>, name: string, fallback: number, from: number, to: number): number {
  const value = options[name] ?? fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < from || value > to)
    throw new Error(`"${name}" must be a whole number from ${from} to ${to}.`);
  return value;
}
