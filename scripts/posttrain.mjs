// npm run posttrain -- setup | sft | rl | adapter | check | test: the Python side of training/, in an environment of its own
// outside the repository (PROTEGE_VENV moves it). Nothing else here needs Python.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const venv = path.resolve(process.env.PROTEGE_VENV ?? path.join(os.homedir(), '.cache', 'protege', 'venv'));
const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const training = path.join(root, 'training');

/** Runs it with this project's package on the path. @returns the exit code */
function run(command, args) {
  const env = { ...process.env, PYTHONPATH: training, PROTEGE_ROOT: root, TOKENIZERS_PARALLELISM: 'false' };
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env });
  if (error) {
    process.stderr.write(`${command} cannot be started: ${error.message}\n`);
    return 1;
  }
  return status ?? 1;
}

/** A Python that is new enough, by the names it goes by. */
function found() {
  const check = 'import sys; sys.exit(sys.version_info < (3, 11))';
  return ['python3', 'python', 'python3.11', 'python3.12', 'python3.13'].find(
    (name) => spawnSync(name, ['-c', check], { stdio: 'ignore' }).status === 0,
  );
}

function setup(extras) {
  const base = found();
  if (!base) {
    process.stderr.write('Python 3.11 or newer is needed for training/; install it and run this again.\n');
    return 1;
  }
  if (!fs.existsSync(python) && run(base, ['-m', 'venv', venv]) !== 0) return 1;
  const which = extras.length > 0 ? extras.join(',') : 'train,openenv,test';
  return run(python, ['-m', 'pip', 'install', '--editable', `${training}[${which}]`]);
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'setup') process.exit(setup(rest));
if (!fs.existsSync(python)) {
  process.stderr.write(`There is no Python environment at ${venv}; run npm run posttrain -- setup first.\n`);
  process.exit(2);
}
if (command === 'test') process.exit(run(python, ['-m', 'pytest', training, ...rest]));
const code = run(python, ['-m', 'protege_training', ...(command === undefined ? ['--help'] : [command, ...rest])]);
const out = rest[rest.indexOf('--out') + 1];
// a report is part of the site, and so of what `npm run check` reads
if (code === 0 && command === 'report' && rest.includes('--out') && out !== undefined)
  run(process.execPath, [path.join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs'), '--write', out]);
process.exit(code);
