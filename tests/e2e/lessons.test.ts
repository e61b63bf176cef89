/** The Learn room on the built site: every scene by keyboard alone, offline; answers kept; what-if, another way, side by side. */
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lessons } from '../../src/lessons';
import { faultsInBoth, layoutFaults } from './axe';
import { looksAs } from './picture';
import { openSite, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

/** Tab until the focus is on something that `text` names; the page has fewer stops than `most`. */
async function tabTo(page: Page, text: RegExp, most = 90): Promise<void> {
  const named = () =>
    page.evaluate(() => {
      const { activeElement: at } = document;
      return at ? (at.getAttribute('aria-label') ?? at.textContent ?? '').trim() : '';
    });
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    if (text.test(await named())) return;
  }
  throw new Error(`No key leads to ${text}.`);
}

async function press(page: Page, text: RegExp): Promise<void> {
  await tabTo(page, text);
  await page.keyboard.press('Enter');
}

/** From the title of the scene on, by keys alone. */
async function finish(page: Page, lesson: (typeof lessons)[number]): Promise<void> {
  const heading = page.getByRole('heading', { level: 1, name: lesson.title });
  await heading.waitFor();
  await page.locator('.beat').first().waitFor();
  for (const beat of lesson.beats) {
    await heading.focus();
    if (beat.kind === 'choice') {
      const { text } = beat.options.find(({ id }) => id === beat.right)!;
      await press(page, new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`));
    } else if (beat.kind === 'line') {
      await tabTo(page, /^Line /);
      const at = page.getByRole('radio', { name: new RegExp(`^Line ${beat.right}:`) });
      for (let i = 0; i < 40 && !(await at.isChecked()); i++) await page.keyboard.press('ArrowDown');
      await press(page, /^It is line/);
    } else if (beat.kind === 'watch') {
      await tabTo(page, /^Next step$/);
      for (let i = beat.from; i < beat.until; i++) await page.keyboard.press('Enter');
    } else if (beat.kind === 'moments') {
      for (let i = 0; i < beat.moments.length; i++) {
        await page.keyboard.press(i % 2 ? 'y' : 'n');
        await page.getByText(/^You said/).waitFor();
        if (i + 1 < beat.moments.length) await page.keyboard.press('Enter'); // the focus is on "Next moment"
        await page.getByRole('button', { name: `Moment ${Math.min(i + 2, beat.moments.length)}` }).waitFor();
      }
    } else if (beat.kind === 'dial') {
      const slider = page
        .getByRole('slider', { name: 'Threshold' })
        .nth(lesson.beats.filter((one) => one.kind === 'dial').indexOf(beat));
      await slider.focus();
      const key = beat.start > 0.5 ? 'ArrowLeft' : 'ArrowRight';
      const done = page.getByText('Right.').nth(lesson.beats.filter((one) => one.kind === 'dial').indexOf(beat));
      for (let i = 0; i < 100 && !(await done.isVisible()); i++) await page.keyboard.press(key);
    }
  }
}

test('every scene is finished by keyboard, with nothing but the site, and the score counts it', async () => {
  const { page, trouble } = await site.visit('#/learn');
  await page.getByRole('region', { name: 'Tests' }).locator('.fail').first().waitFor(); // the red ones it speaks of
  for (const lesson of lessons) {
    await page.evaluate((id) => (location.hash = `#/learn/${id}`), lesson.id);
    await finish(page, lesson);
    await page.locator(`nav[aria-label=Scenes] a[href="#/learn/${lesson.id}"] svg[aria-label=done]`).waitFor();
  }
  await page.evaluate(() => (location.hash = '#/learn/score'));
  await page.getByText(/of 14 moments/).waitFor();
  await page.reload(); // kept in this browser
  await page.getByText(/of 14 moments/).waitFor();
  await page
    .getByRole('link', { name: /^Moment \d+$/ })
    .first()
    .click(); // a missed moment has an address
  await page.getByText(/^You said/).waitFor();
  expect(trouble).toEqual([]);
});

test('axe finds nothing in any scene, at 1440 in both themes and at 390', async () => {
  const { page } = await site.visit('#/learn', { colorScheme: 'light' });
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const id of [...lessons.map((lesson) => lesson.id), 'score']) {
      await page.evaluate((at) => (location.hash = `#/learn/${at}`), id);
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (id !== 'score') await page.locator('.beat').first().waitFor();
      expect(await (width === 390 ? layoutFaults(page) : faultsInBoth(page)), `${id} at ${width}`).toEqual([]);
      if (id === 'dial') await looksAs(page, `lesson-dial-${width}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, `${id} at ${width}: nothing sticks out`).toBeLessThanOrEqual(0);
    }
  }
});

test('a recording: the dial moves the asks; another way is run live, kept below its parent, and compared with it', async () => {
  const { page, trouble } = await site.visit('#/library/lesson%3Astory-alone');
  await page.getByRole('button', { name: 'What if?' }).click();
  await page.getByRole('combobox', { name: 'Whose readings' }).selectOption('stuck');
  const slider = page.getByRole('slider', { name: 'Threshold' });
  await slider.fill('0.7');
  await page.getByText(/calls more, the first at step 12/).waitFor();
  await slider.fill('1');
  await page.getByText('No call, as recorded.').waitFor();
  await slider.fill('0.7');
  await page.getByRole('button', { name: 'Run from here' }).click();
  await page.getByText('Resolved', { exact: true }).first().waitFor();
  await page.evaluate(() => (location.hash = '#/library'));
  const rows = page.getByRole('list', { name: 'Episodes' }).getByRole('listitem');
  await rows.nth(1).waitFor();
  expect(
    await rows
      .nth(1)
      .getByLabel(/Goes on from step 11/)
      .count(),
  ).toBeGreaterThan(0);
  for (const box of await page.getByRole('checkbox', { name: /^Compare/ }).all()) await box.check();
  await page.getByRole('link', { name: 'Compare them' }).click();
  await page.getByText('They part at step 12').waitFor();
  expect(await faultsInBoth(page)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await layoutFaults(page)).toEqual([]);
  expect(trouble).toEqual([]);
});
