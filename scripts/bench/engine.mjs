// The layer between web-llm's engine and the screen: cost per token, prefill, frames while tokens stream in.
// The engine is the package's own with a pipeline that only waits: no model computes here.
import http from 'node:http';
import { buildSite } from '../build.mjs';
import { serve } from '../serve.mjs';
import { portOf } from '../setup.mjs';
import { bundle, median, openBrowser, quantile } from './common.mjs';

const PACED_MS = 5; // 200 tokens/s

function host(files) {
  const server = http.createServer((request, response) => {
    const body = files[request.url ?? ''];
    const type = request.url === '/' ? 'text/html' : 'text/javascript';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body ?? '');
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** A chat server that says 100 tokens a second, without end in sight. */
function speaker() {
  const server = http.createServer((request, response) => {
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    if (request.method === 'OPTIONS') return response.writeHead(204, headers).end();
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    let n = 0;
    const timer = setInterval(() => {
      const delta = { content: n % 12 === 11 ? '\n' : `word${n} ` };
      response.write(
        `data: ${JSON.stringify({ id: 'c', model: 'm', choices: [{ index: 0, delta, finish_reason: null }] })}\n\n`,
      );
      n++;
    }, 10);
    response.on('close', () => clearInterval(timer));
    return undefined;
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

export async function measure(report) {
  const external = {
    external: ['node:*', 'fs', 'path', 'url', 'crypto', 'perf_hooks', 'ws', 'module', 'worker_threads'],
  };
  const server = await host({
    '/': '<!doctype html><script src="/page.js"></script>',
    '/page.js': await bundle('scripts/bench/enginepage.ts', external),
    '/worker.js': await bundle('scripts/bench/engineworker.ts', external),
  });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${portOf(server)}/`);
    await page.evaluate(() => globalThis.bench.load());
    /** By turns, so that a busy machine is as busy for both. */
    const run = (pace, length, steps, rounds) =>
      page.evaluate(
        async ([pace, length, steps, rounds]) => {
          await globalThis.bench.set(pace, length);
          await globalThis.bench.direct(2);
          /** @type {Record<'direct' | 'replies' | 'ratios', any[]>} */
          const all = { direct: [], replies: [], ratios: [] };
          for (let round = 0; round < rounds; round++) {
            all.direct.push(...(await globalThis.bench.direct(steps)));
            const { replies, ratios } = await globalThis.bench.episode(steps);
            all.replies.push(...replies);
            all.ratios.push(...ratios);
          }
          return all;
        },
        [pace, length, steps, rounds],
      );
    const perToken = (replies) => replies.map(({ ms, tokens }) => ms / tokens);
    const free = await run(0, 400, 5, 12);
    const base = median(perToken(free.direct));
    const costs = perToken(free.replies).map((ms) => ms - base);
    const n = costs.length;
    report({
      name: 'our layer per token, engine to page, median',
      value: median(costs),
      unit: 'ms',
      goal: '<= 0.1',
      n,
    });
    report({
      name: 'our layer per token, engine to page, p95',
      value: quantile(costs, 0.95),
      unit: 'ms',
      goal: '<= 0.1',
      n,
    });
    const paced = await run(PACED_MS, 200, 4, 5);
    const speed = (replies) => 1000 / median(perToken(replies));
    const loss = (1 - speed(paced.replies) / speed(paced.direct)) * 100;
    report({
      name: 'decode throughput lost at about 200 tokens/s',
      value: Math.max(0, loss),
      unit: '%',
      goal: '<= 2',
      n: 20,
    });
    const { ratios } = await run(0, 60, 30, 1);
    report({
      name: 'prefilled tokens of new tokens, worst of 30 steps',
      value: Math.max(...ratios),
      unit: 'x',
      goal: '<= 1.05',
      n: ratios.length,
    });
    await frames(browser, report);
  } finally {
    await browser.close();
    server.close();
  }
}

/** Frames of the built page while a reply streams in at 100 tokens/s. */
async function frames(browser, report) {
  await buildSite();
  const { server, url } = await serve();
  const chat = await speaker();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const requested = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    const endpoint = { baseURL: `http://127.0.0.1:${portOf(chat)}/v1`, model: 'm' };
    await page.addInitScript((endpoint) => {
      if (window !== top) return; // the sandbox's frame has no storage
      localStorage.setItem(
        'protege-settings',
        JSON.stringify({ protege: 'endpoint', expert: 'none', options: { endpoint } }),
      );
    }, endpoint);
    await page.goto(url);
    await page.getByText('Recorded run', { exact: true }).waitFor();
    await page.waitForTimeout(3000); // the background work after first paint is another figure
    await page.keyboard.press('r');
    await page.locator('.stream').waitFor({ timeout: 60_000 });
    const gaps = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const all = [];
          let last = performance.now();
          const tick = (now) => {
            all.push(now - last);
            last = now;
            if (all.length < 400) requestAnimationFrame(tick);
            else resolve(all);
          };
          requestAnimationFrame(tick);
        }),
    );
    report({
      name: 'frame while 100 tokens/s stream in, p95',
      value: quantile(gaps, 0.95),
      unit: 'ms',
      goal: '<= 50',
      n: gaps.length,
    });
    const chunks = requested.filter((path) => /\/(webllm|wllama)-/.test(path)).length;
    report({
      name: 'engine chunks fetched without an engine chosen',
      value: chunks,
      unit: '',
      goal: '<= 0',
      n: requested.length,
    });
    await context.close();
  } finally {
    server.close();
    chat.closeAllConnections();
    chat.close();
  }
}
