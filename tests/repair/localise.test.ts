/** Localisation: coverage per test under every framework, and rankings that put the fault first. */
import { afterAll, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { evidence, evidenceOf, rank, type Evidence, type Ran } from '../../src/repair/localise';
import { sandboxes } from '../../src/sandboxes';
import type { Framework, Sandbox } from '../../src/types';
import { repos } from './repos';

const sandbox = sandboxes.embedded!.load().then(({ create }) => create({}, undefined));
afterAll(async () => (await sandbox).close());

const text = (found: Evidence, at: { path: string; from: number }) => found.sources[at.path]!.split('\n')[at.from - 1]!;

async function found(box: Sandbox, framework: Framework) {
  const { files, tests, run } = repos[framework];
  await box.reset({ ...files, ...tests });
  const ran: Ran[] = [];
  const result = await drain(
    evidence(box, { problem: 'The total of a cart is wrong.', run }, { coverageMs: 60_000 }),
    (event) => void ('what' in event && ran.push(event)),
  );
  return { result, ran, files: await box.files(), before: { ...files, ...tests } };
}

describe('coverage per test', () => {
  test.each(Object.keys(repos) as Framework[])('%s', async (framework) => {
    const { result, ran, files, before } = await found(await sandbox, framework);
    expect(ran.map(({ what }) => what)).toEqual(['tests', 'coverage']);
    expect(files).toEqual(before); // the workspace is not touched
    const named = result.report!.tests.filter(({ status }) => status === 'pass' || status === 'fail');
    expect(result.coverage).toMatchObject({
      failing: named.filter(({ status }) => status === 'fail').length,
      passing: named.filter(({ status }) => status === 'pass').length,
    });
    const places = rank(result);
    expect(places.slice(0, 3).map((place) => text(result, place))).toContainEqual(expect.stringContaining('// fault'));
    // the same from what a record holds
    const runs = ran.map(({ what, result: { output, tests } }) => ({
      what,
      text: output,
      ...(tests ? { tests } : {}),
    }));
    expect(rank(evidenceOf({ problem: 'The total of a cart is wrong.' }, files, runs))).toEqual(places);
  });
});
