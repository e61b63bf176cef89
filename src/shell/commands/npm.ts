/** npm, npx and their cousins, without a registry: scripts run, installs say what is there. */
import { shellWord } from '../../lib/text';
import { resolvePath } from '../../lib/posix';
import { done, refuse, sub, type ShellCommand, type CommandContext, type Result, type ShellSession } from '../session';
import { manifestAt } from './manifest';
import { runners } from './runners';
import { inWorkspaces, recursive } from './workspaces';

async function runScript(
  name: string,
  extra: string[],
  silent: boolean,
  ctx: CommandContext,
  session: ShellSession,
): Promise<Result> {
  const found = manifestAt(session, ctx.cwd);
  if ('fault' in found) return refuse(`npm error ${found.fault}`, 254);
  const { dir, manifest } = found;
  const scripts = manifest.scripts ?? {};
  if (typeof scripts[name] !== 'string') {
    if (name === 'start' && session.fs.get(resolvePath(dir, 'server.js'))) scripts.start = 'node server.js';
    else {
      const known = Object.keys(scripts);
      return refuse(
        `npm error Missing script: "${name}"\n${known.length ? `npm error The scripts here are: ${known.join(', ')}` : 'npm error package.json has no scripts.'}`,
      );
    }
  }
  let stdout = '';
  let stderr = '';
  for (const step of [`pre${name}`, name, `post${name}`]) {
    const script = scripts[step];
    if (typeof script !== 'string') continue;
    const text = step === name && extra.length ? `${script} ${extra.map(shellWord).join(' ')}` : script;
    if (!silent) {
      const head = `\n> ${manifest.name ?? ''}${manifest.version ? `@${manifest.version}` : ''} ${step}\n> ${text}\n\n`;
      stdout += head;
      session.live?.show(1, head);
    }
    const mark = session.live?.mark();
    const result = await sub(ctx, text, {
      cwd: dir,
      env: {
        npm_lifecycle_event: step,
        npm_lifecycle_script: script,
        npm_package_name: manifest.name ?? '',
        npm_package_version: manifest.version ?? '',
        npm_package_json: `${dir}/package.json`,
        npm_execpath: '/usr/bin/npm',
        npm_node_execpath: '/usr/bin/node',
        npm_config_user_agent: 'npm/10.8.2 node/v20.20.2 linux x64',
        INIT_CWD: ctx.cwd,
      },
    });
    if (mark) session.live?.rest(mark, result.stdout, result.stderr);
    stdout += result.stdout;
    stderr += result.stderr;
    if (result.exitCode !== 0) return done(stdout, result.exitCode, stderr);
  }
  return done(stdout, 0, stderr);
}

async function noInstall(what: string[], session: ShellSession): Promise<Result> {
  const { known } = await session.packs.choose(session.fs, []);
  const missing = what.filter((name) => !known.includes(name.replace(/(?<=.)@.*$/, '')));
  if (what.length && !missing.length) return done(`${what.join(', ')}: already available in the sandbox.\n`);
  if (!what.length)
    return done(
      `Nothing was downloaded: the sandbox has no network. Available without installing: ${known.join(', ')}.\n`,
    );
  return refuse(
    `npm error ${missing.join(', ')} can't be installed: the sandbox has no network. Available without installing: ${known.join(', ')}.`,
  );
}

const SILENT = /^(?:-s|--silent|--loglevel=(?:silent|error)|-q|--quiet)$/;

export const npm: ShellCommand = async (args, ctx, session) => {
  const at = args.indexOf('--');
  const own = at < 0 ? args : args.slice(0, at);
  const after = at < 0 ? [] : args.slice(at + 1);
  if (own.some((arg) => /^(?:-w|-ws|--workspaces?(?:=.*)?)$/.test(arg)) && !own.includes('--workspaces=false'))
    return inWorkspaces(own, after, ctx, session);
  const silent = own.some((arg) => SILENT.test(arg));
  const flags = own.filter((arg) => arg.startsWith('-'));
  const prefix = own.indexOf('--prefix');
  const words = own.filter((arg, i) => !arg.startsWith('-') && !(prefix >= 0 && i === prefix + 1));
  const there = prefix >= 0 ? { ...ctx, cwd: resolvePath(ctx.cwd, own[prefix + 1] ?? '.') } : ctx;
  const [verb, ...rest] = words;
  if (flags.includes('--version') || flags.includes('-v')) return done('10.8.2\n');
  switch (verb) {
    case 'test':
    case 't':
    case 'tst':
      return runScript('test', [...rest, ...after], silent, there, session);
    case 'start':
    case 'stop':
    case 'restart':
      return runScript(verb, [...rest, ...after], silent, there, session);
    case 'run':
    case 'run-script':
    case 'rum': {
      const [name, ...extra] = rest;
      if (name) {
        if (flags.includes('--if-present')) {
          const found = manifestAt(session, there.cwd);
          if ('manifest' in found && !found.manifest.scripts?.[name]) return done();
        }
        return runScript(name, [...extra, ...after], silent, there, session);
      }
      const found = manifestAt(session, there.cwd);
      if ('fault' in found) return refuse(`npm error ${found.fault}`, 254);
      return done(
        Object.entries(found.manifest.scripts ?? {})
          .map(([key, value]) => `  ${key}\n    ${value}\n`)
          .join(''),
      );
    }
    case 'exec':
    case 'x':
      return npx([...rest, ...after], there, session);
    case 'install':
    case 'i':
    case 'add':
    case 'ci':
    case 'clean-install':
    case 'update':
    case 'up':
      return noInstall(rest, session);
    case 'ls':
    case 'list':
    case 'll': {
      const found = manifestAt(session, there.cwd);
      if ('fault' in found) return refuse(`npm error ${found.fault}`, 254);
      const { name, version, dependencies, devDependencies } = found.manifest;
      const lines = Object.entries({ ...dependencies, ...devDependencies }).map(
        ([key, range]) => `├── ${key}@${range}`,
      );
      return done(`${name ?? ''}@${version ?? ''} ${found.dir}\n${lines.join('\n') || '└── (empty)'}\n`);
    }
    case 'pkg':
    case 'view':
    case 'info':
    case 'outdated':
    case 'audit':
    case 'publish':
    case 'login':
    case 'fund':
    case 'link':
    case 'uninstall':
    case 'config':
    case 'init':
    case 'create':
    case 'pack':
    case 'version':
    case 'cache':
    case 'help':
      return refuse(`npm error npm ${verb} is not available in the sandbox: it has no registry.`);
    case undefined:
      return refuse('Usage: npm test | run <script> | start | exec <command> | ls | --version');
    default:
      return refuse(`npm error Unknown command: "${verb}". Available: test, run, start, exec, install, ls, --version.`);
  }
};

/** Where a program name leads: our commands, the repo's own bin, node_modules/.bin. */
function find(name: string, session: ShellSession, cwd: string): string | undefined {
  if (name in runners || /^(?:node|npm|npx|tsx|ts-node|ts-node-esm|git|rimraf|mkdirp)$/.test(name)) return name;
  const found = manifestAt(session, cwd);
  const dir = 'dir' in found ? found.dir : cwd;
  const bins = 'manifest' in found ? found.manifest.bin : undefined;
  const own =
    typeof bins === 'string' && 'manifest' in found && found.manifest.name?.replace(/^@[^/]+\//, '') === name
      ? bins
      : typeof bins === 'object'
        ? bins?.[name]
        : undefined;
  if (own) return `node ${shellWord(resolvePath(dir, own))}`;
  const linked = resolvePath(dir, `node_modules/.bin/${name}`);
  if (session.fs.get(linked)?.kind === 'file') return `node ${shellWord(linked)}`;
  const installed = manifestAt(session, resolvePath(dir, `node_modules/${name}`));
  if ('manifest' in installed && installed.dir.endsWith(`node_modules/${name}`)) {
    const { bin } = installed.manifest;
    const file = typeof bin === 'string' ? bin : bin?.[name];
    if (file) return `node ${shellWord(resolvePath(installed.dir, file))}`;
  }
  return undefined;
}

export const npx: ShellCommand = async (args, ctx, session) => {
  const rest = [...args];
  while (rest[0]?.startsWith('-')) {
    const flag = rest.shift()!;
    if (flag === '--version' || flag === '-v') return done('10.8.2\n');
    if (flag === '--') break;
    if (flag === '-p' || flag === '--package') rest.shift();
    if (flag === '-c' || flag === '--call') return sub(ctx, rest.shift() ?? '');
  }
  const [given, ...argv] = rest;
  if (!given) return refuse('Usage: npx <command> [arguments]');
  const name = given.replace(/(?<=.)@[^/]*$/, '');
  const program = find(name, session, ctx.cwd);
  if (program) return sub(ctx, [program, ...argv.map(shellWord)].join(' '));
  return refuse(
    `npx: '${name}' is not in this repository and can't be downloaded: the sandbox has no network. Available: ${Object.keys(runners).slice(0, 16).join(', ')}, tsx, node.`,
    127,
  );
};

/** pnpm, yarn and bun: npm's verbs; any other word is a script or a program. */
export const cousin: ShellCommand = async (args, ctx, session) => {
  const many = recursive(args, ctx, session);
  if (many) return many;
  const [verb, ...rest] = args;
  if (verb === undefined) return noInstall([], session);
  if (verb === '--version' || verb === '-v') return done('10.8.2\n');
  if (verb === 'dlx' || verb === 'x') return npx(rest, ctx, session);
  if (/^(?:test|t|run|run-script|start|install|i|ci|add|exec|ls|list|up|update|publish|init|audit)$/.test(verb))
    return npm(args, ctx, session);
  const found = manifestAt(session, ctx.cwd);
  if ('manifest' in found && typeof found.manifest.scripts?.[verb] === 'string')
    return runScript(verb, rest, false, ctx, session);
  return npx(args, ctx, session);
};
