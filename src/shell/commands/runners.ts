/** The test runners, and the wrappers people put around them. */
import { shellWord } from '../../lib/text';
import { runEntry } from '../exec';
import { done, refuse, sub, type ShellCommand } from '../session';

const runner =
  (framework: string): ShellCommand =>
  (argv, ctx, session) =>
    runEntry({ type: 'runner', framework, argv }, ctx, session);

/** `vitest run|related|watch …`: the sub-command is vitest's own; here every run is one run. */
const vitest: ShellCommand = (argv, ctx, session) =>
  runner('vitest')(/^(?:run|watch|dev)$/.test(argv[0] ?? '') ? argv.slice(1) : argv, ctx, session);

/** Flags of c8 and nyc that take the next word. */
const TAKES =
  /^(?:-r|--reporter|-n|--include|-x|--exclude|-e|--extension|--temp-directory|--report-dir|--reports-dir|-o|--src|--lines|--functions|--branches|--statements|--cwd|--require|-i|--config|-c)$/;

/** Coverage tools: the command runs, without coverage. */
const coverage =
  (name: string): ShellCommand =>
  async (args, ctx) => {
    const rest = [...args];
    while (rest[0]?.startsWith('-')) {
      const flag = rest.shift()!;
      if (flag === '--') break;
      if (TAKES.test(flag)) rest.shift();
    }
    if (!rest.length || rest[0] === 'report' || rest[0] === 'check-coverage')
      return done('', 0, `${name}: coverage is not available in the sandbox (skipped)\n`);
    return sub(ctx, rest.map(shellWord).join(' '));
  };

const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;

const crossEnv: ShellCommand = async (args, ctx) => {
  const env: Record<string, string> = {};
  let i = 0;
  for (; i < args.length; i++) {
    const match = ASSIGNMENT.exec(args[i]!);
    if (!match) break;
    env[match[1]!] = match[2]!;
  }
  const rest = args.slice(i);
  if (!rest.length) return done();
  return sub(ctx, rest.length === 1 ? rest[0]! : rest.map(shellWord).join(' '), { env });
};

/** run-s, run-p, npm-run-all: one npm script after the other. */
const runAll: ShellCommand = async (args, ctx) => {
  const scripts = args.filter((arg) => !arg.startsWith('-'));
  if (!scripts.length) return refuse('Name the npm scripts to run.');
  return sub(ctx, scripts.map((name) => `npm run ${shellWord(name)}`).join(' && '));
};

const absent =
  (what: string): ShellCommand =>
  () =>
    Promise.resolve(done('', 0, `${what} is not available in the sandbox (skipped)\n`));

const LINTERS = [
  'eslint',
  'xo',
  'prettier',
  'standard',
  'ts-standard',
  'semistandard',
  'biome',
  'tslint',
  'jshint',
  'oxlint',
  'tsd',
  'dtslint',
  'attw',
  'publint',
  'size-limit',
  'bundlesize',
  'microbundle',
  'rollup',
  'webpack',
  'tsup',
  'babel',
  'lint-staged',
  'husky',
  'lockfile-lint',
  'markdownlint',
  'vue-tsc',
];

export const runners: Record<string, ShellCommand> = {
  mocha: runner('mocha'),
  _mocha: runner('mocha'),
  jest: runner('jest'),
  vitest,
  tape: runner('tape'),
  tap: runner('tap'),
  uvu: runner('uvu'),
  ava: runner('ava'),
  'flat-tap': runner('flat-tap'),
  c8: coverage('c8'),
  nyc: coverage('nyc'),
  'cross-env': crossEnv,
  'cross-env-shell': crossEnv,
  'run-s': runAll,
  'run-p': runAll,
  'npm-run-all': runAll,
  tsc: absent('The TypeScript compiler'),
  ...Object.fromEntries(LINTERS.map((name) => [name, absent(name)])),
};

/** Reporters that only format TAP: what comes in goes out. */
for (const name of [
  'tap-spec',
  'tap-dot',
  'tap-nyan',
  'tap-summary',
  'tap-difflet',
  'faucet',
  'tap-min',
  'tap-mocha-reporter',
])
  runners[name] = (_, ctx) => sub(ctx, 'cat');
