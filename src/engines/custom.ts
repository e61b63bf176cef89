/** A person's own models: fine-tuned weights of a known architecture, or any GGUF. Saved for next time, no secrets. */
import { preference, readJson } from '../storage/preferences';
import type { ModelOffer } from './catalogue';
import { address, mlc } from './choice';
import type { ModelSource } from './port';
import { namedError } from './pump';

export interface Custom {
  engine: ModelSource['engine'];
  name: string;
  /** webllm: folder of the weights; wllama: address of the .gguf (several, for a split file, with spaces). */
  weights: string;
  lib?: string;
  integrity?: string;
  sha256?: string;
  f16?: boolean;
}

const KEPT = preference('protege-models');

/** @throws AddressError, WrongHashError, or one sentence about what is missing. */
export function offerOf(custom: Custom): ModelOffer {
  const { engine, name, weights, lib = '', integrity = '', sha256 = '' } = custom;
  const id = name.trim();
  if (!/^[\w][\w .+-]{0,80}$/.test(id))
    throw namedError('AddressError', 'Give the model a short name: letters, digits, dots and dashes.');
  return {
    id,
    name: id,
    engine,
    size: 0,
    source:
      engine === 'webllm' ? mlc(id, weights.trim(), lib.trim(), hashes(integrity)) : ggufSource(id, weights, sha256),
    downloadMB: null,
    memoryMB: 0,
    kvKB: 0,
    maxContext: 131_072,
    quantization: 'your own',
    licence: { name: 'yours to know', url: weights.trim().split(/\s+/)[0]! },
    f16: engine === 'webllm' && custom.f16 === true,
    custom: true,
  };
}

/** One hash a line: `config sha256-…`, `lib sha256-…`, `tokenizer sha256-…`. */
function hashes(text: string): string | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 0) return undefined;
  const entries = lines.map((line) => {
    const [, key, hash] = /^(config|lib|tokenizer)\s*[:=]?\s+(\S+)$/.exec(line) ?? [];
    if (!key)
      throw namedError('WrongHashError', `"${line}" is not understood: write config, lib or tokenizer, then sha256-…`);
    return [key, hash!];
  });
  return JSON.stringify(Object.fromEntries(entries));
}

function ggufSource(id: string, weights: string, sha256: string): ModelSource {
  const files = weights.trim().split(/\s+/).map(address);
  const list = sha256.trim().split(/\s+/).filter(Boolean);
  for (const hash of list)
    if (!/^[0-9a-f]{64}$/i.test(hash))
      throw namedError('WrongHashError', `"${hash}" is no SHA-256: it has 64 hex digits.`);
  if (list.length > 0 && list.length !== files.length)
    throw namedError('WrongHashError', 'Give one SHA-256 per file, in the same order.');
  return { engine: 'wllama', id, files, ...(list.length ? { sha256: list } : {}) };
}

export const savedCustoms = (): Custom[] =>
  readJson<Custom[]>(
    KEPT,
    (saved) => (Array.isArray(saved) ? saved.filter(readable) : []),
    () => [],
  );

function readable(custom: unknown): custom is Custom {
  try {
    offerOf(custom as Custom);
    return true;
  } catch {
    return false;
  }
}

export function saveCustoms(customs: Custom[]): void {
  KEPT.keep(JSON.stringify(customs));
}
