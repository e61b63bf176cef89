/** One command in every package of a monorepo: npm's --workspace, pnpm's -r and --filter, yarn's workspaces. */
import { shellWord } from '../../lib/text';
import { workspaces } from '../../lib/workspaces';
import { resolvePath } from '../../lib/posix';
import { toText } from '../bytes';
import { refuse, sub, type CommandContext, type Result, type ShellSession } from '../session';
import { manifestAt } from './manifest';

/** `npm test --workspaces`, `-w a`, `--workspace=packages/a`: the same command in each package's folder, one after another. */
export async function inWorkspaces(
  args: string[],
  after: string[],
  ctx: CommandContext,
  session: ShellSession,
): Promise<Result> {
  const wanted: string[] = [];
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '-w' || arg === '--workspace') wanted.push(args[++i] ?? '');
    else if (arg.startsWith('--workspace=')) wanted.push(arg.slice('--workspace='.length));
    else if (!/^(-ws|--workspaces(=true)?|--include-workspace-root)$/.test(arg)) rest.push(arg);
  }
  const all = membersAt(session, ctx.cwd);
  if (all.size === 0)
    return refuse(
      `npm error No workspaces found: package.json names none.${wanted.map((name) => `\nnpm error   --workspace=${name}`).join('')}`,
    );
  const chosen = [...all].filter(
    ([name, dir]) =>
      wanted.length === 0 ||
      wanted.some(
        (one) => one === name || resolvePath(ctx.cwd, one) === dir || dir.startsWith(`${resolvePath(ctx.cwd, one)}/`),
      ),
  );
  if (chosen.length === 0)
    return refuse(`npm error No workspaces found: ${wanted.join(', ')}. There are: ${[...all.keys()].join(', ')}.`);
  const optional = rest.includes('--if-present') || wanted.length === 0;
  return inEach(
    chosen,
    ['npm', ...rest, ...(after.length ? ['--', ...after] : [])],
    scriptOf(rest),
    optional,
    ctx,
    session,
  );
}

/** The script that a command line of npm runs; undefined where it runs none. */
function scriptOf(args: string[]): string | undefined {
  const words = args.filter((arg) => !arg.startsWith('-'));
  if (/^(?:test|t|tst)$/.test(words[0] ?? '')) return 'test';
  if (/^(?:start|stop|restart)$/.test(words[0] ?? '')) return words[0];
  return /^run(-script)?$/.test(words[0] ?? '') ? words[1] : undefined;
}

function membersAt(session: ShellSession, cwd: string): Map<string, string> {
  return workspaces(cwd, {
    read: (path) => {
      const node = session.fs.get(path);
      return node?.kind === 'file' ? toText(node.data) : undefined;
    },
    folders: (path) =>
      session.fs.get(path)?.kind === 'dir'
        ? session.fs.list(path).filter((name) => session.fs.get(`${path}/${name}`)?.kind === 'dir')
        : [],
  });
}

async function inEach(
  members: [name: string, dir: string][],
  command: string[],
  script: string | undefined,
  optional: boolean,
  ctx: CommandContext,
  session: ShellSession,
): Promise<Result> {
  const dirs = members
    .map(([, dir]) => dir)
    .filter((dir) => {
      const found = manifestAt(session, dir);
      return (
        !optional ||
        script === undefined ||
        ('manifest' in found && typeof found.manifest.scripts?.[script] === 'string')
      );
    });
  const text = command.map(shellWord).join(' ');
  // Every package runs, whatever the others say.
  return sub(
    ctx,
    `failed=0; ${dirs.map((dir) => `(cd ${shellWord(dir)} && ${text}) || failed=1;`).join(' ')} (exit $failed)`,
  );
}

/** `pnpm -r test`, `pnpm --filter a test`, `yarn workspaces run test`, `yarn workspace a test`. */
export function recursive(args: string[], ctx: CommandContext, session: ShellSession): Promise<Result> | undefined {
  const all = [...membersAt(session, ctx.cwd)];
  const rest = [...args];
  const filters: string[] = [];
  let every = false;
  for (let i = 0; i < rest.length;) {
    const arg = rest[i]!;
    if (/^(-r|--recursive|m)$/.test(arg)) every = Boolean(rest.splice(i, 1));
    else if (/^(-F|--filter)$/.test(arg)) filters.push(rest.splice(i, 2)[1] ?? '');
    else if (/^(-F|--filter)=/.test(arg)) filters.push(rest.splice(i, 1)[0]!.replace(/^[^=]*=/, ''));
    else if (
      /^(--parallel|--stream|--sort|--no-sort|--no-bail|--if-present|-A|--all|-v|--verbose|-p|-t|--topological|--workspace-concurrency(=.*)?|--aggregate-output)$/.test(
        arg,
      ) &&
      (every || filters.length > 0)
    )
      rest.splice(i, 1);
    else break;
  }
  const [head] = rest;
  if (head === 'workspaces' && /^(run|foreach)$/.test(rest[1] ?? '')) {
    every = true;
    rest.splice(0, 2);
    while (rest[0]?.startsWith('-')) rest.shift();
    if (/^run$/.test(rest[0] ?? '')) rest.shift();
  } else if (head === 'workspace' && rest[1]) filters.push(rest.splice(0, 2)[1]!);
  if ((!every && filters.length === 0) || rest.length === 0) return undefined;
  if (all.length === 0)
    return Promise.resolve(refuse('No workspaces found: neither package.json nor pnpm-workspace.yaml names any.'));
  const fits = (filter: string, name: string, dir: string): boolean => {
    const clean = filter.replace(/^\.\.\.|\.\.\.$/g, '').replace(/^\{(.*)\}$/, '$1');
    if (/^[./]/.test(clean))
      return dir === resolvePath(ctx.cwd, clean) || dir.startsWith(`${resolvePath(ctx.cwd, clean)}/`);
    return new RegExp(`^(@[^/]+/)?${clean.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(name);
  };
  const chosen = all.filter(([name, dir]) => filters.length === 0 || filters.some((filter) => fits(filter, name, dir)));
  if (chosen.length === 0)
    return Promise.resolve(
      refuse(`No workspaces match ${filters.join(', ')}. There are: ${all.map(([name]) => name).join(', ')}.`),
    );
  const verb = rest[0]!;
  const script = scriptOf(rest) ?? (/^(exec|x|dlx|install|i)$/.test(verb) ? undefined : verb);
  return inEach(chosen, ['pnpm', ...rest], script, true, ctx, session);
}
