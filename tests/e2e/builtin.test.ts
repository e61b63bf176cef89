/** The browser's own model on the built site: a stand-in of its interface stands in the page before our scripts run. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installBuiltin, type BuiltinOptions } from '../engines/builtinpage';
import { faults } from './axe';
import { openSite, runFixture, type Site, type Visit } from './site';

let site: Site;
beforeAll(async () => void (site = await openSite()));
afterAll(() => site?.close());

const RIGHT = '  for (let i = 0; i < parts.length; i++) {\n```';

async function visit(hash: string, options: BuiltinOptions): Promise<Visit> {
  const visited = await site.visit('#/about');
  await visited.page.addInitScript(installBuiltin, options);
  await visited.page.goto(`${site.url}${hash}`);
  await visited.page.reload();
  return visited;
}

const runTask = ({ page }: Visit): Promise<void> =>
  runFixture(page, site.url, async () => {
    await page.getByRole('combobox', { name: 'Expert' }).selectOption('none');
  });

test('where this browser has none, the room says so and what it takes; our stand-in has the names of the real interface', async () => {
  const { page, trouble } = await site.visit('#/models');
  const room = page.locator('[data-builtin="absent"], [data-builtin="unavailable"]');
  await room.getByText(/Chrome has it from 148|22 GB of free disk/).waitFor();
  const names = () => {
    const { LanguageModel } = globalThis as { LanguageModel?: { prototype: object } };
    return LanguageModel ? Object.getOwnPropertyNames(LanguageModel.prototype) : null;
  };
  const real = await page.evaluate(names);
  if (real)
    expect(real).toEqual(
      expect.arrayContaining([
        'contextUsage',
        'contextWindow',
        'clone',
        'destroy',
        'measureContextUsage',
        'promptStreaming',
      ]),
    );
  expect(trouble).toEqual([]);
});

test('set up by a click, chosen, and it repairs in guided mode; the record is shown with every prompt', async () => {
  const visited = await visit('#/models', {
    state: 'downloadable',
    replies: { '/* MISSING */\n    const match': RIGHT, '': 'return total;\n```' },
  });
  const { page, trouble } = visited;
  const room = page.locator('[data-builtin]');
  await room.getByRole('button', { name: /Set it up/ }).click();
  await room.getByText('It is here and ready').waitFor();
  expect(await faults(page)).toEqual([]);
  await room.getByRole('button', { name: 'Use as protégé' }).click();
  await runTask(visited);
  await page.getByRole('heading', { name: 'Resolved', exact: true }).waitFor();
  const green = page.getByRole('article').filter({ hasText: 'all tests pass' }).first();
  await green.getByRole('button').first().click();
  await green.getByText('What it read').click();
  await green.getByLabel('The prompt, word for word').getByText('parts.length').waitFor();
  await page.getByText('harness', { exact: true }).first().waitFor();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('link', { name: 'Open in the library' }).click();
  await page.getByText('Verified in a fresh sandbox').last().waitFor();
  expect(trouble).toEqual([]);
});

test('nonsense and a lost model end in words that say what to do; the episode is kept', async () => {
  const nonsense = await visit('#/models', { replies: { '': 'I think that ' } });
  await nonsense.page.getByRole('button', { name: 'Use as protégé' }).click();
  await runTask(nonsense);
  const told = nonsense.page.getByRole('region', { name: 'What to do next' });
  await told.waitFor();
  expect(await told.innerText()).toMatch(/code|sample|expert/);
  await nonsense.page.getByRole('link', { name: 'Open in the library' }).click();
  await nonsense.page.getByText('What happened, and what to do next').last().waitFor();
  expect(nonsense.trouble).toEqual([]);

  const lost = await visit('#/models', {
    replies: { '': 'return total;\n```' },
    fails: { name: 'UnknownError', after: 2 },
  });
  await lost.page.getByRole('button', { name: 'Use as protégé' }).click();
  await runTask(lost);
  await lost.page.getByText('The built-in model stopped').first().waitFor();
  expect(await lost.page.locator('[data-card]').count()).toBeGreaterThan(2);
  await lost.page.getByRole('link', { name: 'Open in the library' }).click();
  await lost.page.getByText('The built-in model stopped').last().waitFor();
  expect(lost.trouble).toEqual([]);
});

test('the Doctor tries it', async () => {
  const ready = await visit('#/doctor', { replies: { '': '{"action":"run","command":"npm test"}' } });
  await ready.page.locator('[data-check="builtin"][data-state="good"]').waitFor();
  const unable = await visit('#/doctor', { state: 'unavailable', replies: {} });
  const found = unable.page.locator('[data-check="builtin"][data-state="bad"]');
  await found.waitFor();
  expect(await found.innerText()).toContain('22 GB');
});
