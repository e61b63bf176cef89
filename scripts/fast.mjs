// npm run test:fast [-- vitest's arguments]: the unit tests that start no sandbox, no process and no training; an answer
// in about a minute on two idle cores. `npm run test:fast -- --changed main` runs only those that what changed since main reaches.
import { bin, install } from './setup.mjs';

install();
// told by the environment: vitest leaves `--exclude` out of account where there are projects
process.exit(bin('vitest', ['run', '--project', 'unit', ...process.argv.slice(2)], { env: { PROTEGE_FAST: '1' } }));
