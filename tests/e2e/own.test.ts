/** The rooms of one's own repository, filled by the sample that the site brings, which is repaired: axe's rules in both themes, and a small screen. */
import type { BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsInBoth } from './axe';
import { openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

/** Both rooms filled; `look` is called in each. */
async function walk(options: BrowserContextOptions, look: (page: Page, room: string) => Promise<void>): Promise<void> {
  const { page } = await site.visit('#/repo', options);
  // for those who have nothing at hand: it comes in the way a folder does
  await page.getByRole('button', { name: 'Take a sample' }).click();
  await page.getByRole('heading', { name: 'the folder corner-shop-till' }).waitFor();
  await page.getByRole('button', { name: 'Run the tests' }).click();
  await page.getByText('4 tests fail').waitFor();
  for (const summary of await page.locator('details > summary').all()) await summary.click();
  await look(page, 'repo');
  await page.getByRole('button', { name: 'Repair it' }).click();
  await page.getByText(/^Opened corner-shop-till/).waitFor(); // and starts: nothing more is pressed
  await page.getByRole('link', { name: 'Review the patch' }).waitFor();
  await page.getByRole('link', { name: 'Review the patch' }).click();
  await page.getByText('Verified.').waitFor();
  await look(page, 'patch');
}

test('no fault that axe knows, in both themes; they fit 390 pixels', async () => {
  const viewport = { width: 1440, height: 3000 };
  await walk({ colorScheme: 'light', viewport }, async (page, room) => {
    expect(await faultsInBoth(page), room).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForFunction(() => innerWidth === 390);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), room).toBeLessThanOrEqual(390);
    await page.setViewportSize(viewport);
  });
});
