/** The Library room on the built site: import, open, export, delete with undo, bad files. */
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { frameCode } from '../../src/ui/embed/address';
import { openSite, recording, type Site } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const importInput = (page: Page) => page.locator('label:has-text("Import .traj.json") input');
const episodes = (page: Page) => page.getByRole('list', { name: 'Episodes' }).getByRole('listitem');

async function exported(page: Page, kind: string): Promise<Buffer> {
  await page.getByRole('button', { name: 'Export' }).first().click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('[popover]').getByText(kind, { exact: true }).first().click(),
  ]);
  return fs.readFileSync(await download.path());
}

test('an episode goes in and comes out the same', async () => {
  const { page, trouble } = await site.visit('#/library');
  await page.getByText('No episodes yet').waitFor();
  const file = recording('roundtrip-1', 'Round trip');
  await importInput(page).setInputFiles(file);
  await episodes(page).first().waitFor();
  expect(await episodes(page).first().innerText()).toContain('Resolved');

  const out = JSON.parse((await exported(page, '.traj.json')).toString());
  expect(out).toEqual(JSON.parse(file.buffer.toString()));
  expect((await exported(page, '.patch')).toString()).toBe(out.info.submission);
  expect((await exported(page, '.zip')).subarray(0, 2).toString()).toBe('PK');

  await page.getByRole('link', { name: /Round trip/ }).click();
  await page.getByText('Verified in a fresh sandbox').waitFor();
  await page.reload();
  await page.getByText('Verified in a fresh sandbox').waitFor();
  expect(await page.getByRole('slider', { name: 'Step on show' }).inputValue()).toBe(
    String(out.info.protege.steps.length),
  );
  await page.keyboard.press('0');
  expect(await page.getByRole('slider', { name: 'Step on show' }).inputValue()).toBe('0');
  expect(trouble).toEqual([]);
});

test('a deleted episode can be brought back, and stays away otherwise', async () => {
  const { page } = await site.visit('#/library');
  await page.getByText('No episodes yet').waitFor();
  await importInput(page).setInputFiles([recording('keep-1', 'Kept'), recording('drop-1', 'Dropped')]);
  await page.waitForFunction(() => document.querySelectorAll('ul[aria-label=Episodes] li').length === 2);
  await page.getByRole('button', { name: 'Delete Kept' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('link', { name: /Kept/ }).waitFor();
  await page.getByRole('button', { name: 'Delete Dropped' }).click();
  await page.getByRole('link', { name: /Dropped/ }).waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('link', { name: /Kept/ }).waitFor();
  expect(await episodes(page).count()).toBe(1);
});

test.each([
  ['not JSON', Buffer.from('{"half": '), 'This is not JSON'],
  ['something else', Buffer.from('{"a":1}'), 'neither our trajectory nor'],
  ['a damaged one', Buffer.from('{"format":"protege-1","id":3}'), 'damaged'],
])('a file with %s is refused in one sentence', async (_, buffer, says) => {
  const { page, trouble } = await site.visit('#/library');
  await page.getByText('No episodes yet').waitFor();
  await importInput(page).setInputFiles({ name: 'bad.traj.json', mimeType: 'application/json', buffer });
  const note = page.locator('.toasts p').filter({ hasText: 'bad.traj.json' });
  await note.waitFor();
  expect(await note.innerText()).toContain(says);
  expect(trouble).toEqual([]);
});

test('an episode that is not here says so', async () => {
  const { page } = await site.visit('#/library/nowhere');
  await page.getByText('This episode cannot be opened').waitFor();
  await page.getByRole('link', { name: 'Back to the library' }).click();
  await page.getByText('No episodes yet').waitFor();
});

test('an episode plays in a frame of another site; the playground itself cannot be framed', async () => {
  const body = `${frameCode(`${site.url}#/library`, '', 2)}<iframe src="${site.url}"></iframe>`;
  const blog = http.createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(body));
  await new Promise<void>((done) => blog.listen(0, '127.0.0.1', done));
  onTestFinished(() => void blog.close());
  const { page, requested } = await site.visit('#/about');
  const before = requested.length;
  await page.goto(`http://127.0.0.1:${(blog.address() as AddressInfo).port}/`);
  const frame = page.frameLocator('iframe').first();
  const slider = frame.getByRole('slider', { name: 'Step on show' });
  await slider.waitFor();
  expect(await slider.inputValue()).toBe('2');
  await frame.getByRole('button', { name: 'Next step' }).click();
  expect(await slider.inputValue()).toBe('3');
  expect(await frame.getByRole('button', { name: 'What if?' }).count()).toBe(0);
  const [opened] = await Promise.all([
    page.waitForEvent('popup'),
    frame.getByRole('link', { name: 'Open in the playground' }).click(),
  ]);
  expect(opened.url()).toBe(`${site.url}#/`);
  expect(requested.slice(before).filter((path) => /sandbox|tasks\//.test(path))).toEqual([]);
  expect(page.frames().map((one) => one.url())).toContain('chrome-error://chromewebdata/');
});
