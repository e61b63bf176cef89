/** git over isomorphic-git's objects; what needs a network or a person is refused by name. */
import { shellWord } from '../../lib/text';
import { done, refuse, sub, type ShellCommand, type Result } from '../session';
import { diff } from '../git/diff';
import { branch, commit, log, lsFiles, revParse, show } from '../git/history';
import { openRepo, ROOT, type GitRepo } from '../git/repo';
import { apply } from '../git/apply';
import { stash } from '../git/stash';
import { add, checkout, clean, mv, reset, rm, status } from '../git/work';

type Verb = (repo: GitRepo, args: string[]) => Promise<Result>;

/** `git grep` is grep over the tracked files. */
const grep: Verb = async (repo, args) => {
  const files = await lsFiles(repo, []);
  const dashes = args.indexOf('--');
  const words = (dashes < 0 ? args : args.slice(0, dashes)).map(shellWord).join(' ');
  const only =
    dashes < 0
      ? ''
      : ` | grep -E ${shellWord(
          args
            .slice(dashes + 1)
            .map((path) => `^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
            .join('|'),
        )}`;
  return sub(repo.ctx, `cat${only} | xargs grep -H ${words}`, { stdin: files.stdout });
};

const config: Verb = async (_, args) => {
  const [name, value] = args.filter((arg) => !arg.startsWith('-'));
  if (value !== undefined || args.includes('-l') || args.includes('--list')) return done();
  const known: Record<string, string> = { 'user.name': 'agent', 'user.email': 'agent@localhost', 'core.bare': 'false' };
  return name && known[name] ? done(`${known[name]}\n`) : done('', 1);
};

const verbs: Record<string, Verb> = {
  status,
  diff,
  add,
  commit,
  log,
  show,
  branch,
  rm,
  mv,
  reset,
  stash,
  clean,
  apply,
  grep,
  config,
  checkout: (repo, args) => checkout(repo, args, 'checkout'),
  switch: (repo, args) => checkout(repo, args, 'switch'),
  restore: (repo, args) => checkout(repo, args, 'restore'),
  'rev-parse': revParse,
  'ls-files': lsFiles,
  init: async () => done(`Reinitialized existing Git repository in ${ROOT}/.git/\n`),
  remote: async () => done(),
  tag: async () => done(),
};

const NETWORK = new Set(['fetch', 'pull', 'push', 'clone', 'ls-remote', 'submodule']);

export const git: ShellCommand = async (args, ctx, session) => {
  const rest = [...args];
  let cwd = ctx.cwd;
  while (rest[0]?.startsWith('-')) {
    const flag = rest.shift()!;
    if (flag === '--version' || flag === '-v') return done('git version 2.45.0\n');
    if (flag === '-C') cwd = session.fs.resolvePath(cwd, rest.shift() ?? '.');
    else if (flag === '-c') rest.shift();
  }
  const [verb, ...own] = rest;
  if (!verb) return refuse(`usage: git <command>. Available: ${Object.keys(verbs).join(', ')}.`);
  if (NETWORK.has(verb)) return refuse(`fatal: git ${verb} is not available in the sandbox: it has no network.`, 128);
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (!run)
    return refuse(`git: '${verb}' is not available in the sandbox. Available: ${Object.keys(verbs).join(', ')}.`);
  if (cwd !== ROOT && !cwd.startsWith(`${ROOT}/`))
    return refuse('fatal: not a git repository (or any of the parent directories): .git', 128);
  try {
    return await run(await openRepo({ ...ctx, cwd }, session), own);
  } catch (error) {
    if (session.signal.aborted) throw error;
    const { message } = error as Error;
    return refuse(message.startsWith('fatal') ? message : `fatal: ${message}`, 128);
  }
};
