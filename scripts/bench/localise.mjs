// Where the fault is: how often its line is among the first that the ranking names. Further folders of tasks (real bugs,
// single functions) by LOCALISE_ON, with commas between.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../setup.mjs';

const SETS = ['dev', ...(process.env.LOCALISE_ON ?? '').split(',').filter(Boolean)];

export async function measure(report) {
  for (const set of SETS) {
    const args = [path.join(root, 'scripts/protege.mjs'), 'localise', set, '--json'];
    const text = execFileSync(process.execPath, args, {
      encoding: 'utf8',
      cwd: root,
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const { line, n } = JSON.parse(text.split('\n')[0]);
    const name = path.basename(set);
    for (const k of [1, 3, 5, 10])
      report({
        name: `fault's line among the first ${k}, ${name}`,
        value: 100 * line[k],
        unit: '%',
        goal: k === 5 ? (set === 'dev' ? '>= 70' : '>= 40') : '>= 0',
        n,
      });
  }
}
