import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { containerPage } from './site/containerpage.ts';
import { csp } from './site/csp.ts';
import { demoList } from './site/demolist.ts';
import { LongestFirst } from './site/longest.ts';
import { countModules, noticeFile } from './site/notice.ts';
import { oneThread } from './site/onethread.ts';
import { rebuildSandbox } from './site/rebuild.ts';
import { PATIENCE } from './tests/patience.ts';
import { SLOW } from './tests/slow.ts';

const chromium = process.env.CHROMIUM_PATH;
/** Vitest keeps one core free, which on two cores is half of them; most tests wait for a sandbox or a browser anyway. */
const maxWorkers = Math.max(2, availableParallelism());

const sandbox = createHash('sha256').update(readFileSync(new URL('public/sandbox.html', import.meta.url)));

export default defineConfig({
  base: './',
  define: { SANDBOX_VERSION: JSON.stringify(sandbox.digest('hex').slice(0, 12)) },
  plugins: [svelte(), csp(), containerPage(), demoList(), oneThread(), noticeFile(), rebuildSandbox()],
  worker: { format: 'es', plugins: () => [oneThread(), countModules()] },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: { input: ['index.html', 'embed.html'] },
  },
  server: { host: '127.0.0.1', headers: { 'content-security-policy': "frame-ancestors 'self'" } },
  preview: { host: '127.0.0.1', headers: { 'content-security-policy': "frame-ancestors 'self'" } },
  test: {
    sequence: { sequencer: LongestFirst },
    testTimeout: PATIENCE.test,
    hookTimeout: PATIENCE.test,
    expect: { poll: { timeout: PATIENCE.fact } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/browser/**', 'tests/e2e/**', ...(process.env.PROTEGE_FAST ? SLOW : [])],
          setupFiles: ['./tests/seed.ts'],
          maxWorkers,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: './tests/browser/setup.ts',
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                ...(chromium ? { executablePath: chromium } : {}),
                args: ['--no-sandbox', '--disable-background-networking'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts'],
          maxWorkers,
        },
      },
    ],
  },
});
