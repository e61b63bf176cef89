/** Small programs that just-bash lacks or gets slightly wrong, and honest refusals for what can't be here. */
import { shellWord } from '../../lib/text';
import { runEntry } from '../exec';
import { toBytes, toText } from '../bytes';
import { basename, resolvePath } from '../../lib/posix';
import { done, refuse, stdinOf, sub, type ShellCommand, type CommandContext, type ShellSession } from '../session';

const file = (session: ShellSession, ctx: CommandContext, path: string) => {
  const node = session.fs.get(resolvePath(ctx.cwd, path));
  return node?.kind === 'file' ? node.data : undefined;
};
const words = (args: string[]) => args.filter((arg) => !arg.startsWith('-') || arg === '-');

const realpath: ShellCommand = async (args, ctx, session) => {
  let out = '';
  for (const path of words(args)) {
    const full = resolvePath(ctx.cwd, path);
    if (!session.fs.get(full) && !args.includes('-m'))
      return done(out, 1, `realpath: ${path}: No such file or directory\n`);
    out += `${session.fs.get(full) ? await session.fs.realpath(full) : full}\n`;
  }
  return done(out);
};

const mktemp: ShellCommand = async (args, _, session) => {
  const given = words(args)[0];
  const template = given ?? 'tmp.XXXXXXXXXX';
  const path = resolvePath(
    '/tmp',
    template.replace(/X{3,}$/, (x) => crypto.randomUUID().replaceAll('-', '').slice(0, x.length)),
  );
  if (args.some((arg) => /^-\w*d/.test(arg))) session.fs.mkdirSync(path, { recursive: true });
  else session.fs.writeFileSync(path, '');
  return done(`${path}\n`);
};

const uname: ShellCommand = async (args) => {
  if (args.includes('-a')) return done('Linux sandbox 6.1.0 #1 SMP x86_64 GNU/Linux\n');
  if (args.includes('-m')) return done('x86_64\n');
  if (args.includes('-r')) return done('6.1.0\n');
  return done('Linux\n');
};

const cmp: ShellCommand = async (args, ctx, session) => {
  const silent = args.some((arg) => /^(?:-s|--silent|--quiet)$/.test(arg));
  const [a = '-', b = '-'] = words(args);
  const read = (path: string) => (path === '-' ? stdinOf(ctx) : file(session, ctx, path));
  const [left, right] = [read(a), read(b)];
  if (left === undefined || right === undefined)
    return refuse(`cmp: ${left === undefined ? a : b}: No such file or directory`, 2);
  const [x, y] = [toBytes(left), toBytes(right)];
  const at = x.findIndex((byte, i) => byte !== y[i]);
  if (at < 0 && x.length === y.length) return done();
  if (silent) return done('', 1);
  if (at < 0 || at >= y.length) return done('', 1, `cmp: EOF on ${x.length < y.length ? a : b}\n`);
  const line = new TextDecoder().decode(x.subarray(0, at)).split('\n').length;
  return done(`${a} ${b} differ: byte ${at + 1}, line ${line}\n`, 1);
};

/** Pagers show everything. */
const pager: ShellCommand = (args, ctx) => sub(ctx, ['cat', ...words(args).map(shellWord)].join(' '));

const ps: ShellCommand = async () => done('    PID TTY          TIME CMD\n      1 ?        00:00:00 bash\n');

/** Endless in a real shell; here as much as a pipe can hold. */
const yes: ShellCommand = async (args) => done(`${args.join(' ') || 'y'}\n`.repeat(20_000));

const trap: ShellCommand = async () => done();

// `paste -sd,` and `xargs -I{}`: glued options are taken apart for just-bash.
const paste: ShellCommand = async (args, ctx) => {
  if (!ctx.origCommand) return refuse('not available here', 127);
  const apart = args.flatMap((arg) =>
    /^-sd./.test(arg) ? ['-s', '-d', arg.slice(3)] : arg === '-sd' ? ['-s', '-d'] : [arg],
  );
  const files = apart.filter((arg, i) => (!arg.startsWith('-') || arg === '-') && apart[i - 1] !== '-d');
  return ctx.origCommand(files.length ? apart : [...apart, '-']);
};
const xargs: ShellCommand = async (args, ctx) => {
  if (!ctx.origCommand) return refuse('not available here', 127);
  const own: string[] = [];
  const rest = [...args];
  while (rest[0]?.startsWith('-')) {
    const arg = rest.shift()!;
    const glued = /^(-[InPLdE])(.+)$/.exec(arg);
    if (glued) own.push(glued[1]!, glued[2]!);
    else if (/^-[InPLdE]$/.test(arg)) own.push(arg, rest.shift() ?? '');
    else own.push(arg);
  }
  const at = own.indexOf('-I');
  if (at < 0) return ctx.origCommand([...own, ...rest]);
  // just-bash splits at blanks where -I means lines.
  const mark = own[at + 1] || '{}';
  let [stdout, stderr, code] = ['', '', 0];
  for (const line of stdinOf(ctx)
    .split('\n')
    .map((one) => one.trim())
    .filter(Boolean)) {
    const result = await sub(
      ctx,
      (rest.length ? rest : ['echo', mark]).map((arg) => shellWord(arg.replaceAll(mark, line))).join(' '),
      { stdin: '' },
    );
    stdout += result.stdout;
    stderr += result.stderr;
    if (result.exitCode) code = 123;
  }
  return done(stdout, code, stderr);
};

/** `grep -H`: the name is shown even for one file. */
const grep: ShellCommand = async (args, ctx) => {
  if (!ctx.origCommand) return refuse('not available here', 127);
  const end = args.indexOf('--');
  const flagged = (arg: string, i: number) =>
    (end < 0 || i < end) && (arg === '--with-filename' || /^-[a-zA-Z]*H[a-zA-Z]*$/.test(arg));
  if (!args.some(flagged)) return ctx.origCommand(args);
  const plain = args
    .flatMap((arg, i) => (flagged(arg, i) ? [arg.startsWith('--') ? '-' : arg.replace('H', '')] : [arg]))
    .filter((arg, i) => arg !== '-' || args[i] === '-');
  const recursive = plain.some((arg) => /^-[a-zA-Z]*[rR]|^--recursive/.test(arg));
  const operands = plain.filter((arg) => !arg.startsWith('-')).length;
  return ctx.origCommand(recursive || operands < 2 ? plain : [...plain, '/dev/null']);
};

const tidy = (text: string) => text.replace(/^={67}\n/gm, '').replace(/^((?:---|\+\+\+) .*)\t$/gm, '$1');

/** Without just-bash's "=====" line; `-r` compares folders file by file. */
const diff: ShellCommand = async (args, ctx, session) => {
  if (!ctx.origCommand) return refuse('not available here', 127);
  const recursive = args.some((arg) => /^(?:-[a-z]*r[a-z]*|--recursive)$/.test(arg));
  if (!recursive) {
    const result = await ctx.origCommand(args);
    return { ...result, stdout: tidy(result.stdout) };
  }
  const flags = args
    .filter((arg) => arg.startsWith('-'))
    .map((arg) => (arg.startsWith('--') ? arg : arg.replace('r', '')))
    .filter((arg) => arg !== '-' && arg !== '--recursive');
  const [a = '.', b = '.'] = words(args);
  const list = (root: string) => {
    const full = resolvePath(ctx.cwd, root);
    return [...session.fs.snapshot()]
      .filter(([path, node]) => node.kind === 'file' && path.startsWith(`${full}/`))
      .map(([path]) => path.slice(full.length + 1));
  };
  const [left, right] = [new Set(list(a)), new Set(list(b))];
  let out = '';
  let code = 0;
  for (const path of [...new Set([...left, ...right])].sort()) {
    if (!left.has(path) || !right.has(path)) {
      const [root] = left.has(path) ? [a] : [b];
      const cut = path.lastIndexOf('/');
      out += `Only in ${root}${cut < 0 ? '' : `/${path.slice(0, cut)}`}: ${basename(path)}\n`;
      code = 1;
      continue;
    }
    const both = await ctx.origCommand([...flags, `${a}/${path}`, `${b}/${path}`]);
    if (both.exitCode === 0) continue;
    code = Math.max(code, both.exitCode);
    if (flags.some((flag) => /^(?:-\w*q|--brief)/.test(flag))) out += `Files ${a}/${path} and ${b}/${path} differ\n`;
    else
      out += `diff ${args.filter((arg) => arg.startsWith('-')).join(' ')} ${a}/${path} ${b}/${path}\n${tidy(both.stdout)}`;
  }
  return done(out, code);
};

const isNodeScript = (data: string | Uint8Array) => /^#!.*\b(?:node|tsx|ts-node)\b/.test(toText(data.slice(0, 200)));

/** Starts a file given by its path: node scripts by node, anything else by bash. See scripts.ts. */
const run: ShellCommand = (args, ctx, session) => {
  const [path = '', ...argv] = args;
  const full = resolvePath(ctx.cwd, path);
  const node = session.fs.get(full);
  if (node?.kind === 'file' && node.mode & 0o111 && isNodeScript(node.data))
    return runEntry({ type: 'node', argv: [full, ...argv] }, ctx, session);
  return sub(ctx, ['command', path, ...argv].map(shellWord).join(' '));
};

const rimraf: ShellCommand = (args, ctx) => sub(ctx, ['rm -rf --', ...words(args)].join(' '));
const mkdirp: ShellCommand = (args, ctx) => sub(ctx, ['mkdir -p --', ...words(args).map(shellWord)].join(' '));

const truncate: ShellCommand = async (args, ctx, session) => {
  const at = args.findIndex((arg) => arg.startsWith('-s'));
  const size = Number(at >= 0 && args[at] === '-s' ? args[at + 1] : args[at]?.slice(2));
  if (!Number.isInteger(size) || size < 0 || size > 1e7) return refuse('truncate: give a size up to 10 MB, as -s N');
  for (const path of words(args).filter((arg) => arg !== String(size))) {
    const bytes = new Uint8Array(size);
    bytes.set(toBytes(file(session, ctx, path) ?? '').subarray(0, size));
    session.fs.writeFileSync(resolvePath(ctx.cwd, path), bytes);
  }
  return done();
};

const gone =
  (why: string): ShellCommand =>
  (_args, _ctx) =>
    Promise.resolve(refuse(`not available in the sandbox: ${why}`, 127));

export const misc: Record<string, ShellCommand> = {
  realpath,
  mktemp,
  uname,
  cmp,
  ps,
  yes,
  trap,
  paste,
  xargs,
  grep,
  diff,
  rimraf,
  mkdirp,
  truncate,
  less: pager,
  more: pager,
  __run: run,
};
for (const name of ['curl', 'wget', 'ssh', 'scp', 'nc', 'ping', 'telnet', 'http'])
  misc[name] = gone('it has no network');
for (const name of ['pip', 'pip3', 'apt', 'apt-get', 'brew', 'apk', 'yum', 'gem', 'cargo'])
  misc[name] = gone('nothing can be installed, it has no network');
for (const name of [
  'python',
  'python3',
  'ruby',
  'perl',
  'go',
  'java',
  'gcc',
  'make',
  'deno',
  'docker',
  'vim',
  'vi',
  'nano',
  'sudo',
  'tar',
  'gzip',
  'gunzip',
  'zcat',
  'zip',
  'unzip',
  'gh',
])
  misc[name] = gone(`there is no ${name}; use node or the shell`);
