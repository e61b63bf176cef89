/** The isolated page and the WebContainer adapter, over the real client package and a stand-in engine. */
import type { Page, Route } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { strToU8, zipSync } from 'fflate';
import { faults } from './axe';
import { dist, openSite, type Site } from './site';
import { headless } from './standin';
import { serve } from '../../scripts/serve.mjs';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const isolated = {
  'content-type': 'text/html',
  'cross-origin-embedder-policy': 'credentialless',
  'cross-origin-resource-policy': 'cross-origin',
};

/** container.html with an engine that answers, once `silent` is over. */
async function openContainer(answers: () => boolean): Promise<{ page: Page; trouble: string[] }> {
  const { page, trouble } = await site.visit('#/');
  await page.addInitScript(() => Object.assign(globalThis, { WEBCONTAINER_API_IFRAME_URL: location.origin }));
  await page.route('**/headless?*', (route: Route) =>
    route.fulfill({ headers: isolated, body: answers() ? headless : '' }),
  );
  await page.goto(`${site.url}container.html#/repo`);
  return { page, trouble };
}

const repo = zipSync(
  Object.fromEntries(
    Object.entries({
      'package.json': JSON.stringify({
        name: 'served',
        scripts: { test: 'tsc && node run.js' },
        dependencies: { x: '1' },
      }),
      'data.txt': 'one\n',
      'run.js':
        "print('read ' + read('data.txt').trim()); write('out.txt', 'made'); write('.protege-reporters/results.jsonl', JSON.stringify({ started: true }) + '\\n' + JSON.stringify({ test: { name: 'adds', file: 'run.js', status: read('data.txt').includes('two') ? 'pass' : 'fail', ms: 1 } }) + '\\n' + JSON.stringify({ done: true, tap: 1, text: 'TAP version 13\\n# subtracts\\nok 1 same\\n1..1\\n', by: 'tape', file: 'run.js' }) + '\\n'); return read('data.txt').includes('two') ? 0 : 1;",
      'serve.js': "serve(3000); print('listening'); while (!dead()) await sleep(10); return 0;",
      '.gitignore': 'dist\n',
      'deaf.js': "ignoreKill(); print('here to stay'); for (;;) await sleep(50);",
    }).map(([name, text]) => [name, strToU8(text)]),
  ),
);

const bring = (page: Page) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name: 'served.zip', mimeType: 'application/zip', buffer: Buffer.from(repo) });

async function start(page: Page, program: string): Promise<void> {
  await page.getByLabel('Program to run in the container').fill(program);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

test('the page is isolated by headers, and by the service worker where there are none', async () => {
  const { page } = await site.visit('#/', { serviceWorkers: 'allow' });
  const isolated = () => page.evaluate(() => crossOriginIsolated);
  expect(await isolated()).toBe(true);
  await page.goto(`${site.url}container.html#/`);
  expect(await isolated()).toBe(true);

  const bare = (await serve({ dir: dist, base: '/bare/', headers: false })) as {
    server: { close(): void };
    url: string;
  };
  try {
    await page.goto(`${bare.url}container.html#/repo`);
    await page.waitForFunction(() => crossOriginIsolated);
    expect(
      await page.evaluate(async () => (await fetch('index.html')).headers.get('cross-origin-embedder-policy')),
    ).toBe(null);
  } finally {
    bare.server.close();
  }
});
test('an engine that never answers ends in a sentence; the next try works; tests, files, a server and a kill', async () => {
  let answer = false;
  const { page, trouble } = await openContainer(() => answer);
  await bring(page);
  await page.getByText('builds with tsc first').waitFor();
  await page.getByRole('button', { name: 'Start the container' }).click();
  await page.getByRole('alert').getByText('StackBlitz did not answer in 15 s').waitFor();
  expect(await page.locator('iframe[src*="/headless"]').count()).toBe(0);
  answer = true;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Running. The tests now run in it').waitFor();
  expect(await page.locator('iframe[src*="/headless"]').count()).toBe(1);

  await page.getByLabel('Command').fill('echo more >> data.txt && node run.js');
  await page.getByRole('button', { name: 'Run the tests' }).click();
  await page.getByText('1 test fails').waitFor();
  await page.getByText(', 1 passes').waitFor();
  await page.getByText('Output', { exact: true }).click();
  await page.getByText(/read one\s+more/).waitFor();

  await page.route('**/preview', (route: Route) =>
    route.fulfill({ headers: isolated, body: '<!doctype html><p>Served from the container</p>' }),
  );
  await start(page, 'node serve.js');
  await page.getByText('A server listens on port 3000').waitFor();
  await page.frameLocator('iframe[title="Preview of port 3000"]').getByText('Served from the container').waitFor();
  await page.getByRole('region', { name: 'WebContainer' }).getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await page.getByText('A server listens on port 3000').waitFor({ state: 'detached' });
  expect(trouble.filter((line) => !/preview|frame-src/.test(line))).toEqual([]);
});

test('a shell in the terminal: keys in, the size follows, files both ways without a loop, an end that is forced', async () => {
  const { page, trouble } = await openContainer(() => true);
  await bring(page);
  await page.getByRole('button', { name: 'Start the container' }).click();
  await page.getByText('Running. The tests now run in it').waitFor();
  await start(page, 'jsh');
  const screen = page.getByRole('region', { name: 'Terminal of the container' });
  const says = (text: string | RegExp) => screen.locator('.xterm-rows').getByText(text).first().waitFor();
  await says('>');
  const type = async (line: string) => {
    await screen.locator('textarea').focus();
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  };
  await type("print('size is ' + size())");
  await says(/size is \d{2,} x \d+/);
  const before = /size is (\d+)/.exec((await screen.textContent())!)![1];
  await page.setViewportSize({ width: 500, height: 900 });
  await type("print('now ' + size())");
  await says(/now \d{2} x \d+/);
  const after = /now (\d+) x/.exec((await screen.textContent())!)![1];
  expect(Number(after)).toBeLessThan(Number(before));

  const ink = (element: Element) => getComputedStyle(element).color;
  expect(await screen.locator('.xterm-rows').evaluate(ink)).toBe(await page.locator('body').evaluate(ink));

  // What a program changes comes into the page, without what is installed, ignored or binary.
  await type("write('dist/x.js', 'x'); write('node_modules/y/i.js', 'y'); write('b.bin', new Uint8Array([255, 0]))");
  await type("write('made.js', 'made'); write('data.txt', 'two'); remove('run.js')");
  const changes = page.getByRole('region', { name: 'Changes by programs' });
  await changes.getByText('3 files changed').waitFor();
  expect(await changes.getByRole('listitem').allInnerTexts()).toEqual(
    ['data.txt changed', 'made.js new', 'run.js deleted'].map((text) => text.replace(' ', '\n')),
  );

  await page.setViewportSize({ width: 1440, height: 3000 });
  expect(await faults(page)).toEqual([]);

  // What the page changes goes to the container, once, and is not told back.
  const engine = page.frames().find((frame) => frame.url().includes('/headless'))!;
  const asked = () => engine.evaluate('asked') as Promise<number>;
  const start0 = await asked();
  await changes.getByRole('button', { name: 'Discard them' }).click();
  await changes.waitFor({ state: 'detached' });
  await type("print(['data', read('data.txt').trim(), read('made.js'), read('run.js').length > 9].join('/'))");
  await says('data/one//true');
  await page.getByText('Write a failing test yourself').click();
  await page.getByLabel('File', { exact: true }).fill('mine.test.js');
  await page.getByLabel('Test', { exact: true }).fill('// mine');
  await page.getByRole('button', { name: 'Add and run' }).click();
  await type("while (!read('mine.test.js')) await sleep(20); print('got ' + read('mine.test.js'))");
  await says('got // mine');
  await page.getByText('No tests could be read').waitFor();
  await type("write('last.js', 'x')");
  await changes.getByText('1 file changed').waitFor();
  const bench = (await engine.evaluate("[...files.keys()].filter((name) => name.startsWith('bench'))")) as string[];
  expect(bench).toContain('bench1/last.js');
  // three to discard and one for the test; the sandbox's own folder takes the rest, and all of it has an end
  const after1 = await asked();
  expect(after1 - start0).toBeGreaterThanOrEqual(4);
  await type("write('last.js', 'y')");
  await type("await sleep(600); print('done ' + 7)");
  await says('done 7');
  expect(await asked()).toBe(after1);

  // Shift+Escape leaves the terminal; a program that does not end takes the container with it.
  await screen.locator('textarea').focus();
  await page.keyboard.press('Shift+Escape');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Stop');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor();
  await start(page, 'node deaf.js');
  await says('here to stay');
  await page.getByRole('region', { name: 'WebContainer' }).getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('alert').getByText('The program does not end').waitFor();
  await page.getByRole('button', { name: 'Shut down' }).click();
  await page.getByRole('button', { name: 'Start the container' }).waitFor();
  expect(await page.locator('iframe[src*="/headless"]').count()).toBe(0);
  await changes.getByText('1 file changed').waitFor();
  await page.getByRole('button', { name: 'Start the container' }).click();
  await start(page, 'jsh');
  await type("print('again ' + read('last.js'))");
  await says('again y');
  expect(trouble).toEqual([]);
});

test('each reason why none can start comes with what to do', async () => {
  const { page } = await openContainer(() => false);
  await bring(page);
  await page.getByText('builds with tsc first').waitFor();
  const begin = page.getByRole('region', { name: 'WebContainer' }).getByRole('button');
  await page.waitForLoadState('networkidle');
  await page.context().setOffline(true);
  await begin.click();
  await page.getByRole('alert').getByText('this browser is offline').waitFor();
  await page.context().setOffline(false);
  await page.evaluate(() => Object.defineProperty(globalThis, 'SharedArrayBuffer', { value: undefined }));
  await begin.click();
  await page.getByRole('alert').getByText('it lacks shared memory').waitFor();
});

test('from the plain page the import goes along to the isolated one', async () => {
  const { page } = await site.visit('#/repo');
  await bring(page);
  await page.getByLabel('Problem, in words').fill('It does not print.');
  await page.getByRole('button', { name: 'Open the WebContainer page' }).click();
  await page.waitForURL(/container\.html#\/repo/);
  await page.getByRole('heading', { name: 'served.zip' }).waitFor();
  await expect.poll(() => page.getByLabel('Problem, in words').inputValue()).toBe('It does not print.');
  await page.getByRole('button', { name: 'Start the container' }).waitFor();
});
