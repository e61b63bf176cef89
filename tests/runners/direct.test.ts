/** `node file.js` of a tape, tap or uvu file: structured results, as by the framework's own command. */
import { describe, expect, it } from 'vitest';
import { fixtures } from './fixtures';
import { lines, run } from './run';

const files: Record<string, string> = { tape: 'test/one.js', tap: 'test/main.js', uvu: 'test/one.js' };

describe.each(Object.entries(files))('node %s', (framework, file) => {
  it('reports the same tests', async () => {
    const fixture = fixtures[framework]!;
    const direct = await run(fixture.files, `node ${file}`);
    const command = await run(fixture.files, `npx ${framework} ${framework === 'uvu' ? '--files ' : ''}${file}`);
    expect(lines(direct)).toEqual(lines(command));
    expect(lines(direct).length).toBeGreaterThan(3);
    expect(direct.tests).toMatchObject({ complete: true, tampered: [] });
    expect(direct.exitCode).toBe(command.exitCode);
  });
});

it.each([
  ['tape', "require('tape')('hangs', (t) => { t.plan(2); t.pass(); });"],
  ['uvu', "const { test } = require('uvu'); test('hangs', () => new Promise(() => {})); test.run();"],
])('%s: a test that never ends fails', async (framework, source) => {
  for (const command of [`node test/a.js`, `npx ${framework} ${framework === 'uvu' ? '--files ' : ''}test/a.js`]) {
    const result = await run({ 'package.json': '{}', 'test/a.js': source }, command);
    expect(lines(result)).toEqual(['fail hangs']);
    expect(result.exitCode).not.toBe(0);
  }
});
