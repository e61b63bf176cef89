/** What a repository cannot do to the terminal and to the keys. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drain } from '../../src/lib/stream';
import { serve } from '../../scripts/serve.mjs';
import { create } from '../../src/sandboxes/process';
import { secluded } from '../../src/sandboxes/secluded';
import { rawText } from '../../scripts/rawtext.mjs';

const KEY = 'sk-proj-CANARY0123456789abcdefghijKEY';
let dir: string;
beforeAll(() => (dir = fs.mkdtempSync(path.join(os.tmpdir(), 'walls-'))));
afterAll(() => fs.rmSync(dir, { recursive: true, force: true }));

async function script(name: string, source: string): Promise<string> {
  const outfile = path.join(dir, `${name}.mjs`);
  const stdin = { contents: source, resolveDir: path.resolve('tests/cli'), loader: 'ts' as const };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [rawText],
    logLevel: 'error',
  });
  return outfile;
}

test('neither stream prints what moves a cursor, hides, or commands a build service; a piped patch is exact', async () => {
  const file = await script(
    'streams',
    `import { guardStreams, note, output } from '../../src/cli/terminal'; guardStreams(); guardStreams();
     const evil = 'a\\u001b]0;x\\u0007\\u009b2J\\u202e\\u2066\\u200b\\rb';
     process.stdout.write(evil + '\\n'); process.stderr.write(evil + '\\n::warning::x\\n'); note('one\\n::error::two ' + evil); output('+ ' + evil + '\\n');`,
  );
  const { stdout, stderr } = spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { ...process.env, GITHUB_ACTIONS: '' },
  });
  const shown = 'a\\x1b]0;x\\x07\\x9b2J\\u202e\\u2066\\u200b\\x0db';
  expect(stdout).toBe(`${shown}\n+ a\u001b]0;x\u0007\u009b2J\u202e\u2066\u200b\rb\n`);
  expect(stderr).toBe(`${shown}\n\\x3a:warning::x\none\\n::error::two ${shown}\n`);
  const service = spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { ...process.env, GITHUB_ACTIONS: 'true' },
  });
  expect(service.stdout + service.stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
});

test('the static server answers every request, and serves on', async () => {
  fs.writeFileSync(path.join(dir, 'index.html'), 'here');
  const { server, url } = (await serve({ dir })) as { server: http.Server; url: string };
  const at = new URL(url);
  const ask = (target: string, method = 'GET'): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = http.request({ host: at.hostname, port: at.port, path: target, method }, (response) => {
        response.resume();
        response.on('end', () => resolve(`${response.statusCode}`));
      });
      asked.on('error', reject);
      asked.end();
    });
  const strange = [
    '/%00',
    '/a%00b',
    '/%',
    '/%ff',
    '/%0a',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '//',
    `/${'a'.repeat(5000)}`,
  ];
  for (const target of strange) expect(await ask(target), target).toMatch(/^40[04]$/);
  expect(await ask('/', 'PUT')).toBe('405');
  expect(await ask('/')).toBe('200');
  expect((await fetch(url)).headers.get('content-security-policy')).toBe("frame-ancestors 'self'");
  server.close();
  server.closeAllConnections();
});

test.runIf(process.platform === 'linux')('keys leave the environment of the process, /proc included', async () => {
  const file = await script(
    'keys',
    `import { anyKey, vaultEnvironment, takeKeys } from '../../src/cli/keys'; import fs from 'node:fs'; takeKeys();
     console.log(JSON.stringify({ any: anyKey(), own: process.env.OPENAI_API_KEY ?? null, proc: fs.readFileSync('/proc/self/environ', 'latin1').includes(${JSON.stringify(KEY)}), vault: vaultEnvironment().OPENAI_API_KEY, other: vaultEnvironment().OTHER }));`,
  );
  const { stdout } = spawnSync(process.execPath, [file], {
    encoding: 'utf8',
    env: { ...process.env, OPENAI_API_KEY: KEY, OTHER: 'x' },
  });
  expect(JSON.parse(stdout)).toEqual({ any: true, own: null, proc: false, vault: KEY, other: 'x' });
});

const STEAL = `const fs = require('fs'); const found = [];
for (const pid of fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)))
  for (const place of ['environ', 'cmdline']) try { if (fs.readFileSync('/proc/' + pid + '/' + place, 'latin1').includes('CANARY')) found.push(pid + place); } catch {}
console.log(JSON.stringify({ found, own: process.env.OPENAI_API_KEY ?? null, seen: fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).length }));`;

test.runIf(secluded() !== null)('a process of the repository sees no other process, so no key of one', async () => {
  const holder = spawn('sleep', ['60'], { env: { PATH: process.env.PATH, OPENAI_API_KEY: KEY } });
  const root = path.join(dir, 'repo');
  fs.mkdirSync(root);
  const box = create({ root });
  try {
    await box.reset({ 'steal.js': STEAL });
    const told = JSON.parse((await drain(box.exec('node steal.js'))).stdout) as {
      found: string[];
      own: null;
      seen: number;
    };
    expect(told).toMatchObject({ found: [], own: null });
    expect(told.seen).toBeLessThan(4);
  } finally {
    await box.close();
    holder.kill();
  }
});
