// The tiny protégé and its training, in Node on wasm.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../setup.mjs';
import { buildSandbox } from '../sandbox.mjs';
import { bundle } from './common.mjs';

const file = path.join(root, 'dist-node/bench-training.mjs');
/** tokens/s of tfjs 4.22 on wasm in Node for the same net, measured once on the same machine under load. */
const TFJS = 548;

export async function measure(report) {
  await buildSandbox();
  process.env.PROTEGE_ROOT ??= root;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await bundle('scripts/bench/training.ts', { outfile: file, format: 'esm', platform: 'node' });
  const { decoding, learning, practising } = await import(pathToFileURL(file).href);
  report({
    name: 'writing, one token at a time, Node',
    value: await decoding(200),
    unit: 'tok/s',
    goal: '>= 100',
    n: 200,
  });
  const learned = await learning(20);
  report({
    name: 'SFT throughput, 0.12 M parameters, times tfjs wasm',
    value: learned / TFJS,
    unit: '×',
    goal: '>= 5',
    n: 20,
  });
  const { perMinute, episodes, growth } = await practising(5);
  report({ name: 'RL episodes, headless', value: perMinute, unit: '/min', goal: '>= 60', n: episodes });
  report({ name: 'heap growth over an RL run', value: growth, unit: 'MB', goal: '<= 60', n: episodes });
}
