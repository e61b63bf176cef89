/** Accessibility and layout: axe's rules in every room, both themes; no horizontal scroll on a small screen. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faults, faultsInBoth, layoutFaults } from './axe';
import { cutOff, layoutOf } from './layout';
import { openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const rooms = [
  ['#/', 'Recorded run'],
  ['#/repo', 'Repair your own repository'],
  ['#/expert', 'Spent today'],
  ['#/library', 'No episodes yet'],
  ['#/about', 'One step'],
  ['#/arms', 'Try them in this tab'],
  ['#/training', 'Asks an episode'],
  ['#/models', 'Doctor'],
  ['#/doctor', 'The report as text'],
] as const;

/** What they list depends on the machine. */
const VARIES = ['#/models', '#/doctor'];

test.each(rooms)('%s: no fault that axe knows, in both themes; it fits 390 pixels', async (hash, ready) => {
  // Tall, because axe cannot judge the contrast of what is scrolled out of view.
  const { page } = await site.visit(hash, { colorScheme: 'light', viewport: { width: 1440, height: 2600 } });
  await page.getByText(ready, { exact: true }).waitFor();
  if (hash === '#/') await page.keyboard.press('$');
  expect(await faultsInBoth(page)).toEqual([]);
  expect(await cutOff(page)).toEqual([]);
  if (!VARIES.includes(hash)) expect(await layoutOf(page)).toMatchSnapshot('1440 wide');

  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForFunction(() => innerWidth === 390);
  expect(await layoutFaults(page)).toEqual([]);
  expect(await cutOff(page)).toEqual([]);
  if (!VARIES.includes(hash)) expect(await layoutOf(page)).toMatchSnapshot('390 wide');
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  if (hash === '#/') {
    for (const tab of ['Files', 'Diff', 'Tests', 'Terminal', 'Steps']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await width()).toBeLessThanOrEqual(390);
    }
  }
  expect(await width()).toBeLessThanOrEqual(390);
});

test('the Run room keeps a usable episode at 200 % zoom and on a phone held sideways', async () => {
  const { page } = await site.visit();
  await page.getByText('Recorded run', { exact: true }).waitFor();
  // on a phone, too, the page rests at its beginning: what this is
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await page.locator('article.asked').waitFor();
  expect((await page.getByRole('heading', { level: 1 }).boundingBox())!.y).toBeGreaterThan(0);
  for (const [width, height] of [
    [720, 450],
    [844, 390],
  ] as const) {
    await page.setViewportSize({ width, height });
    const steps = page.getByRole('list', { name: 'Steps' });
    await steps.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelector('ol[aria-label=Steps]')!.clientHeight >= 200);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});

test('the dialogs open by key, hold the focus and give it back', async () => {
  const { page } = await site.visit();
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.keyboard.press('t');
  const search = page.getByRole('searchbox', { name: 'Search tasks' });
  await search.waitFor();
  // the eight to begin with are all there to be seen, above the long list
  const begin = page.getByRole('group', { name: 'To begin with' }).getByRole('button');
  const eighth = begin.nth(7);
  const [first, list] = [await eighth.boundingBox(), await page.getByRole('listbox', { name: 'Tasks' }).boundingBox()];
  expect(first!.y + first!.height).toBeLessThanOrEqual(list!.y);
  expect(await faults(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await begin.first().getByText('Taking one item out of a queue goes wrong').waitFor();
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(await search.evaluate((node) => node === document.activeElement)).toBe(true);
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'hidden' });
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Team and limits' }).click();
  await page.getByRole('combobox', { name: 'Gate', exact: true }).selectOption('random');
  await page.getByLabel('Probability').fill('0.4');
  expect(await faults(page)).toEqual([]);
});
