/** The Arms room on the built site: the table, the dial and training over imported episodes; the weights reach a run. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toMini } from '../../src/trajectory/exporters';
import type { Trajectory } from '../../src/types';
import { makeEpisode } from '../gates/episodes';
import { faults } from './axe';
import { openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const file = (episode: Trajectory) => ({
  name: `${episode.id}.traj.json`,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify(toMini({ ...episode, public: { ...episode.public, title: episode.id } }))),
});
/** The same episodes with an expert behind the learned gate. */
const gated = (episode: Trajectory): Trajectory => ({
  ...episode,
  id: `gated-${episode.id}`,
  config: { ...episode.config, expert: { id: 'oracle' }, gate: { id: 'learned' } },
});

async function bring(page: Page, episodes: Trajectory[]): Promise<void> {
  await page.locator('label:has-text("Import .traj.json") input').setInputFiles(episodes.map(file));
  await page.getByText(`Imported ${episodes.length} episodes.`).waitFor();
}

test('empty, it says what to do', async () => {
  const { page, trouble } = await site.visit('#/arms');
  await page.getByText(/No finished episode is kept in this browser yet/).waitFor();
  const example = page.getByRole('region', { name: 'An example, until you have your own' });
  await example.getByRole('row', { name: /^Always/ }).waitFor();
  expect(await example.getByRole('row').count()).toBe(5);
  await page.getByRole('tab', { name: 'Dial' }).click();
  // the dial has something to turn on: recordings of the lessons
  await page.getByText(/Until then, an example/).waitFor();
  await page.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await page.getByText(/^6 recorded episodes; at most/).waitFor();
  const asks = page.locator('dl div', { hasText: 'Asks an episode' }).locator('dd').first();
  expect(Number(await asks.innerText())).toBeGreaterThan(1);
  expect(await faults(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Train the gate' }).click();
  expect(await page.getByRole('button', { name: 'Train the gate on my episodes' }).isDisabled()).toBe(true);
  expect(await faults(page)).toEqual([]);
  expect(trouble).toEqual([]);
});

test('recorded episodes make a table, a dial and a gate of their own', async () => {
  const { page, trouble } = await site.visit('#/library');
  const solo = Array.from({ length: 24 }, (_, i) => makeEpisode(i));
  await bring(page, [...solo, ...solo.slice(0, 6).map(gated)]);
  await page.goto(`${site.url}#/arms`);

  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
  await row('Learned gate').waitFor();
  // of the 24 tasks played alone, the six that both have played
  expect(await row('Protégé alone').getByRole('cell').first().innerText()).toBe('6');
  expect(await row('Learned gate').getByRole('cell').first().innerText()).toBe('6');
  await page.getByText(/The oracle has seen the reference patch/).waitFor();

  await page.getByRole('tab', { name: 'Dial' }).click();
  const asks = page.locator('dl div', { hasText: 'Asks an episode' }).locator('dd').first();
  const slider = page.getByRole('slider');
  await slider.focus();
  await page.keyboard.press('End');
  expect(await asks.innerText()).toBe('0.00');
  await page.keyboard.press('Home');
  expect(Number(await asks.innerText())).toBeGreaterThan(1);

  await page.getByRole('tab', { name: 'Train the gate' }).click();
  await page.getByRole('button', { name: 'Train the gate on my episodes' }).click();
  await page.getByRole('heading', { name: 'Your gate' }).waitFor();
  await page.getByRole('button', { name: 'Use it for the learned gate' }).click();
  await page.getByRole('heading', { name: 'In use: your weights' }).waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'Train the gate' }).click();
  await page.getByRole('button', { name: 'Back to the shipped weights' }).click();
  await page.getByRole('heading', { name: 'In use for the tiny protégé: the shipped weights' }).waitFor();
  expect(trouble).toEqual([]);
});

test('arms run in the tab, are kept, and appear in the table', async () => {
  const { page, trouble } = await site.visit('#/arms');
  await page.getByRole('heading', { name: 'Try them in this tab' }).waitFor();
  for (const arm of ['Random', 'How stuck']) await page.getByRole('checkbox', { name: arm }).uncheck();
  await page.getByRole('checkbox', { name: 'Expert alone' }).check();
  await page.getByRole('spinbutton', { name: 'Tasks' }).fill('1');
  await page.getByRole('combobox', { name: 'of' }).selectOption('train');
  await page.getByRole('button', { name: /Run 3 × 1 episodes/ }).click();
  await page.getByRole('row', { name: /^Learned gate/ }).waitFor();
  await page.getByText(/Left out: .*only gives advice/).waitFor();
  await page.getByRole('row', { name: /^Protégé alone/ }).waitFor();
  expect(trouble).toEqual([]);
});
