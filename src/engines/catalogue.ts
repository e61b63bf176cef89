/**
 * Models the picker offers. web-llm's own list is inside its 2 MB chunk, so the part we offer stands here; a test holds it
 * against the installed package. Download sizes of 1.5B and up are estimates (4.5 bits a parameter; no weights could be
 * fetched where this was built), and so is the KV cache per token (from the models' published shapes).
 */
import { adaptedId, ADAPTERS } from './adapters.mjs';
import type { GgufSource, MlcSource, ModelSource } from './port';

export interface ModelOffer {
  id: string;
  name: string;
  engine: ModelSource['engine'];
  /** Billions of parameters. */
  size: number;
  source: ModelSource;
  /** MB; null = not known before the download begins. */
  downloadMB: number | null;
  /** MB of GPU memory at 4,096 tokens, as web-llm declares it; for llama.cpp, of ordinary memory (estimate). */
  memoryMB: number;
  /** KB of KV cache per token. */
  kvKB: number;
  /** Longest context the weights were trained for. */
  maxContext: number;
  quantization: string;
  licence: { name: string; url: string };
  /** Needs 16-bit shaders, whatever its record says. */
  f16: boolean;
  custom?: true;
}

const HUB = 'https://huggingface.co';
const LIBS = 'https://raw.githubusercontent.com/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/v0_2_86/base';
const apache = (repo: string) => ({ name: 'Apache-2.0', url: `${HUB}/${repo}/blob/main/LICENSE` });

interface ModelFamily {
  name: string;
  repo: string;
  size: number;
  lib: string;
  kvKB: number;
  maxContext: number;
  licence?: { name: string; url: string };
  /** [quantization, VRAM MB as declared, download MB] */
  builds: ['q4f16_1' | 'q4f32_1', number, number][];
  overrides?: Record<string, unknown>;
  /** Name of the weights where it is not the repo's. */
  weights?: string;
}

const FAMILIES: ModelFamily[] = [
  {
    name: 'Qwen2.5-Coder 0.5B',
    repo: 'Qwen/Qwen2.5-Coder-0.5B-Instruct',
    size: 0.5,
    lib: 'Qwen2-0.5B-Instruct',
    kvKB: 12,
    maxContext: 32768,
    builds: [
      ['q4f16_1', 944.62, 290],
      ['q4f32_1', 1060.2, 321],
    ],
  },
  {
    name: 'Qwen2.5-Coder 1.5B',
    repo: 'Qwen/Qwen2.5-Coder-1.5B-Instruct',
    size: 1.5,
    lib: 'Qwen2-1.5B-Instruct',
    kvKB: 28,
    maxContext: 32768,
    builds: [
      ['q4f16_1', 1629.75, 880],
      ['q4f32_1', 1888.97, 980],
    ],
  },
  {
    name: 'Qwen2.5-Coder 3B',
    repo: 'Qwen/Qwen2.5-Coder-3B-Instruct',
    size: 3,
    lib: 'Qwen2.5-3B-Instruct',
    kvKB: 36,
    maxContext: 32768,
    licence: {
      name: 'Qwen Research (no commercial use)',
      url: `${HUB}/Qwen/Qwen2.5-Coder-3B-Instruct/blob/main/LICENSE`,
    },
    builds: [
      ['q4f16_1', 2504.76, 1750],
      ['q4f32_1', 2893.64, 1950],
    ],
  },
  {
    name: 'Qwen2.5-Coder 7B',
    repo: 'Qwen/Qwen2.5-Coder-7B-Instruct',
    size: 7.6,
    lib: 'Qwen2-7B-Instruct',
    kvKB: 56,
    maxContext: 32768,
    builds: [
      ['q4f16_1', 5106.67, 4300],
      ['q4f32_1', 5900.09, 4780],
    ],
  },
  {
    name: 'Qwen3 0.6B',
    repo: 'Qwen/Qwen3-0.6B',
    size: 0.6,
    lib: 'Qwen3-0.6B',
    kvKB: 112,
    maxContext: 32768,
    builds: [
      ['q4f16_1', 1403.34, 340],
      ['q4f32_1', 1924.98, 380],
    ],
  },
  {
    name: 'Qwen3 1.7B',
    repo: 'Qwen/Qwen3-1.7B',
    size: 1.7,
    lib: 'Qwen3-1.7B',
    kvKB: 112,
    maxContext: 32768,
    builds: [
      ['q4f16_1', 2036.66, 970],
      ['q4f32_1', 2635.44, 1080],
    ],
  },
  {
    name: 'Qwen3 4B',
    repo: 'Qwen/Qwen3-4B',
    size: 4,
    lib: 'Qwen3-4B',
    kvKB: 144,
    maxContext: 32768,
    builds: [
      ['q4f16_1', 3431.59, 2270],
      ['q4f32_1', 4327.71, 2520],
    ],
  },
  {
    name: 'Qwen3 8B',
    repo: 'Qwen/Qwen3-8B',
    size: 8.2,
    lib: 'Qwen3-8B',
    kvKB: 144,
    maxContext: 32768,
    builds: [
      ['q4f16_1', 5695.78, 4610],
      ['q4f32_1', 6852.55, 5120],
    ],
  },
  {
    name: 'Ministral 3 3B',
    repo: 'mistralai/Ministral-3-3B-Instruct-2512-BF16',
    size: 3.4,
    lib: 'Ministral-3-3B-Instruct-2512-BF16',
    kvKB: 104,
    maxContext: 32768,
    builds: [
      ['q4f16_1', 2863.69, 1930],
      ['q4f32_1', 3532.37, 2140],
    ],
  },
];

function mlcOffers(family: ModelFamily): ModelOffer[] {
  const base = family.repo.split('/')[1]!;
  return family.builds.map(([quantization, memoryMB, downloadMB]): ModelOffer => {
    const id = `${base}-${quantization}-MLC`;
    const source: MlcSource = {
      engine: 'webllm',
      id,
      weights: `${HUB}/mlc-ai/${id}`,
      lib: `${LIBS}/${family.lib}-${quantization}_cs1k-webgpu.wasm`,
      ...(family.overrides ? { overrides: family.overrides } : {}),
    };
    const { name, size, kvKB, maxContext } = family;
    const f16 = quantization === 'q4f16_1';
    const licence = family.licence ?? apache(family.repo);
    return {
      id,
      name,
      engine: 'webllm',
      size,
      source,
      downloadMB,
      memoryMB,
      kvKB: f16 ? kvKB : 2 * kvKB,
      maxContext,
      quantization,
      licence,
      f16,
    };
  });
}

function ggufOffer(
  name: string,
  repo: string,
  size: number,
  downloadMB: number,
  kvKB: number,
  path: string,
): ModelOffer {
  const source: GgufSource = {
    engine: 'wllama',
    id: path.replace(/\.gguf$/, ''),
    files: [`${HUB}/${repo}/resolve/main/${path}`],
  };
  return {
    id: source.id,
    name,
    engine: 'wllama',
    size,
    source,
    downloadMB,
    memoryMB: downloadMB + kvKB * 4 + 250,
    kvKB,
    maxContext: 32768,
    quantization: 'Q4_K_M',
    licence: apache(repo),
    f16: false,
  };
}

export const OFFERS: ModelOffer[] = [
  ...FAMILIES.flatMap(mlcOffers),
  ggufOffer(
    'Qwen2.5-Coder 0.5B',
    'Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF',
    0.5,
    490,
    12,
    'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
  ),
  ggufOffer(
    'Qwen2.5-Coder 1.5B',
    'Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF',
    1.5,
    1120,
    28,
    'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf',
  ),
];

/** The same model with one of our adapters. @param site the page's own address, which the adapter comes from */
export function adapted(offer: ModelOffer, adapter: keyof typeof ADAPTERS, site: string): ModelOffer {
  const { file, downloadMB, label } = ADAPTERS[adapter];
  if (offer.source.engine !== 'wllama') throw new Error('Only llama.cpp takes adapters here.');
  const id = adaptedId(offer.id, adapter);
  return {
    ...offer,
    id,
    name: `${offer.name} ${label}`,
    downloadMB: offer.downloadMB === null ? null : offer.downloadMB + downloadMB,
    source: { ...offer.source, id, files: [...offer.source.files, new URL(file, site).href] },
  };
}

export const memoryAt = ({ memoryMB, kvKB }: ModelOffer, context: number): number =>
  memoryMB + ((context - 4096) * kvKB) / 1024;
