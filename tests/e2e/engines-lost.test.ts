/** The GPU process is killed in the middle of a reply: the device is lost for real, and the run goes on. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium } from 'playwright';
import { expect, test } from 'vitest';
import { PATIENCE } from '../patience';

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
    external: ['node:*', 'fs', 'path', 'url', 'crypto', 'perf_hooks', 'ws', 'module', 'worker_threads'],
  });
  return outputFiles[0]!.text;
}

type Told = { types: string[]; steps: number; exit: string; texts: string[]; error: string };

test('a lost device costs one reply and no step', async () => {
  const files: Record<string, string> = {
    '/': '<!doctype html><script src="/page.js"></script>',
    '/page.js': await bundle('tests/engines/lostpage.ts'),
    '/worker.js': await bundle('tests/engines/lostworker.ts'),
  };
  const server = http.createServer((request, response) => {
    const body = files[request.url ?? ''];
    const type = request.url === '/' ? 'text/html' : 'text/javascript';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
    args: ['--no-sandbox', '--disable-background-networking', '--enable-unsafe-webgpu'],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE.fact);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const told = () => page.evaluate(() => (globalThis as unknown as { told: Told }).told);
    const inReply = () => {
      const { types, steps, exit } = (globalThis as unknown as { told: Told }).told;
      return exit !== '' || (steps === 2 && types.at(-1) === 'token');
    };
    await page.waitForFunction(inReply);
    const session = await browser.newBrowserCDPSession();
    await session.send('Browser.crashGpuProcess');
    await page.waitForFunction(() => (globalThis as unknown as { told: Told }).told.exit !== '');
    const { exit, steps, types, texts, error } = await told();
    expect(error).toBe('');
    expect({ exit, steps }).toEqual({ exit: 'step_limit', steps: 6 });
    expect(types.filter((type) => type === 'retry')).toHaveLength(1);
    for (const text of texts) expect(text).toMatch(/^\{"action":"run","command":"npm test \d+"\}$/);
  } finally {
    await browser.close();
    server.close();
  }
});
