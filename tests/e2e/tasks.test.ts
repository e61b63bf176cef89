/** The task list on the built site: search, filters, keyboard, and a task of its own run live. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

test('a task is found by filter and key, shown at once, and runs', async () => {
  const { page, trouble } = await site.visit();
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.keyboard.press('t');
  const list = page.getByRole('listbox', { name: 'Tasks' });
  await list.waitFor();
  const total = Number((await page.getByRole('dialog').getByRole('status').innerText()).replace(/\D/g, ''));
  expect(total).toBeGreaterThan(40);
  // Only what is visible is in the document.
  expect(await list.getByRole('option').count()).toBeLessThan(60);
  expect(await list.getByRole('option').first().getAttribute('aria-setsize')).toBe(String(total));

  await page.getByRole('combobox', { name: 'Difficulty' }).selectOption('easy');
  const easy = Number((await page.getByRole('dialog').getByRole('status').innerText()).replace(/\D/g, ''));
  expect(easy).toBeGreaterThan(0);
  expect(easy).toBeLessThan(total);

  const search = page.getByRole('searchbox', { name: 'Search tasks' });
  await search.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowDown');
  const title = await list.locator('[aria-selected=true] .title').innerText();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: title }).waitFor();
  // the task itself is on show, and nothing of the episode before it
  await page.getByText('Nothing has run yet.').waitFor();
  await page.getByRole('list', { name: 'Steps' }).getByRole('heading', { name: title }).waitFor();
  expect(await page.locator('[data-card]').count()).toBe(0);
  expect(await page.getByText('Recorded run', { exact: true }).count()).toBe(0);

  await page.keyboard.press('s');
  await page.getByRole('region', { name: 'Tests' }).getByText('pass').first().waitFor();
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  expect(trouble).toEqual([]);
});

test('a search without a match says so and can be cleared', async () => {
  const { page } = await site.visit();
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.keyboard.press('t');
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('no such task anywhere');
  await page.getByText('No task matches.').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await page.getByRole('listbox', { name: 'Tasks' }).getByRole('option').first().waitFor();
});
