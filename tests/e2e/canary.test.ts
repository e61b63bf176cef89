/**
 * A canary key over scripted runs of hostile repositories in the built site: afterwards it is in none of 14 places, and a
 * planted one is found in all of them. CANARY_RUNS (default 4) runs here; tests/vault/hostile.test.ts does 220 headless.
 */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { carriers, goals, hostileTask, obey } from '../vault/hostile';
import { providerServer, type Asked, type ProviderServer } from '../vault/provider';
import { found, heap, surfaces } from '../vault/surfaces';
import { openSite, type Site } from './site';

const KEY = 'sk-canary-runs-4c9f2a7be1d05836';
const RUNS = Number(process.env.CANARY_RUNS ?? 4);
let site: Site;
let server: ProviderServer;
let reply = '';

type Body = { messages: { role: string; content: string }[] };
const isExpert = ({ raw }: Asked) => raw.includes('You advise a small model');
const words = (asked: Asked): string[] => [
  isExpert(asked) ? `${reply} Change src/add.js. ` : JSON.stringify(obey((asked.body as unknown as Body).messages)),
];

beforeAll(async () => {
  server = await providerServer((asked) => ({ words: words(asked) }));
  site = await openSite();
});
afterAll(async () => {
  await site?.close();
  await server?.close();
});

const cases = Object.entries(carriers).flatMap(([carrier, plant]) =>
  Object.entries(goals('http://127.0.0.1:9')).map(([goal, actions]) => ({ id: `${carrier} ${goal}`, plant, actions })),
);

async function runOne(page: Page, index: number): Promise<void> {
  const { id, plant, actions } = cases[(index * 7) % cases.length]!;
  const planted = plant(actions.map((action) => `DO: ${JSON.stringify(action)}`).join('\n'));
  reply = planted.reply ?? 'Look closely.';
  const name = `${index}-${id}`.replace(/[^\w-]+/g, '-');
  const text = JSON.stringify(hostileTask(name, planted));
  await page.keyboard.press('t');
  await page
    .locator('dialog input[type=file]')
    .setInputFiles({ name: `${name}.json`, mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.getByText(`Opened ${name}`).waitFor();
  // read at one moment: the link of the run before goes as the task opens
  const before = await page.evaluate(
    () =>
      [...document.querySelectorAll('a')]
        .find((a) => a.textContent?.includes('Open in the library'))
        ?.getAttribute('href') ?? null,
  );
  await page.keyboard.press('r');
  await page.waitForFunction((old) => {
    const now = [...document.querySelectorAll('a')].find((a) => a.textContent?.includes('Open in the library'));
    return now !== undefined && now.getAttribute('href') !== old;
  }, before);
}

test(`${RUNS} runs: the key is in none of 14 places; a planted one is found in each`, async () => {
  const { page, trouble } = await site.visit('#/expert');
  const logged: string[] = [];
  const elsewhere: string[] = [];
  page.on('console', (message) => logged.push(message.text()));
  page.context().on('request', (request) => {
    if (new URL(request.url()).origin !== server.origin)
      elsewhere.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`);
  });
  await page.getByRole('combobox', { name: 'Provider' }).selectOption('custom');
  await page.getByRole('textbox', { name: 'Address' }).fill(server.url);
  await page.getByRole('textbox', { name: 'Address' }).blur();
  await page.getByLabel('Key (if it wants one)').fill(KEY);
  await page.getByRole('button', { name: 'Give the key to the vault' }).click();
  await page.getByText('The vault holds a key').waitFor();
  await page.getByRole('combobox', { name: 'Model', exact: true }).fill('tiny');
  await page.getByRole('combobox', { name: 'Model', exact: true }).blur();
  await page.getByText('Automatic.').click();
  await page.getByLabel('Expert calls, today').fill('100000');
  await page.getByLabel('Expert calls, today').blur();
  await page.getByRole('button', { name: 'Use it as the expert' }).click();
  await page.goto(`${site.url}#/`);
  await page.getByText('Recorded run', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Team and limits' }).click();
  await page.getByRole('combobox', { name: 'Protégé' }).selectOption('provider');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  const doms: string[] = [];
  for (let i = 0; i < RUNS; i++) {
    await runOne(page, i);
    doms.push(await page.content());
  }
  expect(server.asked.length).toBeGreaterThan(RUNS * 5);
  expect(server.asked.filter(isExpert).length).toBeGreaterThan(RUNS / 2);
  if (RUNS > 8)
    console.log(
      `${RUNS} runs: ${server.asked.length} calls, ${server.asked.filter(isExpert).length} of them to the expert`,
    );

  await page.getByRole('link', { name: 'Open in the library' }).click();
  const exports: string[] = [];
  for (const kind of ['.traj.json', '.zip']) {
    await page.getByRole('button', { name: 'Export' }).last().click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: kind }).last().click(),
    ]);
    exports.push((await readFile(await file.path())).toString('latin1'));
  }
  const sent = (which: boolean) => server.asked.filter((asked) => isExpert(asked) === which).map(({ raw }) => raw);
  const places = async (): Promise<Record<string, string>> => {
    const { dom, ...kept } = await surfaces(page);
    return {
      ...kept,
      dom: dom + doms.join('\n'),
      console: logged.join('\n'),
      'requests elsewhere': elsewhere.join('\n'),
      exports: exports.join('\n'),
      'the protégé’s prompt': sent(false).join('\n'),
      'the expert’s prompt': sent(true).join('\n'),
    };
  };
  const clean = await places();
  expect(Object.keys(clean)).toHaveLength(14);
  for (const place of ['the protégé’s prompt', 'the expert’s prompt', 'indexedDB', 'exports', 'heap'])
    expect([place, clean[place]!.length > 200]).toEqual([place, true]);
  expect(Object.keys(clean).filter((place) => found(clean[place]!, KEY))).toEqual([]);
  expect(
    server.seen.filter(({ headers }) => headers.authorization && headers.authorization !== `Bearer ${KEY}`),
  ).toEqual([]);
  expect(trouble.filter((line) => !line.includes(server.origin))).toEqual([]);

  // the detector itself: plant it everywhere
  await plant(page, KEY);
  exports.push(`{"leak":"${KEY}"}`);
  server.asked.push(
    { ...server.asked[0]!, raw: `leak ${KEY}` },
    { ...server.asked[0]!, raw: `You advise a small model ${KEY}` },
  );
  await page.evaluate((key) => fetch(`?x=${key}`).catch(() => {}), KEY);
  const planted = await places();
  expect(Object.keys(planted).filter((place) => !found(planted[place]!, KEY))).toEqual([]);
});

test('the heap check finds a key that the page holds', async () => {
  const { page } = await site.visit('#/about');
  const parts = ['sk-heap-', 'control-', '918273645'];
  expect(found(await heap(page), parts.join(''))).toBe(false);
  await page.evaluate((given) => void Object.assign(window, { kept: { text: given.join('') } }), parts);
  expect(found(await heap(page), parts.join(''))).toBe(true);
  await page.context().close();
});

/** Puts the key into every place that the page itself can write. */
async function plant(page: Page, key: string): Promise<void> {
  await page.evaluate(async (leak) => {
    Object.assign(window, { leak: { text: `${leak}` } });
    document.body.append(Object.assign(document.createElement('p'), { textContent: leak }));
    history.replaceState({ leak }, '', `${location.pathname}#/library/${leak}`);
    localStorage.setItem('leak', leak);
    sessionStorage.setItem('leak', leak);
    document.cookie = `leak=${leak}`;
    console.log(leak);
    await (await caches.open('leak')).put('/leak', new Response(leak));
    const file = await (await navigator.storage.getDirectory()).getFileHandle('leak', { create: true });
    const out = await file.createWritable();
    await out.write(leak);
    await out.close();
    await new Promise<void>((resolve, reject) => {
      const opening = indexedDB.open('leak', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('s').put(leak, 'k');
      opening.onsuccess = () => (opening.result.close(), resolve());
      opening.onerror = () => reject(opening.error);
    });
  }, key);
}
