/** "Your repo" on the built site: a repository from a loopback GitHub is repaired, reviewed and taken home as a patch. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { zipSync, strToU8 } from 'fflate';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { COMMIT, openHub, type Hub } from '../import/hub';
import { found, surfaces } from '../vault/surfaces';
import { openSite, type Site } from './site';

let site: Site;
let hub: Hub;
let folder: string;
beforeAll(async () => {
  [site, hub] = await Promise.all([openSite(), openHub()]);
});
beforeEach(() => {
  hub.faults.length = 0;
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'import-'));
});
afterAll(async () => {
  await Promise.all([site?.close(), hub?.close()]);
});

const clock: Record<string, string> = {
  'package.json': JSON.stringify({
    name: 'clock',
    type: 'module',
    license: 'MIT',
    scripts: { test: 'node --test' },
    dependencies: { 'pad-two': '^1.0.0' },
  }),
  'package-lock.json': JSON.stringify({
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/pad-two': { version: '1.0.0' } },
  }),
  'README.md': '# clock\n',
  'src/clock.js': `import { pad } from 'pad-two';

/** Seconds as m:ss. */
export function format(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return minutes + ':' + pad(rest);
}

export function longest(times) {
  let best = 0;
  for (let i = 0; i < times.length - 1; i++) {
    if (times[i] > best) best = times[i];
  }
  return best;
}
`,
  'test/clock.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { format, longest } from '../src/clock.js';

test('minutes and seconds', () => assert.equal(format(65), '1:05'));
test('the last time counts', () => assert.equal(longest([1, 2, 9]), 9));
test('no times', () => assert.equal(longest([]), 0));
`,
};
const TOKEN = 'ghp_canary0123456789abcdefABCDEF0123456789';
const packages = {
  'pad-two': {
    '1.0.0': {
      'package.json': JSON.stringify({ name: 'pad-two', version: '1.0.0', type: 'module', main: 'index.js' }),
      'index.js': "export const pad = (n) => String(n).padStart(2, '0');\n",
    },
    '1.1.0': {
      'package.json': JSON.stringify({ name: 'pad-two', version: '1.1.0' }),
      'index.js': 'throw new Error("not locked")',
    },
  },
};

/** The room with its addresses set to the loopback hub. */
async function openRoom(): Promise<{ page: Page; trouble: string[] }> {
  hub.repos['acme/clock'] = { files: { ...clock } };
  hub.packages = structuredClone(packages);
  const { page, trouble } = await site.visit('#/repo');
  await page.getByText('Addresses of GitHub and the package mirror').click();
  for (const [label, address] of [
    ['GitHub', hub.hosts.web],
    ['GitHub REST', hub.hosts.api],
    ['GitHub files', hub.hosts.raw],
    ['jsDelivr listing', hub.hosts.listing],
    ['jsDelivr files', hub.hosts.cdn],
  ] as const)
    await page.getByLabel(label, { exact: true }).fill(address);
  await page.getByRole('button', { name: 'Save addresses' }).click();
  return { page, trouble };
}

/** Requests to the hub are what this room is for; all else must stay empty. */
const unexpected = (trouble: string[]) => trouble.filter((line) => !line.includes(hub.url));

async function bring(page: Page, address: string): Promise<void> {
  await page.getByLabel('GitHub address, owner/repo').fill(address);
  await page.getByRole('button', { name: 'Import', exact: true }).click();
}

const inCheckout = (dir: string, command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

test('a pasted address becomes a patch that git applies and the tests of the checkout accept', async () => {
  const { page, trouble } = await openRoom();
  await bring(page, `${hub.url}/acme/clock/tree/main`);
  await page.getByRole('heading', { name: `acme/clock at ${COMMIT.slice(0, 7)}` }).waitFor();
  await page.getByText('1 package to install').waitFor();
  await page.getByRole('button', { name: 'Run the tests' }).click();
  await page.getByText('1 test fails').waitFor();
  await page.getByText('Installed 1 package: pad-two 1.0.0').waitFor();
  expect(await page.getByRole('checkbox', { name: 'the last time counts' }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Repair it' }).click();
  await page.getByText('Opened clock-').waitFor(); // and it runs, without another press
  await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor();

  await page.getByRole('link', { name: 'Review the patch' }).click();
  await page.getByText('Verified.').waitFor();
  await page.getByRole('button', { name: 'Revert src/clock.js, hunk 1' }).click();
  await page.getByText('Not verified since you changed it.').waitFor();
  await page.getByRole('button', { name: 'Verify again' }).click();
  await page.getByText('Does not hold.').waitFor();
  await page.getByRole('button', { name: 'Keep src/clock.js, hunk 1' }).click();
  await page.getByRole('button', { name: 'Verify again' }).click();
  await page.getByText('Verified.').waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download .patch' }).click(),
  ]);
  const patch = path.join(folder, 'clock.patch');
  await download.saveAs(patch);
  expect(unexpected(trouble)).toEqual([]);

  const checkout = path.join(folder, 'clock');
  for (const [name, text] of Object.entries({
    ...clock,
    'node_modules/pad-two/package.json': packages['pad-two']['1.0.0']['package.json'],
    'node_modules/pad-two/index.js': packages['pad-two']['1.0.0']['index.js'],
  })) {
    fs.mkdirSync(path.dirname(path.join(checkout, name)), { recursive: true });
    fs.writeFileSync(path.join(checkout, name), text);
  }
  inCheckout(checkout, 'git', 'init', '-q');
  inCheckout(checkout, 'git', 'apply', patch);
  expect(inCheckout(checkout, process.execPath, '--test')).toMatch(/# fail 0/);
});

test('a private repository comes through the vault, a pull request leaves through it; the token stays there', async () => {
  const { page, trouble } = await openRoom();
  hub.repos['acme/clock']!.token = TOKEN;
  await page.getByText('GitHub token (optional)').click();
  await page.getByLabel('Token', { exact: true }).fill('ghp_short');
  await page.getByRole('button', { name: 'Give the token to the vault' }).click();
  await page.getByText('GitHub tokens begin with').waitFor();
  await page.getByLabel('Token', { exact: true }).fill(TOKEN);
  await page.getByRole('button', { name: 'Give the token to the vault' }).click();
  await page.getByText('The vault holds a token for').waitFor();
  expect(await page.getByLabel('Another token').inputValue()).toBe('');
  hub.requests.length = 0;
  await bring(page, 'acme/clock');
  await page.getByRole('heading', { name: `acme/clock at ${COMMIT.slice(0, 7)}` }).waitFor();
  expect(hub.requests.filter((line) => !/^(GET|OPTIONS) \/api\//.test(line))).toEqual([]);

  await page.getByRole('button', { name: 'Run the tests' }).click();
  await page.getByText('1 test fails').waitFor();
  await page.getByRole('button', { name: 'Repair it' }).click();
  await page.getByText('Opened clock-').waitFor();
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Review the patch' }).click();
  await page.getByRole('button', { name: 'Make a pull request' }).click();
  const dialog = page.getByRole('dialog', { name: 'Make a pull request' });
  await dialog.getByText('src/clock.js').waitFor();
  expect(hub.requests.filter((line) => line.startsWith('POST'))).toEqual([]);
  await dialog.getByRole('button', { name: 'Write it to GitHub' }).click();
  await page.getByRole('link', { name: 'https://github.com/acme/clock/pull/1' }).waitFor();
  expect(hub.requests.filter((line) => line.startsWith('POST'))).toEqual(
    ['git/trees', 'git/commits', 'git/refs', 'pulls'].map((what) => `POST /api/repos/acme/clock/${what}`),
  );

  const kept = await surfaces(page);
  expect(Object.keys(kept).filter((place) => found(kept[place]!, TOKEN))).toEqual([]);
  expect(unexpected(trouble)).toEqual([]);
});

test('trouble is one sentence, what came is kept, and Resume goes on', async () => {
  const { page, trouble } = await openRoom();
  await bring(page, 'acme/nothing');
  await page.getByText('The repository acme/nothing was not found.').waitFor();
  hub.faults.push({ match: /clock\.test\.js$/, status: 404 });
  await bring(page, 'acme/clock');
  await page.getByRole('alert').getByText('The file test/clock.test.js was not found.').waitFor();
  hub.faults.length = 0;
  hub.requests.length = 0;
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('heading', { name: `acme/clock at ${COMMIT.slice(0, 7)}` }).waitFor();
  expect(hub.requests.filter((line) => line.includes('/cdn/')).length).toBeLessThan(Object.keys(clock).length);
  expect(unexpected(trouble)).toEqual([]);
});

test('a dropped zip, a test written in the page, the task as a file, saved and shared', async () => {
  const { page, trouble } = await site.visit('#/repo');
  // This browser has no share sheet; a stand-in for one that takes text and no JSON, as Chrome's does.
  await page.evaluate(() => {
    const takes = (data?: ShareData) => data?.files?.every(({ type }) => type === 'text/plain') ?? false;
    Object.assign(navigator, {
      canShare: takes,
      share: async (data: ShareData) => Object.assign(globalThis, { data }),
    });
  });
  const entries = {
    'half-main/package.json': strToU8('{"name":"half","scripts":{"test":"node --test"}}'),
    'half-main/src/half.js': strToU8('exports.half = (n) => n / 3;\n'),
  };
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'half.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(entries)) });
  await page.getByRole('heading', { name: 'half.zip' }).waitFor();
  await page.getByText('Write a failing test yourself').click();
  await page
    .getByLabel('Test', { exact: true })
    .fill(
      "const assert = require('node:assert');\nconst test = require('node:test');\nconst { half } = require('../src/half.js');\ntest('half of four', () => assert.equal(half(4), 2));\n",
    );
  await page.getByRole('button', { name: 'Add and run' }).click();
  await page.getByText('1 test fails').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the task' }).click(),
  ]);
  const task = JSON.parse(fs.readFileSync(await download.path(), 'utf8')) as { failToPass: string[]; tests: object };
  expect(task.failToPass).toEqual(['half of four']);
  expect(Object.keys(task.tests)).toEqual(['test/mine.test.js']);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.waitForFunction(() => 'data' in globalThis);
  const shared = await page.evaluate(async () => {
    const [file] = (globalThis as unknown as { data: { files: File[] } }).data.files;
    return { name: file!.name, text: await file!.text() };
  });
  expect(shared.name).toMatch(/^half.*\.txt$/);
  expect(JSON.parse(shared.text)).toEqual(task);
  expect(trouble).toEqual([]);
});
