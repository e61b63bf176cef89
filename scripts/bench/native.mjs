// Our layer over llama.cpp of this machine, on real weights (npm run engine, npm run weights -- qwen0.5 qwen1.5): what it
// costs, what it reads again, and what samples side by side and guessed tokens bring. Ratios within one run.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../setup.mjs';
import { missing } from '../../src/engines/local.mjs';
import { bundle, median } from './common.mjs';

const ROUNDS = 7;

export async function measure(report) {
  process.env.PROTEGE_ROOT ??= root;
  const outfile = await bundle('scripts/bench/native.ts', {
    outfile: path.join(root, 'out/bench-native.mjs'),
    format: 'esm',
    platform: 'node',
  });
  const { THREADS, closeAll, decode, fills, growing, rewrites } = await import(pathToFileURL(outfile).href);
  for (const id of (process.env.PROTEGE_MODELS ?? 'qwen0.5 qwen1.5').split(' ')) {
    const why = missing(id);
    if (why) {
      console.error(`native ${id}: ${why}`);
      continue;
    }
    const { ours, engine } = await decode(id, ROUNDS);
    const ratios = ours.map((speed, i) => speed / engine[i]);
    report({
      name: `${id}: decode, ours ÷ the engine's own`,
      value: median(ratios),
      unit: 'x',
      goal: '>= 0.98',
      n: ROUNDS,
    });
    report({
      name: `${id}: decode, tokens a second, threads: ${THREADS}`,
      value: median(ours),
      unit: '/s',
      goal: '>= 0',
      n: ROUNDS,
    });
    report({
      name: `${id}: prefilled ÷ new tokens, 8 steps`,
      value: await growing(id, 8),
      unit: 'x',
      goal: '<= 1.05',
      n: 7,
    });
    await closeAll();
    const show = (name, now, than, n, goal = '>= 1.5') =>
      report({ name: `${id}: ${name}`, value: now.perMinute / than.perMinute, unit: 'x', goal, n });
    const [n, side] = [24, 8];
    const one = await fills(id, 1, n);
    const four = await fills(id, side, n);
    const cold = await fills(id, 1, 4, true);
    report({
      name: `${id}: fills a minute, ${side} side by side`,
      value: four.perMinute,
      unit: '/min',
      goal: '>= 0',
      n,
    });
    show(`fills, ${side} side by side ÷ one sequence, prompt kept`, four, one, n);
    show(`fills, ${side} side by side ÷ one sequence, prompt read each time`, four, cold, 4);
    const plain = await rewrites(id, { parallel: 1 }, 4);
    show(
      'rewrites, guessed from the prompt ÷ one plain',
      await rewrites(id, { parallel: 1, lookup: true }, 4),
      plain,
      4,
    );
    show('rewrites, 4 side by side ÷ one plain', await rewrites(id, { parallel: 4 }, 4), plain, 4);
  }
}
