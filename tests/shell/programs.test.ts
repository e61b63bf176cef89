import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { sandboxes } from '../../src/sandboxes';
import type { Sandbox } from '../../src/types';
import setup from '../setup';
import { PATIENCE } from '../patience';

let box: Sandbox;
const run = (command: string) => drain(box.exec(command, { timeoutMs: PATIENCE.fact }));

beforeAll(async () => {
  await setup();
  box = await (await sandboxes.embedded!.load()).create({});
  await box.reset({
    'package.json': JSON.stringify({
      name: '@scope/tool',
      version: '2.0.0',
      bin: { tool: 'cli.js' },
      scripts: {
        one: 'echo 1',
        two: 'echo 2',
        both: 'run-s one two',
        fails: 'exit 3',
        chain: 'npm run fails && echo no',
        ünï: 'echo é',
      },
    }),
    'a.txt': 'alpha\nbeta\n',
    'b.txt': 'alpha\ngamma\n',
    'dir/a.txt': 'alpha\n',
    'cli.js': '#!/usr/bin/env node\nconsole.log("cli", process.argv.slice(2).join(","));\n',
    'go.sh': '#!/bin/bash\necho "sh $1"\n',
  });
});
afterAll(() => box.close());

test('a child that node starts: by process.execPath, fed by a pipe; a program that is not there is an error', async () => {
  const said = `const c = require('child_process'); const out = (p) => p.stdout?.on('data', (d) => process.stdout.write(d));
const p = c.spawn(process.execPath, ['-e', 'process.stdin.pipe(process.stdout)']); out(p); p.stdin.end('fed '); p.on('close', (code) => { console.log(code);
  c.spawn('nope', ['x']).on('exit', () => console.log('exit')).on('error', (e) => console.log(e.code, e.errno, e.syscall, e.path, e.spawnargs)).on('close', (code) => { console.log(code);
    c.exec('nope x', (e, o, text) => { console.log(e.code, /nope.*not found/.test(text)); c.exec('"' + process.execPath + '" -p 1', (e, o) => console.log(o.trim())); }); }); });`;
  await box.write('child.js', said);
  expect((await run('node child.js')).stdout).toBe("fed 0\nENOENT -2 spawn nope nope [ 'x' ]\n-2\n127 true\n1\n");
  await box.write('child.js', null);
});

describe('programs', () => {
  const cases: [string, string][] = [
    ['printf "a\\nb\\n" | paste -sd,', 'a,b\n'],
    ['printf "a b\\nc\\n" | xargs -I{} echo "<{}>"', '<a b>\n<c>\n'],
    ['printf "a b c" | xargs -n1 echo', 'a\nb\nc\n'],
    ['grep -Hn beta a.txt', 'a.txt:2:beta\n'],
    ['trap "echo bye" EXIT; echo hi', 'hi\n'],
    ['diff -u a.txt b.txt', '--- a.txt\n+++ b.txt\n@@ -1,2 +1,2 @@\n alpha\n-beta\n+gamma\n'],
    ['diff -rq dir . | head -2', 'Files dir/a.txt and ./a.txt differ\nOnly in .: b.txt\n'],
    ['realpath dir/../a.txt', '/repo/a.txt\n'],
    ['uname', 'Linux\n'],
    ['f=$(mktemp); echo x > $f; cat $f', 'x\n'],
    ['cmp a.txt a.txt && echo same', 'same\n'],
    ['less a.txt | head -1', 'alpha\n'],
    ['command -v npm; which git', '/usr/bin/npm\n/usr/bin/git\n'],
    ['./cli.js a "b c"', 'cli a,b c\n'],
    ['npx tool x', 'cli x\n'],
    ['./go.sh 1', 'sh 1\n'],
    ["X=1 env | grep ^X; CI=2 bash -c 'echo $CI'", 'X=1\n2\n'],
    ['npm run -s both 2>/dev/null | grep "^[12]"', '1\n2\n'],
    ['npm run -s ünï', 'é\n'],
    ['yarn -s one 2>/dev/null || yarn one | tail -1', '1\n'],
    ['pnpm run -s two', '2\n'],
    ['npx cross-env A=5 node -p process.env.A', '5\n'],
    ['cat <<EOF\n  kept\nEOF', '  kept\n'],
    ['yes | head -2', 'y\ny\n'],
    ['npx c8 --reporter=text node -p 1', '1\n'],
    ['npx tsc --noEmit; echo $?', '0\n'],
    ['echo é | wc -c', '3\n'],
  ];
  test.each(cases)('%s', async (command, expected) => {
    const result = await run(command);
    const last = command.startsWith('npx tsc') ? result.stdout.split('\n').slice(-2).join('\n') : result.stdout;
    expect(last, result.output).toBe(expected);
  });

  test('a failing script fails its chain, with its code', async () => {
    expect((await run('npm run fails')).exitCode).toBe(3);
    const chain = await run('npm run chain');
    expect(chain.exitCode).toBe(3);
    expect(chain.stdout).not.toContain('\nno\n');
  });

  test('a broken package.json is one clear sentence', async () => {
    await box.write('package.json', '{ "name": ');
    const result = await run('npm test');
    expect(result.stderr).toContain('package.json is not valid JSON');
    expect(result.exitCode).not.toBe(0);
  });
});
