/** Without a network the site opens again and repairs; a link opens a task with its team, and an episode that it holds. */
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dist, openSite, recording, type Site } from './site';

/** What the page keeps before it says that it is kept. */
function core(): string[] {
  const [, list] = /^const CORE = (.*);$/m.exec(fs.readFileSync(path.join(dist, 'sw.js'), 'utf8'))!;
  return (JSON.parse(list!) as [string, string][]).map(([file]) => file);
}

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

test('a reload without a network, then a whole run', async () => {
  const { page, requested } = await site.visit('#/', { serviceWorkers: 'allow' });
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.getByTitle(/^Kept in this browser/).waitFor();
  await page.locator('iframe[title=Sandbox]').first().waitFor({ state: 'attached' });
  await page.context().setOffline(true);
  requested.length = 0;
  await page.reload();
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor();
  // what is kept later may not be there yet
  const base = new URL(site.url).pathname;
  const used = requested.map((at) => decodeURI(at.slice(base.length)) || 'index.html');
  expect(used.filter((file) => !core().includes(file))).toEqual([]);
  expect(used).toContain('sandbox/packs/index.json');
});

test('links: a task with its team, a tab, an episode inside its own address at a step', async () => {
  const { page, trouble } = await site.visit('#/?task=spans-1q0bhoj&protege=search&gate=always&expert=none', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.getByText('Nothing has run yet').waitFor();
  await page.getByRole('button', { name: 'Team and limits' }).getByText('Search').waitFor();
  await page.getByRole('button', { name: 'Team and limits' }).getByText('No expert').waitFor();

  await page.goto(`${site.url}#/arms/dial`);
  await page.getByRole('tab', { name: 'Dial', selected: true }).waitFor();

  await page.goto(`${site.url}#/library`);
  await page.locator('input[type=file]').first().setInputFiles(recording('shared-1', 'Shared durations'));
  await page.getByRole('link', { name: /Shared durations/ }).click();
  await page.getByText('Verified in a fresh sandbox').waitFor();
  await page.keyboard.press('0');
  await page.keyboard.press('l');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByText('Link copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toContain('#/library/~');

  const other = await site.visit(link.slice(link.indexOf('#')));
  await other.page.getByRole('heading', { name: 'Shared durations', level: 1 }).waitFor();
  expect(await other.page.getByRole('slider', { name: 'Step on show' }).inputValue()).toBe('1');
  await other.page.goto(`${site.url}#/library/~nonsense`);
  await other.page.getByText('perhaps it was cut off').waitFor();
  expect([...trouble, ...other.trouble]).toEqual([]);
});
