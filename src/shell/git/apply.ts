/** git apply. */
import { toText } from '../bytes';
import { applyText, type Applied } from '../patches';
import { done, refuse, stdinOf, type Result } from '../session';
import { ROOT, indexOf, workOf, type GitRepo } from './repo';
import { addChanges } from './work';

/** Options that say how strictly, or where what does not fit is left; nothing here depends on them. */
const HEEDLESS =
  /^(?:-[vqN3]|-C\d+|--(?:verbose|quiet|3way|recount|unidiff-zero|allow-empty|allow-overlap|inaccurate-eof|ignore-whitespace|ignore-space-change|intent-to-add|whitespace(?:=.*)?|no-add|apply|reject|cached|index|check|reverse|stat|numstat|summary|unsafe-paths|binary|allow-binary-replacement))$/;

/** A path as `git apply --exclude` and `--include` read it: `*` is anything, slashes too. */
const globbed = (glob: string) => {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const whole = new RegExp(`^${source}$`, 's');
  return (path: string) => whole.test(path);
};

export async function apply(repo: GitRepo, args: string[]): Promise<Result> {
  let strip = 1;
  let directory: string | undefined;
  const files: string[] = [];
  const picks: { take: boolean; fits: (path: string) => boolean }[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const [, name, value] = /^--(directory|exclude|include)(?:=(.*))?$/.exec(arg) ?? [];
    if (/^-p\d*$/.test(arg)) strip = Number(arg.slice(2) || args[++i]);
    else if (name === 'directory') directory = value ?? args[++i] ?? '';
    else if (name) picks.push({ take: name === 'include', fits: globbed(value ?? args[++i] ?? '') });
    else if (arg === '-' || arg === '-R' || !arg.startsWith('-')) {
      if (arg !== '-R') files.push(arg);
    } else if (!HEEDLESS.test(arg)) return refuse(`error: unknown option \`${arg.replace(/^-+/, '')}'`, 129);
  }
  const has = (...names: string[]) => names.some((one) => args.includes(one));
  const shows = has('--stat', '--numstat', '--summary');
  const check = has('--check') || (shows && !has('--apply'));
  let text = '';
  for (const file of files.length ? files : ['-']) {
    const node = file === '-' ? undefined : repo.fs.get(repo.fs.resolvePath(repo.ctx.cwd, file));
    if (file !== '-' && node?.kind !== 'file')
      return refuse(`error: can't open patch '${file}': No such file or directory`, 128);
    text += node?.kind === 'file' ? toText(node.data) : stdinOf(repo.ctx);
  }
  if (!text.trim()) return has('--allow-empty') ? done() : refuse('error: No valid patches in input', 128);
  const included = picks.some(({ take }) => take);
  const only = (path: string) => picks.find(({ fits }) => fits(path))?.take ?? !included;
  try {
    const reverse = has('-R', '--reverse');
    const where = {
      strip,
      reverse,
      fuzz: 0,
      check,
      only,
      recount: has('--recount'),
      ...(directory === undefined ? {} : { directory }),
    };
    const applied = applyText(repo.fs, ROOT, ROOT, text, where);
    if (has('--index', '--3way') && !check) {
      const index = await indexOf(repo);
      await addChanges(repo, index, await workOf(repo, index), () => true);
    }
    return done(shows ? told(applied, has) : '');
  } catch (error) {
    return refuse(`error: ${(error as Error).message}`);
  }
}

function told(applied: readonly Applied[], has: (name: string) => boolean): string {
  const of = ({ path, from }: Applied) => (from === undefined || from === path ? path : `${from} => ${path}`);
  let text = '';
  if (has('--stat')) {
    const width = Math.max(0, ...applied.map((one) => of(one).length));
    const bar = ({ added, removed }: Applied) => '+'.repeat(Math.min(added, 30)) + '-'.repeat(Math.min(removed, 30));
    for (const one of applied)
      text += ` ${of(one).padEnd(width)} | ${`${one.added + one.removed} ${bar(one)}`.trimEnd()}\n`;
    const [plus, minus] = [
      applied.reduce((n, one) => n + one.added, 0),
      applied.reduce((n, one) => n + one.removed, 0),
    ];
    text += ` ${applied.length} file${applied.length === 1 ? '' : 's'} changed`;
    if (plus) text += `, ${plus} insertion${plus === 1 ? '' : 's'}(+)`;
    if (minus) text += `, ${minus} deletion${minus === 1 ? '' : 's'}(-)`;
    text += '\n';
  }
  if (has('--numstat')) text += applied.map((one) => `${one.added}\t${one.removed}\t${one.path}\n`).join('');
  if (has('--summary'))
    for (const one of applied) {
      if (one.what === 'created') text += ` create mode ${one.mode ?? '100644'} ${one.path}\n`;
      else if (one.what === 'deleted') text += ` delete mode ${one.mode ?? '100644'} ${one.path}\n`;
      else if (one.what !== 'patched') text += ` ${one.what === 'copied' ? 'copy' : 'rename'} ${of(one)}\n`;
    }
  return text;
}
