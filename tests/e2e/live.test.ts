/** The main job on the built site, offline: a task is repaired in the tab, also across a reload. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { faultsInBoth } from './axe';
import { openSite, taskFile, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

async function openTask(page: Page, team: { protege: string; expert: string }): Promise<void> {
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Team and limits' }).click();
  await page.getByRole('combobox', { name: 'Protégé' }).selectOption(team.protege);
  await page.getByRole('combobox', { name: 'Expert' }).selectOption(team.expert);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.keyboard.press('t');
  await page.locator('dialog input[type=file]').setInputFiles(taskFile());
  await page.getByText('Opened duration-fixture').waitFor();
}

async function say(page: Page, action: object): Promise<void> {
  const raw = page.getByRole('button', { name: 'Raw' });
  await raw.waitFor();
  if ((await raw.getAttribute('aria-expanded')) !== 'true') await raw.click();
  await page.getByRole('textbox', { name: 'Your reply' }).fill(JSON.stringify(action));
  await page.getByRole('button', { name: 'Send' }).click();
}

const steps = (page: Page) => page.locator('[data-card]');

test('search repairs a repo to a verified patch', async () => {
  const { page, trouble } = await site.visit();
  await openTask(page, { protege: 'search', expert: 'oracle' });
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor();
  await page.getByText('Verified in a fresh sandbox').waitFor();
  // nobody scrolled: the list has followed to its end, and the verdict is where the eye is, with its own results
  await page.waitForFunction(() => {
    const list = document.querySelector('ol[aria-label=Steps]')!;
    return list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  });
  const top = await page.getByRole('region', { name: 'Verdict' }).boundingBox();
  expect(top!.y + top!.height).toBeLessThan(450);
  await page.getByRole('list', { name: 'The verdict’s test results' }).getByRole('listitem').first().waitFor();
  await page.getByRole('tab', { name: 'Diff' }).click();
  await page.getByRole('region', { name: 'Changes so far' }).getByText('src/parse.js').waitFor();
  await page.getByRole('link', { name: 'Open in the library' }).click();
  await page.getByText('Verified in a fresh sandbox').last().waitFor();
  expect(trouble).toEqual([]);
});

test('a newcomer presses Run: the trained protégé tries, asks once, follows, and repairs a repo it never saw', async () => {
  const { page, trouble } = await site.visit();
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.keyboard.press('r');
  await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor();
  const kinds = await steps(page).evaluateAll((cards) =>
    cards.map((card) => card.querySelector('b, strong')?.textContent),
  );
  expect(kinds.filter((kind) => kind === 'Ask')).toHaveLength(1);
  expect(kinds.lastIndexOf('Edit')).toBeGreaterThan(kinds.indexOf('Ask'));
  expect(kinds.indexOf('Edit')).toBeLessThan(kinds.indexOf('Ask'));
  await page.getByText('Verified in a fresh sandbox').waitFor();
  expect(trouble).toEqual([]);
});

test('a run that a reload cut off goes on where it was, to a verified patch', async () => {
  const { page, trouble } = await site.visit();
  await openTask(page, { protege: 'human', expert: 'none' });
  await page.keyboard.press('r');
  await say(page, { action: 'view', path: 'src/parse.js' });
  await steps(page).nth(0).waitFor();
  await say(page, { action: 'edit', path: 'src/parse.js', find: 'parts.length - 1', replace: 'parts.length' });
  await steps(page).nth(1).waitFor();

  // Resumed with settings that are others by now: what differs is shown, and nothing goes on unasked.
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem('protege-settings')!) as object;
    localStorage.setItem('protege-settings', JSON.stringify({ ...kept, threshold: 0.9 }));
  });
  await page.reload();
  await page.getByText('Unfinished run:').waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  const asked = page.getByRole('dialog', { name: 'Go on with whose team?' });
  await asked.getByRole('rowheader', { name: 'Gate' }).waitFor();
  expect(await asked.getByRole('rowheader').allTextContents()).toEqual(['Gate']);
  await asked.getByRole('button', { name: 'Cancel' }).click();
  await asked.waitFor({ state: 'detached' });
  await page.getByText('Unfinished run:').waitFor();
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await asked.getByRole('button', { name: 'Go on as recorded' }).click();
  await steps(page).nth(1).waitFor();
  await say(page, { action: 'submit' });
  await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor();
  expect(await steps(page).count()).toBe(3);
  expect(await page.getByText('Unfinished run:').count()).toBe(0);
  expect(trouble).toEqual([]);
});

test('step, pause and stop', async () => {
  const { page } = await site.visit();
  await openTask(page, { protege: 'search', expert: 'none' });
  await page.keyboard.press('s');
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await steps(page).first().waitFor();
  expect(await steps(page).count()).toBe(1);
  await page.keyboard.press('s');
  await steps(page).nth(1).waitFor();
  expect(await steps(page).count()).toBe(2);
  await page.keyboard.press('x');
  await page.getByText('You stopped the run.').waitFor();
  await page.goto(`${site.url}#/library`);
  await page.getByRole('list', { name: 'Episodes' }).getByText('Stopped').waitFor();
});

test('a person as expert is asked and answers', async () => {
  const { page, trouble } = await site.visit();
  await openTask(page, { protege: 'human', expert: 'human' });
  await page.keyboard.press('r');
  await say(page, { action: 'ask', question: 'Where should I look?' });
  await page.getByText('You are the expert').waitFor();
  await page.locator('form .question').getByText('Where should I look?').waitFor();
  await page.getByRole('heading', { name: 'Why now' }).waitFor();
  // the lane, too, tells of the step under way, and no longer of the one before it
  await page.getByText(/The gate opened: .* The expert is asked now\./).waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Your reply' }).fill('At the loop bound in src/parse.js.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('You are the protégé').waitFor();
  await page.getByRole('region', { name: 'Question to the expert' }).first().getByText('At the loop bound').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('You stopped the run.').waitFor();
  const worth = page.getByRole('group', { name: 'What the answers were worth' });
  await worth.getByText('you named the file; nothing followed that tells').waitFor();
  expect(trouble).toEqual([]);
});

test.each([
  ['not JSON', '{', /not JSON/],
  [
    'no tests',
    JSON.stringify({ id: 'x', source: 's', licence: 'MIT', language: 'javascript', problem: 'p', files: { a: 'b' } }),
    /no tests/,
  ],
])('a task file with %s is refused in one sentence', async (_, text, says) => {
  const { page } = await site.visit();
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.keyboard.press('t');
  await page
    .locator('dialog input[type=file]')
    .setInputFiles({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const note = page.locator('.toasts p').filter({ hasText: 'bad.json' });
  await note.waitFor();
  expect(await note.innerText()).toMatch(says);
});
