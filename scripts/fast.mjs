// npm run test:fast [-- vitest's arguments]: the unit tests that start no sandbox, no process and no training; an answer
// in about a minute on two idle cores. `npm run test:fast -- --changed main` runs only those that what changed since main reaches.
import { bin, install } from './setup.mjs';

/** Everything that boots the runtime, real test libraries, other programs or a training: npm test runs it. */
const SLOW = [
  'tests/agent/{deadline,judged,outgoing,properties,run}.test.ts',
  'tests/cli/{arms,env,resume,tables}.test.ts',
  'tests/contracts/{model,sandbox}.test.ts',
  'tests/engines/{native,webllm}.test.ts',
  'tests/import/{ci,ignore,install,process}.test.ts',
  'tests/models/search.test.ts',
  'tests/node/**',
  'tests/repair/**',
  'tests/runners/**',
  'tests/shell/{check,git,programs,workspaces}.test.ts',
  'tests/tasks/{cli,differs,doubts,grade,instances}.test.ts',
  'tests/train/{card,drills,encode,live,net,policy,pool,python,quick,resume,verdict}.test.ts',
  'tests/vault/{hostile,ledger,shapes}.test.ts',
];

install();
const skipped = SLOW.flatMap((glob) => ['--exclude', glob]);
process.exit(bin('vitest', ['run', '--project', 'unit', ...skipped, ...process.argv.slice(2)]));
