/**
 * The keys of this process: taken out of its environment at the start, so that nothing it starts inherits them and, on
 * Linux, nothing reads them in /proc. What started this process (a shell, npm, a build service) may still hold them.
 */
import fs from 'node:fs';
import { providers } from '../vault/providers';

const names = new Set(Object.values(providers).flatMap(({ env }) => env));
const taken: NodeJS.ProcessEnv = {};

/** The environment with the keys, for the vault alone. */
export const vaultEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, ...taken });

/** Whether there is anything to steal. */
export const anyKey = (): boolean => Object.keys(taken).length > 0;

export function takeKeys(): void {
  for (const name of names) {
    const value = process.env[name];
    if (value === undefined) continue;
    taken[name] = value;
    delete process.env[name];
  }
  if (anyKey()) wipe();
}

/** Overwrites the values where the system shows a process's first environment, /proc/PID/environ: deleting leaves them. */
function wipe(): void {
  if (process.platform !== 'linux') return;
  try {
    const fields = fs
      .readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const [from, to] = [Number(fields[47]), Number(fields[48])];
    const memory = fs.openSync('/proc/self/mem', 'r+');
    try {
      const bytes = Buffer.alloc(to - from);
      fs.readSync(memory, bytes, 0, bytes.length, from);
      for (let at = 0; at < bytes.length;) {
        const end = bytes.indexOf(0, at) < 0 ? bytes.length : bytes.indexOf(0, at);
        const equals = bytes.indexOf('=', at);
        if (equals > 0 && equals < end && names.has(bytes.toString('latin1', at, equals)))
          fs.writeSync(memory, Buffer.alloc(end - equals - 1, '*'), 0, end - equals - 1, from + equals + 1);
        at = end + 1;
      }
    } finally {
      fs.closeSync(memory);
    }
  } catch {
    // Not here: repair --process says whether the tests could read it.
  }
}
