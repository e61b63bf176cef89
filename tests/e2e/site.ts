/** The built site, served under a sub-path to a real browser that can reach nothing else. */
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright';
import { onTestFinished } from 'vitest';
import { summary, type TaskIndex } from '../../src/tasks/instances';
import { toMini } from '../../src/trajectory/exporters';
import { demo, files } from '../fixtures/demo';
import { PATIENCE } from '../patience';
import { serve } from '../../scripts/serve.mjs';

export const dist = path.resolve(process.env.DIST ?? 'dist');

export interface Visit {
  page: Page;
  /** What must stay empty: CSP violations, uncaught errors, requests to other origins, failed loads. */
  trouble: string[];
  /** Paths requested so far. */
  requested: string[];
}

export interface Site {
  url: string;
  /** `prepare`: before anything is loaded. */
  visit(hash?: string, options?: BrowserContextOptions, prepare?: (page: Page) => Promise<void>): Promise<Visit>;
  close(): Promise<void>;
}

/**
 * Pages of the browser's own window, which nobody looks at, take a second of processor for each of ours. The last list of
 * features that are off is the one that counts, so what Playwright has in its own is said again.
 */
const OFF = [
  ...['PreloadTopChromeWebUI', 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'],
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades', 'LensOverlay'],
  ...['HttpsFirstBalancedModeAutoEnable', 'MediaRouter', 'PaintHolding', 'ThirdPartyStoragePartitioning'],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled'],
  'PreconnectToSearch',
];

/** The page goes with the test that opened it, since an open one keeps a core busy; one that a hook opened stays. */
function goesWithTest(context: BrowserContext): void {
  try {
    onTestFinished(() => context.close());
  } catch {
    // no test runs
  }
}

/** `args`: more flags for the browser, like --enable-unsafe-webgpu. */
export async function openSite(args: string[] = []): Promise<Site> {
  if (!fs.existsSync(path.join(dist, 'index.html')))
    throw new Error('There is no built site: run `npm run build` first.');
  const { server, url } = (await serve({ dir: dist, base: '/some/path/' })) as { server: http.Server; url: string };
  const browser: Browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      `--disable-features=${OFF.join(',')}`,
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      ...args,
    ],
  });
  const origin = new URL(url).origin;
  return {
    url,
    async visit(hash = '#/', options = {}, prepare) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        acceptDownloads: true,
        serviceWorkers: 'block', // each visit would bring the whole site; tests of the worker allow it
        reducedMotion: 'reduce', // a recording that plays is drawn all the time; tests of that ask for it
        ...options,
      });
      context.setDefaultTimeout(PATIENCE.fact);
      goesWithTest(context);
      const page = await context.newPage();
      await prepare?.(page);
      const trouble: string[] = [];
      const requested: string[] = [];
      page.on('pageerror', (error) => trouble.push(`uncaught: ${error.message}`));
      page.on('request', (request) => {
        const at = new URL(request.url());
        if (at.protocol.startsWith('http')) requested.push(at.pathname);
        if (at.protocol.startsWith('http') && at.origin !== origin) trouble.push(`left the site: ${request.url()}`);
      });
      page.on('console', (message) => {
        const text = message.text();
        // the canary has to be blocked; one that leaves is trouble (above)
        if (text.includes('csp-canary.invalid')) return;
        if (/Content Security Policy|TrustedScript|TrustedHTML/.test(text)) trouble.push(text);
      });
      await page.goto(url + hash);
      return { page, trouble, requested };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** The site's task list with one task to be checked on: the Training room plays all that there are, before and after. */
export async function oneHeldOut(page: Page): Promise<void> {
  await page.route('**/tasks/index.json', async (route) => {
    const index = (await (await route.fetch()).json()) as TaskIndex;
    const all = index.rows.map((_, i) => summary(index, i));
    const one = all.findIndex(
      ({ split, difficulty, framework }) => split === 'dev' && difficulty === 'easy' && framework === 'node:test',
    );
    const rows = index.rows.filter((_, i) => i === one || all[i]!.split !== 'dev');
    await route.fulfill({ json: { ...index, rows } });
  });
}

/** Opens the fixture's task and runs it, with the team that is chosen in its dialog. */
export async function runFixture(page: Page, url: string, choose: () => Promise<void>): Promise<void> {
  await page.goto(`${url}#/`);
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Team and limits' }).click();
  await choose();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.keyboard.press('t');
  await page.locator('dialog input[type=file]').setInputFiles(taskFile());
  await page.getByText('Opened duration-fixture').waitFor();
  await page.keyboard.press('r');
}

/** A recorded episode as a file, for import. */
export const recording = (id: string, title: string): { name: string; mimeType: string; buffer: Buffer } => ({
  name: `${id}.traj.json`,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify({ ...toMini({ ...demo, id, public: { ...demo.public, title } }), files })),
});

/** The fixture's broken repo as a task file. */
export const taskFile = (): { name: string; mimeType: string; buffer: Buffer } => {
  const { 'test/duration.test.js': test, ...sources } = files;
  const task = {
    id: 'duration-fixture',
    title: 'Durations lose their last part',
    source: 'hand-made',
    licence: 'MIT',
    language: 'javascript',
    problem: demo.public.problem,
    files: sources,
    tests: { 'test/duration.test.js': test },
    run: 'node --test',
    failToPass: Object.keys(demo.report!.failToPass),
    passToPass: Object.keys(demo.report!.passToPass),
    goldPatch: demo.patch,
  };
  return { name: 'duration.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(task)) };
};
