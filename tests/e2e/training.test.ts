/** The Training room on the built site: scoring kept episodes at every move of a slider, and exporting them. */
import fs from 'node:fs';
import { unzipSync, strFromU8 } from 'fflate';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCheckpoint } from '../../src/models/trained/checkpoint';
import { checkRows, readRows } from '../../src/train/export/check';
import { ROW_SHAPES } from '../../src/train/export/rows';
import { oneHeldOut, openSite, recording, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const rows = (page: Page) => page.getByRole('listbox', { name: 'Episodes by reward' }).getByRole('option');
const total = async (page: Page, i = 0) =>
  Number((await rows(page).nth(i).locator('.total').innerText()).replace('−', '-'));

async function withEpisodes(page: Page, ...titles: string[]): Promise<void> {
  await page
    .locator('label:has-text("Import .traj.json") input')
    .setInputFiles(titles.map((title, i) => recording(`kept-${i}`, title)));
  await page.waitForFunction(
    (n) => document.querySelectorAll('ul[aria-label=Episodes] li').length === n,
    titles.length,
  );
  await page.getByRole('navigation').getByRole('link', { name: 'Training' }).click();
  await page.getByRole('tab', { name: 'Reward' }).click();
}

test('without episodes there is a way on, and an example to score', async () => {
  const { page, trouble } = await site.visit('#/training/language');
  // what post-training did to a real model: the shipped report, whole
  const table = page.getByRole('table', { name: /The place is given/ });
  await expect.poll(() => table.getByRole('row').count()).toBeGreaterThan(2);
  expect(await page.getByRole('img', { name: /^Loss of the right line/ }).count()).toBe(1);
  expect(await page.locator('article li code').count()).toBeGreaterThan(3);
  await page.getByRole('tab', { name: 'Reward' }).click();
  await page.getByText('No finished episodes to score').waitFor();
  await page.getByRole('button', { name: 'Score the example' }).click();
  await rows(page).first().waitFor();
  expect(await page.getByRole('region', { name: /^Terms of/ }).innerText()).toMatch(/Resolved\s+the tests pass/);
  expect(trouble).toEqual([]);
});

test('episodes are scored again at every move of a slider', async () => {
  const { page, trouble } = await site.visit('#/library');
  await withEpisodes(page, 'One', 'Two');
  await expect.poll(() => rows(page).count()).toBe(2);
  const terms = page.getByRole('region', { name: /^Terms of/ });
  const before = await total(page);
  await page.getByRole('button', { name: 'Stage I', exact: true }).click();
  await page.getByRole('button', { name: 'Stage II', exact: true }).click();
  expect(await total(page)).toBe(before);
  await page.getByRole('slider', { name: 'Weight', exact: true }).first().fill('0'); // of following
  await expect.poll(() => total(page)).toBeLessThan(before);
  await expect.poll(() => page.getByText('your own weights').count()).toBe(1);
  await page.getByRole('button', { name: 'Stage II', exact: true }).click();
  await expect.poll(() => total(page)).toBe(before);
  await rows(page).nth(1).click();
  const title = await rows(page).nth(1).locator('.clip').innerText();
  expect(await terms.getAttribute('aria-label')).toBe(`Terms of ${title}`);
  await terms.getByRole('link', { name: 'Open episode' }).click();
  await page.getByText('Verified in a fresh sandbox').waitFor();
  expect(trouble).toEqual([]);
});

test('an export is a zip whose rows read back; nothing to export is one sentence', async () => {
  const { page, trouble } = await site.visit('#/training');
  await page.getByRole('tab', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Export for TRL, fine-tuning' }).click();
  await page.getByText('There are no episodes to export').waitFor();
  await page.goto(`${site.url}#/library`);
  await withEpisodes(page, 'One');
  await page.getByRole('tab', { name: 'Export' }).click();
  const take = async (label: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Export for ${label}` }).click(),
    ]);
    await page.getByText('read back and checked').waitFor();
    return unzipSync(fs.readFileSync(await download.path()));
  };
  const sft = await take('TRL, fine-tuning');
  checkRows(await readRows(strFromU8(sft['train.jsonl']!)), ROW_SHAPES.chat);
  const verl = await take('verl, reinforcement learning');
  checkRows(await readRows(verl['train.parquet']!), ROW_SHAPES.verl);
  expect(strFromU8(verl['protege_reward.py']!)).toContain('def compute_score(');
  expect(JSON.parse(strFromU8(verl['rewards.jsonl']!).split('\n')[0]!).terms.correct).toBe(1);
  expect(trouble).toEqual([]);
});

test('the net learns live: the loss falls; pause, go on, stop, save, use', async () => {
  const { page, trouble } = await site.visit('#/training', {}, oneHeldOut);
  const slider = (name: string) => page.getByRole('slider', { name });
  await slider('Episodes shown').fill('4');
  await slider('Steps of copying').fill('20');
  await slider('Rounds of practice').fill('0');
  await page.getByRole('button', { name: 'Start' }).click();
  const curve = page.getByRole('img', { name: /^Loss of copying/ });
  const losses = async () => {
    const [, first, , last, at] =
      /: ([\d.]+) at (\d+), ([\d.]+) at (\d+)/.exec((await curve.getAttribute('aria-label'))!) ?? [];
    return { first: Number(first), last: Number(last), at: Number(at ?? 0) };
  };
  await expect.poll(async () => (await losses()).at).toBeGreaterThan(1);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused. The net is kept.').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByText('Done.').waitFor();
  const { first, last, at } = await losses();
  expect(at).toBe(20);
  expect(last).toBeLessThan(first * 0.9);
  expect(await page.getByRole('row', { name: /^After copying \d of \d/ }).count()).toBe(1);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  const bytes = fs.readFileSync(await download.path());
  expect(parseCheckpoint(bytes).notes).toMatchObject({ step: 20 });
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByText('Nothing runs.').waitFor();
  const load = page.locator('label:has-text("Load") input');
  await load.setInputFiles({ name: 'torn.bin', mimeType: 'application/octet-stream', buffer: bytes.subarray(0, 5000) });
  await page.getByText(/no usable checkpoint/).waitFor();
  await load.setInputFiles({ name: 'net.bin', mimeType: 'application/octet-stream', buffer: bytes });
  await page.getByText('net.bin is loaded').waitFor();
  await page.getByRole('button', { name: 'Use as protégé' }).click();
  await page.waitForURL(/#\/$/);
  await page.getByText('Your net is the protégé now.').waitFor();
  expect(trouble).toEqual([]);
});
