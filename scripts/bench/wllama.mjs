// llama.cpp in the tab, on real weights (npm run weights -- smollm2 qwen0.5): what our modules, threads and kept prompts bring
// against the package's module with one thread and nothing kept, and how far it is from llama.cpp outside the browser.
// PROTEGE_MODELS names others: short names or paths of GGUF files, with spaces between.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { engineFolder, weightsFile } from '../../src/engines/local.mjs';
import { buildLlama } from '../llama.mjs';
import { portOf, root } from '../setup.mjs';
import { bundle, median, openBrowser } from './common.mjs';

const ROUNDS = Number(process.env.PROTEGE_ROUNDS ?? 3);
const packages = path.join(root, 'node_modules/@wllama');
/** @type {Record<string, string>} */
const modules = {
  '/ours.wasm': path.join(root, 'generated/llama/fast.wasm'),
  '/plain.wasm': path.join(root, 'generated/llama/plain.wasm'),
  '/package.wasm': path.join(packages, 'wllama/esm/wasm/wllama.wasm'),
  '/compat.wasm': path.join(root, 'generated/llama/compat.wasm'),
  '/compat.js': path.join(packages, 'wllama-compat/wasm/wllama.js'),
};

async function host(texts) {
  /** @type {Record<string, string>} */
  const types = { '.js': 'text/javascript', '.wasm': 'application/wasm' };
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    const body = texts[pathname] ?? (modules[pathname] && fs.readFileSync(modules[pathname]));
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': types[path.extname(pathname)] ?? 'text/html',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return server;
}

/** Tokens a second outside the browser, at equal threads. */
async function native(file, threads) {
  if (!engineFolder()) return undefined;
  process.env.PROTEGE_ROOT ??= root;
  const outfile = path.join(root, 'out/bench-wllama-native.mjs');
  await bundle('scripts/bench/native.ts', { outfile, format: 'esm', platform: 'node' });
  const { speed, closeAll } = await import(pathToFileURL(outfile).href);
  const found = await speed(file, threads);
  await closeAll();
  return found;
}

export async function measure(report) {
  buildLlama();
  const server = await host({
    '/': '<!doctype html><input type="file" multiple /><script src="/page.js"></script>',
    '/page.js': await bundle('scripts/bench/wllamapage.ts'),
    '/worker.js': await bundle('scripts/bench/wllamaworker.ts'),
  });
  const cores = Math.min(2, os.availableParallelism());
  const browser = await openBrowser();
  try {
    for (const id of (process.env.PROTEGE_MODELS ?? 'smollm2 qwen0.5').split(' ')) {
      const file = weightsFile(id);
      if (!file) {
        console.error(`wllama ${id}: its file is not here (npm run weights -- ${id})`);
        continue;
      }
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${portOf(server)}/`);
      await page.locator('input').setInputFiles(file);
      const call = (name, ...args) => page.evaluate(([name, args]) => globalThis.bench[name](...args), [name, args]);
      const name = path.basename(file, '.gguf').slice(0, 34);
      const show = (what, value, unit, goal, n) => report({ name: `${name}: ${what}`, value, unit, goal, n });

      await call('open', 'package', 1);
      const before = await call('decode', ROUNDS, 16);
      const slow = await call('samples', ROUNDS, true);
      for (const threads of cores > 1 ? [1, cores] : [1]) {
        const { device } = await call('open', 'ours', threads);
        const now = await call('decode', ROUNDS, 32);
        const speed = (all, key) => median(all.map((one) => one[key]));
        show(`prefill, ${device}`, speed(now, 'prefill'), '/s', '>= 0', ROUNDS);
        show(`decode, ${device}`, speed(now, 'engine'), '/s', '>= 0', ROUNDS);
        const one = threads === 1;
        if (one) {
          show('prefill ÷ the package’s module', speed(now, 'prefill') / speed(before, 'prefill'), 'x', '>= 1', ROUNDS);
          show('decode ÷ the package’s module', speed(now, 'engine') / speed(before, 'engine'), 'x', '>= 1', ROUNDS);
        }
        show(
          `decode seen by the page ÷ the engine’s own, ${device}`,
          median(now.map(({ page, engine }) => page / engine)),
          'x',
          '>= 0.98',
          ROUNDS,
        );
        const samples = (await call('samples', ROUNDS + 2, false)).slice(1);
        show(`samples a minute, prompt kept, ${device}`, 60 / median(samples), '/min', '>= 0', samples.length);
        show(`samples a minute ÷ before, ${device}`, median(slow) / median(samples), 'x', '>= 2', samples.length);
        const ratios = one ? await call('growing', 5) : [];
        if (one) show('prefilled ÷ new tokens, worst', Math.max(...ratios), 'x', '<= 1.05', ratios.length);
        const outside = await native(file, threads);
        if (!outside) console.error('wllama ÷ native: the native engine is not installed (npm run engine)');
        else {
          show(`prefill ÷ native, ${device}`, speed(now, 'prefill') / outside.prefill, 'x', '>= 0', ROUNDS);
          show(`decode ÷ native, ${device}`, speed(now, 'engine') / outside.decode, 'x', '>= 0', ROUNDS);
        }
      }
      await page.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
}
