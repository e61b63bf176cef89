/** First paint: the recorded episode plays at once, from one file, before anything else is loaded. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

/** What the landing page plays. */
const RECORDING = /\/(trajectories|demo)\/[\w.-]+\.json$/;

const position = async (page: import('playwright').Page) =>
  Number(await page.getByRole('slider', { name: 'Step on show' }).inputValue());

test('the recording plays without a click, within the CSP and without another host', async () => {
  const { page, trouble, requested } = await site.visit('#/', { reducedMotion: 'no-preference' });
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('input[type=range]')!.valueAsNumber >= 1);
  expect(requested.filter((path) => /\/(trajectories|demo)\//.test(path))).toHaveLength(1);
  expect(requested.every((path) => path.startsWith('/some/path/'))).toBe(true);
  // Editor and terminal arrive lazily and obey the CSP too.
  await page.locator('.host.ready').nth(1).waitFor({ state: 'attached' });
  expect(trouble).toEqual([]);
});

test('the landing page loads neither editor, terminal nor engines before the recording plays', async () => {
  const { page, requested } = await site.visit('#/', { reducedMotion: 'no-preference' });
  await page.getByText('Recorded run', { exact: true }).waitFor();
  // Again, with a recording that comes late: what else the page wants by itself is asked for by then.
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(RECORDING, async (route) => {
    await late;
    await route.continue();
  });
  await page.locator('.host.ready').nth(1).waitFor({ state: 'attached' }); // nothing of this visit is still to come
  requested.length = 0;
  await Promise.all([page.waitForRequest(RECORDING), page.reload()]);
  await page.waitForTimeout(2000);
  const scripts = requested.filter((path) => path.endsWith('.js')).map((path) => path.split('/').at(-1)!);
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((name) => /^(code|terminal|openai|search|live)-/.test(name))).toEqual([]);
  arrive();
  await page.getByText('Recorded run', { exact: true }).waitFor();
});

test('keys move through the recording: h l 0 $ and space', async () => {
  const { page } = await site.visit('#/', { reducedMotion: 'no-preference' });
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.keyboard.press('$');
  const last = await position(page);
  expect(last).toBeGreaterThan(2);
  await page.keyboard.press('h');
  expect(await position(page)).toBe(last - 1);
  await page.keyboard.press('l');
  expect(await position(page)).toBe(last);
  await page.keyboard.press('0');
  expect(await position(page)).toBe(0);
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Pause the recording' }).waitFor();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Play the recording' }).waitFor();
});

test('a theme that was chosen stays after a reload', async () => {
  const { page } = await site.visit('#/about');
  await page.getByRole('button', { name: 'Theme: as the system' }).click();
  await page.getByRole('button', { name: 'Theme: light' }).click();
  await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Theme: dark' }).waitFor();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark');
});
