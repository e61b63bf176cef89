/** The live lesson with a real WebGPU device (emulated in software): refused by itself, taken when asked, lost for real. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oneHeldOut, openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite(['--enable-unsafe-webgpu'])));
afterAll(() => site?.close());

/** Steps of copying so far. */
async function steps(page: Page): Promise<number> {
  const curve = page.getByRole('img', { name: /^Loss of copying/ });
  return Number(/ at (\d+) [a-z]+$/.exec((await curve.getAttribute('aria-label'))!)?.[1] ?? 0);
}

test('an emulated card is taken only when asked for; killed midway, it costs no step', async () => {
  const { page, trouble } = await site.visit('#/training', {}, oneHeldOut);
  const start = page.getByRole('button', { name: 'Start' });
  await page.getByRole('slider', { name: 'Episodes shown' }).fill('4');
  await page.getByRole('slider', { name: 'Steps of copying' }).fill('10');
  await page.getByRole('slider', { name: 'Rounds of practice' }).fill('0');
  await start.click();
  await page.getByText(/Learns on the processor: the graphics card \(.*\) is only emulated/).waitFor();
  await page.getByRole('button', { name: 'Reset' }).click();

  await page.getByLabel('Graphics card').selectOption('always');
  await start.click();
  await page.getByText(/Learns on the graphics card \(.*\), as you asked/).waitFor();
  await expect.poll(() => steps(page)).toBeGreaterThan(0);
  const session = await page.context().browser()!.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');
  await page.getByText('The graphics card was lost. Learning goes on on the processor from the same step').waitFor();
  await page.getByText('Done.').waitFor();
  expect(await steps(page)).toBe(10);
  expect(await page.getByRole('row', { name: /^After copying \d of \d/ }).count()).toBe(1);
  expect(trouble).toEqual([]);
});
