/** Models and Doctor on the built site: a GGUF made here is loaded and runs an episode; broken ones are explained. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { speaking } from '../engines/gguf';
import { weightServer, type WeightServer } from '../engines/server';
import { openSite, taskFile, type Site } from './site';

const RUN = '{"action":"run","command":"npm test"}';
const SUBMIT = '{"action":"submit"}';
const model = {
  name: 'table.gguf',
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(speaking({ [RUN]: 0.6, [SUBMIT]: 0.4 }).bytes),
};

let weights: WeightServer;
beforeAll(async () => void (weights = await weightServer()));
afterAll(() => weights?.close());

async function addCustom(page: Page, fields: Record<string, string>, kind: string): Promise<void> {
  const form = page.locator('details', { hasText: 'Add your own model' });
  if (!(await form.getAttribute('open').then((value) => value !== null))) await form.locator('summary').click();
  await form.getByLabel('Kind').selectOption(kind);
  for (const [label, value] of Object.entries(fields)) await form.getByLabel(label).first().fill(value);
  await form.getByRole('button', { name: 'Save' }).click();
}

const row = (page: Page, id: string) => page.locator(`[data-model="${id}"]`);

describe('without a graphics card', () => {
  let site: Site;
  beforeAll(async () => void (site = await openSite()));
  afterAll(() => site?.close());

  test('the picker says what fits, what it costs, and suggests what runs here', async () => {
    const { page, trouble, requested } = await site.visit('#/models');
    await page.getByText('WebGPU without a graphics card').waitFor();
    const coder = row(page, 'Qwen2.5-Coder-1.5B-Instruct-q4f16_1-MLC');
    await coder.getByText('does not fit').waitFor();
    await coder.getByText('880 MB').first().waitFor();
    await coder.getByText('offers no graphics card').waitFor();
    const suggested = row(page, 'qwen2.5-coder-0.5b-instruct-q4_k_m');
    await suggested.getByText('suggested here').waitFor();
    await suggested.getByRole('button', { name: /Load .*490 MB/ }).waitFor();
    await page.getByPlaceholder('Search models').fill('Coder 7B');
    await page.waitForFunction(() => document.querySelectorAll('[data-model]').length === 2);
    await page.getByPlaceholder('Search models').fill('no such');
    await page.getByText('No model is called like').waitFor();
    await page.getByText("not SWE-Protégé's results").first().waitFor();
    expect(requested.filter((path) => /webllm|wllama/.test(path))).toEqual([]);
    expect(trouble).toEqual([]);
    // the Run room offers the same with the task at hand; nothing can be reached from here, which is said with what to do
    await page.getByRole('link', { name: 'Run', exact: true }).first().click();
    await page.keyboard.press('t');
    await page.locator('dialog input[type=file]').setInputFiles(taskFile());
    await page.getByText('Opened duration-fixture').waitFor();
    const offer = page.getByRole('region', { name: 'With a real model' });
    await offer.getByText('and run this task yourself').waitFor();
    await offer.getByRole('button', { name: 'Download (490 MB) and run' }).click();
    await offer
      .getByRole('alert')
      .getByText(/connection|reach/)
      .waitFor();
    await offer.getByRole('button', { name: 'Download (490 MB) and run' }).waitFor();
  });

  test('a GGUF from disk is loaded and is the protégé of an episode to its end', async () => {
    const { page, trouble, requested } = await site.visit('#/models');
    // toy weights write noise: guided repair would try it out to the end of its budget
    await page.evaluate(() => localStorage.setItem('protege-settings', '{"scaffold":"free"}'));
    await page.reload();
    await page.locator('input[type=file][accept=".gguf"]').first().setInputFiles(model);
    await page.getByText('table is loaded').waitFor();
    await page.getByRole('link', { name: 'Go to Run' }).click();
    await page.keyboard.press('t');
    await page.locator('dialog input[type=file]').setInputFiles(taskFile());
    await page.getByText('Opened duration-fixture').waitFor();
    // the form of its actions is the person's choice; a grammar is JSON's alone
    await page.getByRole('button', { name: 'Team and limits' }).click();
    await page.getByLabel('Held to that form').selectOption('late');
    await page.getByText('It thinks freely first').waitFor();
    await page.getByLabel('How it writes its actions').selectOption('bash');
    await page.getByText('one shell command in a fence').waitFor();
    expect(await page.getByLabel('Held to that form').count()).toBe(0);
    await page.getByLabel('How it writes its actions').selectOption('auto');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.getByRole('heading', { name: /Not resolved/ }).waitFor();
    const steps = page.locator('[data-card]');
    expect(await steps.count()).toBeGreaterThan(0);
    await page
      .getByText(/Read [\d,]+ of [\d,]+ prompt tokens anew/)
      .first()
      .waitFor();
    expect(requested.filter((path) => path.includes('/webllm'))).toEqual([]);
    expect(trouble).toEqual([]);
  });

  test('own models: refused addresses, cancel at once, going on, deleting', async () => {
    const { page } = await site.visit('#/models');
    const form = page.locator('details', { hasText: 'Add your own model' });
    await addCustom(page, { Name: 'mine', 'Address of the .gguf': 'http://example.com/x.gguf' }, 'wllama');
    await form.getByText('use https://').waitFor();
    await addCustom(page, { Name: 'mine', 'Address of the .gguf': `${weights.url}/slow/model.gguf` }, 'wllama');
    await row(page, 'mine')
      .getByRole('button', { name: /^Load mine/ })
      .click();
    await page.getByText(/^Downloading: /).waitFor();
    await row(page, 'mine').getByRole('button', { name: 'Cancel' }).click();
    await row(page, 'mine')
      .getByRole('button', { name: /^Load mine/ })
      .waitFor();
    expect(await page.getByText(/^Downloading: /).count()).toBe(0);
    await addCustom(page, { Name: 'good', 'Address of the .gguf': `${weights.url}/ok/model.gguf` }, 'wllama');
    await row(page, 'good')
      .getByRole('button', { name: /^Load good/ })
      .click();
    await page.getByText('good is loaded').waitFor();
    await page.getByRole('button', { name: 'Unload' }).click();
    await row(page, 'good').getByText('on this machine').waitFor();
    await page.reload();
    await row(page, 'good').getByText('on this machine').waitFor();
    await row(page, 'good')
      .getByRole('button', { name: /^Delete good/ })
      .click();
    await row(page, 'good').getByText('on this machine').waitFor({ state: 'hidden' });
    await addCustom(page, { Name: 'gone', 'Address of the .gguf': `${weights.url}/missing/model.gguf` }, 'wllama');
    await row(page, 'gone')
      .getByRole('button', { name: /^Load gone/ })
      .click();
    await page.locator('[data-fault="missing"]').waitFor();
  });

  test('a load that a killed tab left behind is explained', async () => {
    const { page } = await site.visit('#/models');
    await page.getByRole('heading', { name: 'Models', exact: true }).waitFor();
    await page.evaluate(() => localStorage.setItem('protege-loading', '{"id":"Qwen","at":"2026-01-01T00:00:00Z"}'));
    await page.reload();
    await page.getByText('did not come to its end').waitFor();
    await page.getByRole('button', { name: 'Understood' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Models', exact: true }).waitFor();
    expect(await page.getByText('did not come to its end').count()).toBe(0);
  });

  test('the Doctor tries things out, with and without a loaded model', async () => {
    const { page, trouble } = await site.visit('#/doctor');
    const check = (id: string) => page.locator(`[data-check="${id}"]`);
    const ended = () => page.getByRole('button', { name: 'Copy the report' }).and(page.locator(':enabled')).waitFor();
    await ended();
    const states = await page
      .locator('[data-check]')
      .evaluateAll((all) =>
        Object.fromEntries(all.map((one) => [one.getAttribute('data-check'), one.getAttribute('data-state')])),
      );
    expect(states).toMatchObject({
      secure: 'good',
      policy: 'good',
      webgpu: 'bad',
      f16: 'skipped',
      llama: 'good',
      webllm: 'skipped',
      sandbox: 'good',
      model: 'skipped',
      endpoint: 'skipped',
    });
    await check('model').getByText('Skipped: no model is loaded').waitFor();
    expect(await page.locator('details pre').textContent()).toMatch(/\[skip\] A model completes one action/);
    await page.getByRole('link', { name: 'Models' }).click();
    await page.locator('input[type=file][accept=".gguf"]').setInputFiles(model);
    await page.getByText('table is loaded').waitFor();
    await page.getByRole('link', { name: 'Doctor' }).click();
    await ended();
    expect(await check('model').getAttribute('data-state')).toBe('good');
    await check('model')
      .getByText(/tokens\/s/)
      .waitFor();
    expect(trouble).toEqual([]);
  });

  test('a server on this machine: its models, and the setting when it is closed to the page', async () => {
    let allow = false;
    const server = http.createServer((_, response) => {
      if (allow) response.setHeader('access-control-allow-origin', '*');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data: [{ id: 'qwen2.5-coder:1.5b' }] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const { page } = await site.visit('#/models');
    const section = page.getByRole('region', { name: 'Servers on this machine' });
    const list = section.getByRole('button', { name: 'List its models' });
    await section.getByLabel('Address').fill(at);
    await list.click();
    await section.getByText(`OLLAMA_ORIGINS=${new URL(site.url).origin}`).waitFor();
    expect(await section.locator('[data-reached]').getAttribute('data-reached')).toBe('closed');
    allow = true;
    await list.click();
    await section.getByText('qwen2.5-coder:1.5b').waitFor();
    await section.getByRole('button', { name: 'Use as protégé' }).click();
    const saved = await page.evaluate(() => JSON.parse(localStorage.getItem('protege-settings') ?? '{}') as object);
    expect(saved).toMatchObject({
      protege: 'endpoint',
      options: { endpoint: { baseURL: at, model: 'qwen2.5-coder:1.5b' } },
    });
    server.close();
    server.closeAllConnections();
    await list.click();
    await section.locator('[data-reached="down"]').waitFor();
  });
});

describe('with WebGPU on a software adapter, without f16', () => {
  let site: Site;
  beforeAll(async () => void (site = await openSite(['--enable-unsafe-webgpu'])));
  afterAll(() => site?.close());

  test('the Doctor finds the adapter, its missing f16, right numbers, and both workers start', async () => {
    const { page, trouble } = await site.visit('#/doctor');
    await page.getByRole('button', { name: 'Copy the report' }).and(page.locator(':enabled')).waitFor();
    const states = await page
      .locator('[data-check]')
      .evaluateAll((all) =>
        Object.fromEntries(all.map((one) => [one.getAttribute('data-check'), one.getAttribute('data-state')])),
      );
    expect(states).toMatchObject({
      webgpu: 'fair',
      f16: 'fair',
      numbers: 'good',
      training: 'fair',
      llama: 'good',
      webllm: 'good',
    });
    expect(trouble).toEqual([]);
  });

  test('q4f16 is refused before any download, q4f32 offered; a wrong library is explained', async () => {
    const { page, requested } = await site.visit('#/models');
    const f16 = row(page, 'Qwen2.5-Coder-1.5B-Instruct-q4f16_1-MLC');
    await f16.getByText('take the q4f32 build').waitFor();
    await f16.getByText(/Instead:[\s\S]*q4f32_1/).waitFor();
    expect(await f16.getByRole('button', { name: /^Load/ }).isDisabled()).toBe(true);
    await row(page, 'Qwen2.5-Coder-1.5B-Instruct-q4f32_1-MLC').getByText('tight').waitFor();
    expect(requested.filter((path) => path.includes('/webllm'))).toEqual([]);
    const at = `${weights.url}/ok`;
    await addCustom(
      page,
      { Name: 'mine', 'Address of the weights': at, 'Address of the model library': `${at}/lib.wasm` },
      'webllm',
    );
    await page.getByText('The library computes in 16-bit').waitFor();
    await row(page, 'mine')
      .getByRole('button', { name: /^Load mine/ })
      .click();
    await page.locator('[data-fault]').waitFor();
    await page.getByText('could not be loaded').waitFor();
    expect(requested.some((path) => path.includes('/webllm'))).toBe(true);
    await row(page, 'mine').getByText('on this machine').waitFor();
  });
});
