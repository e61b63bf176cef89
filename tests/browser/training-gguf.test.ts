/** The tiny protégé as GGUF under real llama.cpp (wllama): the same greedy tokens as in our own decoder. */
import { Wllama } from '@wllama/wllama/esm/index.js';
import wasm from '@wllama/wllama/esm/wasm/wllama.wasm?url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDecoder, type NetDecoder } from '../../src/models/trained/decoder';
import { randomWeights } from '../../src/models/trained/init';
import type { Shape } from '../../src/models/trained/net';
import { TOKENS } from '../../src/models/trained/vocab';
import { ggufText, ggufTokens, toGguf } from '../../src/train/export/gguf';

const shape: Shape = { vocab: TOKENS.length, width: 64, layers: 3, heads: 4, hidden: 96, context: 256 };
const weights = randomWeights(shape, 7);
const PROMPT = Array.from({ length: 40 }, (_, i) => (i * 37 + 11) % TOKENS.length);

const nothing = () => {};
const quiet = { debug: nothing, log: nothing, warn: nothing, error: nothing };

let llama: Wllama;
let decoder: NetDecoder;
beforeAll(async () => {
  const url = new URL(wasm, location.href).href;
  llama = new Wllama({ default: url }, { suppressNativeLog: true, logger: quiet });
  llama.setCompat(null);
  await llama.loadModel([new Blob([toGguf(shape, weights)])], { n_ctx: 256, n_parallel: 1, n_gpu_layers: 0 });
  decoder = await openDecoder(weights, shape);
});
afterAll(async () => {
  decoder?.close();
  await llama?.exit();
});

const best = (logits: Float32Array) => logits.reduce((top, value, i) => (value > logits[top]! ? i : top), 0);

test('the text is read back into exactly these tokens', () => {
  expect(ggufTokens(ggufText(PROMPT))).toEqual(PROMPT);
  expect(ggufTokens(ggufText(TOKENS.map((_, i) => i)))).toEqual(TOKENS.map((_, i) => i));
  expect(() => ggufTokens('EDIT')).toThrow(/no text of the tiny/);
});

test('llama.cpp continues with the same tokens', async () => {
  const ours: number[] = [];
  for (let i = 0; i < 24; i++) ours.push(best(await decoder.read([...PROMPT, ...ours])));
  const done = await llama.createCompletion({ prompt: ggufText(PROMPT), max_tokens: 24, temperature: 0 });
  expect(done.usage?.prompt_tokens).toBe(PROMPT.length);
  expect(ggufTokens(done.choices[0]!.text)).toEqual(ours);
  expect(new Set(ours).size).toBeGreaterThan(3);
});

test('weights that do not fit their shape are refused', () => {
  expect(() => toGguf(shape, { ...weights, norm: new Float32Array(3) })).toThrow('norm should hold 64 numbers');
});
