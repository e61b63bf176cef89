// npm run check: types, lint and format, side by side on the cores there are; what each says comes in one piece.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { install, root } from './setup.mjs';

/** The longest first. */
/** @type {[string, ...string[]][]} */
const CHECKS = [
  ['svelte-check/bin/svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  ['eslint/bin/eslint.js', '.'],
  ['prettier/bin/prettier.cjs', '--check', '.'],
  ['typescript/bin/tsc', '-p', 'workers/tsconfig.json', '--noEmit'],
  ['typescript/bin/tsc', '-p', 'scripts/tsconfig.json', '--noEmit'],
];

/** Runs one to its end. Resolves with whether it found nothing. */
const check = ([program, ...args]) =>
  new Promise((resolve) => {
    const running = spawn(process.execPath, [path.join(root, 'node_modules', program), ...args], { cwd: root });
    const said = [];
    for (const stream of [running.stdout, running.stderr]) stream.on('data', (bytes) => said.push(bytes));
    running.on('close', (code) => {
      console.log(`${code === 0 ? '✓' : '✗'} ${path.basename(program).replace(/\.\w+$/, '')} ${args.join(' ')}`);
      process.stdout.write(Buffer.concat(said));
      resolve(code === 0);
    });
  });

install();
const waiting = [...CHECKS];
const found = [];
await Promise.all(
  Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) found.push(await check(next));
  }),
);
process.exitCode = found.every(Boolean) ? 0 : 1;
