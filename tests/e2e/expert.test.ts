/** The expert by provider on the built site: from pasting a key to finding it nowhere, against a provider on loopback. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { asksOf } from '../../src/trajectory/asks';
import type { Trajectory } from '../../src/types';
import { found, surfaces } from '../vault/surfaces';
import { providerServer, type Asked, type Deed, type ProviderServer } from '../vault/provider';
import { openSite, recording, runFixture, type Site, type Visit } from './site';

const KEY = 'sk-canary-e2e-8f3a91c7d2b64e05';
let site: Site;
const servers: ProviderServer[] = [];
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());
afterEach(async () => void (await Promise.all(servers.splice(0).map((server) => server.close()))));

async function serve(deed?: (asked: Asked, index: number) => Deed, list?: (asked: Asked) => Deed) {
  const server = await providerServer(deed, list ? { list } : {});
  servers.push(server);
  return server;
}

/** Trouble that is no part of the story: all but the provider that was chosen. */
const unexpected = ({ trouble }: Visit, server: ProviderServer) =>
  trouble.filter((line) => !line.includes(server.origin));

async function setUp(page: Page, server: ProviderServer): Promise<void> {
  await page.getByRole('combobox', { name: 'Provider' }).selectOption('custom');
  await page.getByRole('textbox', { name: 'Address' }).fill(server.url);
  await page.getByRole('textbox', { name: 'Address' }).blur();
  await page.getByLabel('Key (if it wants one)').fill(KEY);
  await page.getByRole('button', { name: 'Give the key to the vault' }).click();
  await page.getByText('The vault holds a key for Other server').waitFor();
}

async function choose(page: Page, model: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Model', exact: true }).fill(model);
  await page.getByRole('combobox', { name: 'Model', exact: true }).blur();
}

async function verdict(page: Page, kind: string): Promise<void> {
  const shown = page.locator('[data-verdict]');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByRole('button', { name: 'Testing' }).waitFor({ state: 'hidden' });
  await shown.waitFor();
  expect([await shown.getAttribute('data-verdict'), await shown.innerText()]).toEqual([
    kind,
    expect.stringMatching(/\w/),
  ]);
}

const openTask = (page: Page): Promise<void> =>
  runFixture(page, site.url, async () => {
    await page.getByRole('combobox', { name: 'Protégé' }).selectOption('human');
    await page.getByText('custom: tiny').waitFor();
  });

async function say(page: Page, action: object): Promise<void> {
  const raw = page.getByRole('button', { name: 'Raw' });
  await raw.waitFor();
  if ((await raw.getAttribute('aria-expanded')) !== 'true') await raw.click();
  await page.getByRole('textbox', { name: 'Your reply' }).fill(JSON.stringify(action));
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}
const steps = (page: Page) => page.locator('[data-card]');
const dialog = (page: Page) => page.getByRole('dialog', { name: /^Send this to/ });

test('paste, test, ask me, edit, advice, followed, cost, cap, export: the key is nowhere', async () => {
  const server = await serve(({ body }) =>
    JSON.stringify(body).includes('Reply with the word ok')
      ? { words: ['ok'], usage: { in: 10, out: 2 } }
      : { words: ['In src/parse.js the loop ', 'stops one short: use parts.length.'], usage: { in: 1000, out: 200 } },
  );
  const visit = await site.visit('#/expert');
  const { page } = visit;
  const logged: string[] = [];
  page.on('console', (message) => logged.push(message.text()));
  await setUp(page, server);
  expect(await page.getByLabel('Another key').inputValue()).toBe('');
  await page.getByRole('button', { name: 'Fetch models' }).click();
  await page.getByText('3 models offered').waitFor();
  await choose(page, 'tiny');
  await page.getByLabel('$ per million tokens in').fill('3');
  await page.getByLabel('$ per million tokens out').fill('15');
  await verdict(page, 'ok');
  await page.getByText('answered as tiny-0613').waitFor();
  await page.getByLabel('Expert calls, one task').fill('1');
  await page.getByLabel('Expert calls, one task').blur();
  await page.getByRole('button', { name: 'Use it as the expert' }).click();
  await page.getByText('This is the expert of your runs').waitFor();

  await openTask(page);
  await say(page, { action: 'ask', question: 'Where should I look?' });
  await dialog(page).waitFor();
  const question = dialog(page).getByLabel('Question');
  expect(await question.inputValue()).toContain('Where should I look?');
  await dialog(page).getByText('at most about $').waitFor();
  await dialog(page).getByText('1 of 1 for this task').waitFor();
  await question.fill(`${await question.inputValue()}\nI changed this question.`);
  await dialog(page).getByRole('button', { name: 'Send as edited' }).click();
  await steps(page).nth(0).waitFor();
  const card = page.getByRole('region', { name: 'Question to the expert' }).first();
  await card.getByText('use parts.length').waitFor();
  await card.getByText('$0.0060').waitFor();

  // every action is a button or a form; JSON is for those who like it
  await page.getByRole('button', { name: 'Change a file' }).click();
  await page.getByRole('combobox', { name: 'File' }).selectOption('src/parse.js');
  const text = page.getByRole('textbox', { name: 'Text of src/parse.js' });
  await text.fill((await text.inputValue()).replace('parts.length - 1', 'parts.length'));
  await page.getByRole('button', { name: 'Make this change' }).click();
  await steps(page).nth(1).waitFor();
  await say(page, { action: 'ask', question: 'And now?' });
  await page.getByText('Spending cap reached.').waitFor();
  await steps(page).nth(2).waitFor();
  await page.getByRole('button', { name: 'Hand it in' }).click();
  await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor();

  const calls = server.asked.filter(({ body }) => !JSON.stringify(body).includes('Reply with the word ok'));
  expect(calls).toHaveLength(1);
  expect(calls[0]!.raw).toContain('I changed this question.');
  expect(calls[0]!.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(server.seen.filter(({ raw, path }) => found(raw + path, KEY))).toEqual([]);

  await page.getByRole('link', { name: 'Open in the library' }).click();
  const exports: string[] = [];
  for (const kind of ['.traj.json', '.patch', '.zip']) {
    await page.getByRole('button', { name: 'Export' }).last().click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: kind }).last().click(),
    ]);
    exports.push((await readFile(await file.path())).toString('latin1'));
  }
  expect(exports[0]).toContain('I changed this question.');
  const recorded = JSON.parse(exports[0]!) as { info: { protege: Trajectory } };
  expect(asksOf(recorded.info.protege)).toMatchObject([{ touched: true, repeated: false, backToBack: false }]);
  const places = { ...(await surfaces(page)), console: logged.join('\n'), exports: exports.join('\n') };
  expect(Object.entries(places).filter(([, text]) => found(text, KEY))).toEqual([]);
  expect(unexpected(visit, server)).toEqual([]);
  await page.goto(`${site.url}#/expert`);
  await page.getByText('$0.0061').waitFor(); // with the test
});

describe('test connection tells apart', () => {
  test.each<[string, string, Deed, ((asked: Asked) => Deed) | undefined]>([
    ['a bad key', 'key', {}, () => ({ status: 401, error: { error: { message: 'Incorrect API key provided' } } })],
    ['no credit', 'credit', { status: 429, error: { error: { message: 'x', code: 'insufficient_quota' } } }, undefined],
    ['CORS', 'cors', {}, () => ({ closed: true })],
    ['a web page', 'address', {}, () => ({ raw: '<html>hi</html>', type: 'text/html' })],
    ['an unknown model', 'model', { status: 404, error: { error: { message: 'model not found' } } }, undefined],
  ])('%s', async (_, kind, deed, list) => {
    const server = await serve(() => deed, list);
    const visit = await site.visit('#/expert');
    await setUp(visit.page, server);
    await choose(visit.page, 'tiny');
    await verdict(visit.page, kind);
    expect(unexpected(visit, server)).toEqual([]);
    await visit.page.context().close();
  });

  test('a redirect, which is not followed', async () => {
    const other = await serve();
    const pointing = await serve(undefined, () => ({ status: 302, headers: { location: `${other.url}/models` } }));
    const { page } = await site.visit('#/expert');
    await setUp(page, pointing);
    await choose(page, 'tiny');
    await verdict(page, 'address');
    await page.getByText('points to another address').waitFor();
    expect([pointing.seen.length > 0, other.seen]).toEqual([true, []]);
    await page.context().close();
  });

  test('a wrong address, an address outside the policy, and being offline', async () => {
    const server = await serve();
    const { page } = await site.visit('#/expert');
    await setUp(page, server);
    await choose(page, 'tiny');
    await server.close();
    await verdict(page, 'address');
    await page.getByRole('textbox', { name: 'Address' }).fill('https://llm.example.com/v1');
    await page.getByRole('textbox', { name: 'Address' }).blur();
    await verdict(page, 'policy');
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('groq');
    await page.getByRole('textbox', { name: 'Key', exact: true }).fill(`gsk_${'canary'.repeat(5)}`);
    await page.getByRole('button', { name: 'Give the key to the vault' }).click();
    await page.getByText('The vault holds a key for Groq').waitFor();
    await page.context().setOffline(true);
    await verdict(page, 'offline');
    await page.context().close();
  });
});

test('a key of the wrong shape is refused in one sentence, without repeating it', async () => {
  const { page } = await site.visit('#/expert');
  await page.getByRole('combobox', { name: 'Provider' }).selectOption('openai');
  for (const [key, says] of [
    ['sk-ant-0123456789', 'This looks like a key of Anthropic'],
    ['sk-1', 'too short'],
    ['my key here 123', 'space or line break'],
  ] as const) {
    await page.getByRole('textbox', { name: 'Key', exact: true }).fill(key);
    await page.getByRole('button', { name: 'Give the key to the vault' }).click();
    const alert = page.getByRole('alert').filter({ hasText: says });
    await alert.waitFor();
    expect(await alert.innerText()).not.toContain(key);
  }
  await page.context().close();
});

test('remembered under a passphrase: gone after a reload, back with the right words only', async () => {
  const server = await serve();
  const { page } = await site.visit('#/expert');
  await setUp(page, server);
  await page.getByText('Remember on this device', { exact: true }).click();
  await page.getByLabel('Passphrase').fill('correct horse battery');
  await page.getByRole('button', { name: 'Remember', exact: true }).click();
  await page.getByText('Remembered on this device, sealed.').waitFor();
  await page.reload();
  await page.getByText('Unlock the remembered keys').waitFor();
  expect(Object.entries(await surfaces(page)).filter(([, text]) => found(text, KEY))).toEqual([]);
  await page.getByLabel('Passphrase').fill('wrong horse battery');
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await page.getByText('This does not open what is remembered').waitFor();
  await page.getByLabel('Passphrase').fill('correct horse battery');
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await page.getByText('The vault holds a key for Other server').waitFor();
  await page.context().close();
});

test('sign-in with OpenRouter: the code leaves the address, the key comes from the vault alone', async () => {
  const { page } = await site.visit('#/expert');
  const context = page.context();
  const posted: string[] = [];
  await context.route('https://openrouter.ai/**', async (route) => {
    const request = route.request();
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    if (request.url().startsWith('https://openrouter.ai/auth?')) {
      const back = new URL(new URL(request.url()).searchParams.get('callback_url')!);
      back.searchParams.set('code', 'code-from-openrouter');
      return route.fulfill({ status: 302, headers: { location: back.href } });
    }
    if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers });
    posted.push(request.postData() ?? '');
    return route.fulfill({ json: { key: `sk-or-v1-${KEY}` }, headers });
  });
  await page.getByRole('combobox', { name: 'Provider' }).selectOption('openrouter');
  await page.getByRole('button', { name: 'Sign in with OpenRouter' }).click();
  await page.getByText('The vault holds a key for OpenRouter').waitFor();
  expect(page.url()).not.toContain('code');
  expect(JSON.parse(posted[0]!)).toMatchObject({ code: 'code-from-openrouter', code_challenge_method: 'S256' });
  const places = await surfaces(page);
  expect(Object.entries(places).filter(([, text]) => found(text, KEY) || text.includes('code-from-'))).toEqual([]);
  await context.close();
});

test('an export that would hold the key is refused on a hit', async () => {
  const server = await serve();
  const { page } = await site.visit('#/expert');
  await setUp(page, server);
  await page.getByRole('link', { name: 'Library' }).click();
  const file = recording('holds-the-key', `Why does ${KEY} fail?`);
  await page.locator('label:has-text("Import .traj.json") input').setInputFiles(file);
  await page.getByRole('list', { name: 'Episodes' }).getByRole('listitem').first().waitFor();
  const saved: string[] = [];
  page.on('download', (download) => saved.push(download.suggestedFilename()));
  await page.getByRole('button', { name: 'Export' }).first().click();
  await page.locator('[popover]').getByText('.traj.json', { exact: true }).first().click();
  await page.locator('.toasts p').filter({ hasText: 'was not saved: it holds your key' }).waitFor();
  expect(saved).toEqual([]);
  await page.context().close();
});

test('remembered under a passkey, where the authenticator can make a secret (PRF)', async () => {
  const server = await serve();
  const own = await openSite(['--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1, EXCLUDE localhost']);
  try {
    const { page } = await own.visit('#/about');
    await page.goto(`${own.url.replace('127.0.0.1', 'localhost')}#/expert`); // a passkey needs a name, not a number
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await setUp(page, server);
    await page.getByText('Remember on this device', { exact: true }).click();
    await page.getByRole('button', { name: 'With a passkey' }).click();
    await page.getByText('Remembered on this device, sealed.').waitFor();
    await page.reload();
    await page.getByText('Unlock the remembered keys').waitFor();
    await page.getByRole('button', { name: 'With a passkey' }).click();
    const held = page.getByText('The vault holds a key for Other server');
    await held.or(page.locator('.problem')).waitFor();
    expect(await page.locator('.problem').allInnerTexts()).toEqual([]);
    await held.waitFor();
  } finally {
    await own.close();
  }
});
