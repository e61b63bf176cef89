// The tiny protégé and its training, in Node on wasm.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../setup.mjs';
import { prepare } from '../protege.mjs';
import { bundle } from './common.mjs';

const file = path.join(root, 'dist-node/bench-training.mjs');
/** Tokens/s of tfjs 4.22 (wasm backend, Node 20, one thread) on the same net and batch, measured when the engine was chosen;
 * tfjs is not installed here. */
const TFJS = 548;

export async function measure(report) {
  await prepare();
  process.env.PROTEGE_ROOT ??= root;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await bundle('scripts/bench/training.ts', { outfile: file, format: 'esm', platform: 'node' });
  const { decoding, learning, learningOn, practising } = await import(pathToFileURL(file).href);
  report({
    name: 'writing, one token at a time, Node',
    value: await decoding(200),
    unit: 'tok/s',
    goal: '>= 100',
    n: 200,
  });
  const learned = await learning(20);
  report({
    name: 'SFT throughput, 0.12 M parameters, 1 thread, × tfjs wasm',
    value: learned / TFJS,
    unit: '×',
    goal: '>= 5',
    n: 20,
  });
  report({
    name: 'SFT throughput, the shipped net, 2 workers',
    value: await learningOn(2, 20),
    unit: 'tok/s',
    goal: '>= 2740', // five times what tfjs does with a smaller one
    n: 20,
  });
  const { perMinute, episodes } = await practising(5, 2);
  report({ name: 'RL episodes, headless, 2 workers', value: perMinute, unit: '/min', goal: '>= 60', n: episodes });
  const alone = await practising(5, 0);
  report({ name: 'memory growth over an RL run', value: alone.growth, unit: 'MB', goal: '<= 60', n: alone.episodes });
}
