/** The same request on real Node as a process in a temporary folder; what the runtime is compared with. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Real {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Paths of the temporary folder are shown as /repo. */
export async function real(argv: string[], files: Record<string, string | Uint8Array> = {}, stdin = ''): Promise<Real> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'real-')));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    return await new Promise((resolve, reject) => {
      const child = spawn(process.execPath, argv, {
        cwd: dir,
        env: { HOME: '/home/user', PATH: process.env.PATH, TZ: process.env.TZ ?? 'UTC' },
      });
      const out = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text) => (out.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text) => (out.stderr += text));
      child.on('error', reject);
      child.on('close', (exitCode) =>
        resolve({
          exitCode: exitCode ?? -1,
          stdout: out.stdout.replaceAll(dir, '/repo'),
          stderr: out.stderr.replaceAll(dir, '/repo'),
        }),
      );
      // a program that ends without reading its input closes the pipe
      child.stdin.on('error', () => {});
      child.stdin.end(stdin);
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** `pass|fail|skip|todo full name` of every test, from real Node's TAP. */
export function tapNames(tap: string): string[] {
  const out: string[] = [];
  const stack: string[] = [];
  const lines = tap.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const subtest = /^( *)# Subtest: (.*)$/.exec(lines[i]!);
    if (subtest) {
      const depth = subtest[1]!.length / 4;
      stack.length = depth;
      stack[depth] = subtest[2]!;
      continue;
    }
    const result = /^( *)(not ok|ok) \d+ - (.*?)(?: # (SKIP|TODO)(?: .*)?)?$/.exec(lines[i]!);
    if (!result) continue;
    const depth = result[1]!.length / 4;
    const body = lines.slice(
      i + 1,
      lines.findIndex((line, at) => at > i && line.trim() === '...'),
    );
    if (body.some((line) => line.includes("type: 'suite'"))) continue;
    const status = result[4] === 'SKIP' ? 'skip' : result[4] === 'TODO' ? 'todo' : result[2] === 'ok' ? 'pass' : 'fail';
    out.push(`${status} ${[...stack.slice(0, depth), result[3]].join(' ')}`);
  }
  return out.sort();
}
