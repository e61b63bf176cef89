/** patch -p1 < file.diff */
import { toText } from '../bytes';
import { applyText } from '../patches';
import { dirname, resolvePath } from '../../lib/posix';
import { done, refuse, stdinOf, type ShellCommand } from '../session';

export const patch: ShellCommand = async (args, ctx, session) => {
  let input: string | undefined;
  let dir = ctx.cwd;
  let strip = 0;
  let fuzz = 2;
  let reverse = false;
  let check = false;
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const value = (name: string) => (arg.length > name.length ? arg.slice(name.length) : (args[++i] ?? ''));
    if (/^-p\d*$/.test(arg) || arg.startsWith('--strip='))
      strip = Number(arg.startsWith('--') ? arg.slice(8) : value('-p'));
    else if (arg.startsWith('-i')) input = value('-i');
    else if (arg.startsWith('--input=')) input = arg.slice(8);
    else if (/^-d/.test(arg)) dir = resolvePath(ctx.cwd, value('-d'));
    else if (/^-F/.test(arg)) fuzz = Number(value('-F'));
    else if (arg === '-R' || arg === '--reverse') reverse = true;
    else if (arg === '--dry-run') check = true;
    else if (!arg.startsWith('-')) operands.push(arg);
  }
  const [target, file] = operands;
  input ??= file;
  const node = input === undefined || input === '-' ? undefined : session.fs.get(resolvePath(ctx.cwd, input));
  if (input !== undefined && input !== '-' && node?.kind !== 'file') return refuse(`patch: ${input}: No such file`, 2);
  const text = node?.kind === 'file' ? toText(node.data) : stdinOf(ctx);
  if (!text.trim()) return refuse('patch: the input is empty', 2);
  const root = dir.startsWith('/repo') ? '/repo' : dirname(`${dir}/x`);
  try {
    const applied = applyText(session.fs, root, dir, text, {
      strip,
      reverse,
      fuzz: Math.min(fuzz || 0, 3),
      check,
      ...(target ? { target } : {}),
    });
    return done(
      applied
        .map(({ path, what }) => `${check ? 'checking' : what === 'patched' ? 'patching' : what} file ${path}\n`)
        .join(''),
    );
  } catch (error) {
    return refuse(`patch: ${(error as Error).message}. Nothing was changed.`, 1);
  }
};
