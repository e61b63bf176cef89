/** Recorded real episodes: the landing page plays one, the Library lists all of them, each opens with its prompts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faults } from './axe';
import { looksAs } from './picture';
import { openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

test('the landing explains itself: the ask, three ways on; other recordings can be taken', async () => {
  const { page, trouble } = await site.visit('#/', { reducedMotion: 'no-preference' });
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.getByRole('heading', { level: 1, name: /only when a gate says so/ }).waitFor();
  // what was once on show stays in the list, and is taken from there once nothing plays on: a busy machine may miss a moment
  await page.getByRole('button', { name: 'Play the recording' }).waitFor();
  await page.locator('article.asked').getByRole('button').first().click();
  await page.locator('.actor.expert.lit').waitFor();
  await page
    .getByText(/The gate opened: 0\.9\d reaches 0\.50/)
    .first()
    .waitFor();
  for (const name of ['Run it live', 'Be the expert']) await page.getByRole('button', { name }).waitFor();
  await page.getByRole('link', { name: 'Take the lesson' }).waitFor();
  const other = page.getByRole('combobox', { name: 'Recording' });
  expect(await other.locator('option').count()).toBeGreaterThan(2);
  await other.selectOption({ index: 1 });
  await page
    .getByText(/qwen2\.5-coder-.*processor cores/)
    .first()
    .waitFor();
  expect(await faults(page)).toEqual([]);
  expect(trouble).toEqual([]);
});

test('with less motion wanted, the landing rests where the expert has answered', async () => {
  const { page } = await site.visit('#/', { reducedMotion: 'reduce' });
  await page.locator('.actor.expert.lit').waitFor();
  const at = () => page.getByRole('slider', { name: 'Step on show' }).inputValue();
  const first = await at();
  await page.waitForTimeout(1500);
  expect(await at()).toBe(first);
  // the picture: three actors in one row, the lane below them, all on the first screen
  const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
  const row = await Promise.all(['protege', 'gate', 'expert'].map((role) => box(`.actor.${role}`)));
  expect(new Set(row.map(({ y }) => Math.round(y))).size).toBe(1);
  row.slice(1).forEach(({ x }, i) => expect(x).toBeGreaterThanOrEqual(row[i]!.x + row[i]!.width));
  const lane = await box('section[aria-label=Timeline]');
  expect(lane.y).toBeGreaterThan(row[0]!.y + row[0]!.height);
  expect(lane.y + lane.height).toBeLessThan(900);
  await looksAs(page, 'landing-1440', 17); // down to the lane: what editor and terminal show comes when it comes
  // the step that counts which lines the failing tests run: heat on the lines, in colour and in words
  await page.getByRole('article', { name: 'Step 8' }).getByRole('button').first().click();
  await page.getByRole('list', { name: 'Suspicious places' }).getByText('src/plan.js:60').waitFor();
  await page.getByText(/Tinted: where the fault may be.*Most: line 59, 60, 61\./).waitFor();
  await page.locator('.cm-line[class*="cm-warm-5"]').first().waitFor();
  expect(await faults(page)).toEqual([]);
});

test.each([
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
])('an example opens from the Library: places, tries and prompts ($width wide)', async (viewport) => {
  const { page, trouble } = await site.visit('#/library', { viewport });
  const list = page.getByRole('list', { name: 'Examples' });
  const rows = list.getByRole('link');
  await rows.nth(1).waitFor();
  expect(await list.innerText()).toContain('Q4_K_M');
  expect(await faults(page)).toEqual([]);
  await rows
    .filter({ hasText: /(^|\s)Resolved/ })
    .first()
    .click();
  await page.getByText('Verified in a fresh sandbox').waitFor();
  // the harness's own step: its places open the file at the line
  await page.keyboard.press('0');
  await page.keyboard.press('l');
  await page.keyboard.press('l');
  const places = page.getByRole('list', { name: 'Suspicious places' });
  await places.getByRole('button').first().click();
  await page.locator('.cm-spot').waitFor();
  expect(await page.locator('.cm-line[class*="cm-warm"]').count()).toBeGreaterThan(1);
  expect(await faults(page)).toEqual([]);
  if (viewport.width < 900) await page.getByRole('tab', { name: 'Steps' }).click();
  await page.keyboard.press('l');
  const open = page.getByRole('article').filter({ has: page.locator('[aria-expanded=true]') });
  await open.getByText('Log-probability').waitFor();
  await open.getByText('What it read').click();
  await open.locator('mark').waitFor();
  expect(await faults(page)).toEqual([]);
  expect(trouble).toEqual([]);
});
