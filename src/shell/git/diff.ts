/** git diff, and the diffs inside show, log -p and stash show. */
import { structuredPatch } from 'diff';
import { diffFiles } from '../../lib/diff';
import { done, refuse, type Result } from '../session';
import { blob, indexOf, isRevision, onDisk, treeOf, workOf, type GitRepo, type GitTree } from './repo';

export interface GitChange {
  path: string;
  before?: string | undefined;
  after?: string | undefined;
}

export const changed = (before: GitTree, after: GitTree, only: (path: string) => boolean = () => true): GitChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => only(path) && before.get(path) !== after.get(path))
    .sort()
    .map((path) => ({ path, before: before.get(path), after: after.get(path) }));

/** Blobs of the working tree are read from disk, not from the object store. */
async function content(repo: GitRepo, change: GitChange, side: 'before' | 'after', disk: boolean) {
  if (change[side] === undefined) return undefined;
  return disk && side === 'after' ? onDisk(repo, change.path) : blob(repo, change[side]!);
}

async function counts(repo: GitRepo, change: GitChange, disk: boolean): Promise<[number, number] | undefined> {
  const [before, after] = [await content(repo, change, 'before', disk), await content(repo, change, 'after', disk)];
  if (typeof before === 'object' || typeof after === 'object') return undefined;
  const lines = structuredPatch('', '', before ?? '', after ?? '', undefined, undefined, { context: 0 }).hunks.flatMap(
    (hunk) => hunk.lines,
  );
  return [lines.filter((line) => line.startsWith('+')).length, lines.filter((line) => line.startsWith('-')).length];
}

/** Prints changes the way the flags ask for. */
export async function print(repo: GitRepo, changes: GitChange[], flags: string[], disk = false): Promise<string> {
  const letter = ({ before, after }: GitChange) => (before === undefined ? 'A' : after === undefined ? 'D' : 'M');
  if (flags.includes('--name-only')) return changes.map(({ path }) => `${path}\n`).join('');
  if (flags.includes('--name-status')) return changes.map((change) => `${letter(change)}\t${change.path}\n`).join('');
  if (flags.some((flag) => /^--(?:stat|numstat|shortstat)/.test(flag))) {
    const rows = await Promise.all(
      changes.map(async (change) => ({ path: change.path, count: await counts(repo, change, disk) })),
    );
    if (flags.includes('--numstat'))
      return rows.map(({ path, count }) => `${count ? count.join('\t') : '-\t-'}\t${path}\n`).join('');
    if (!rows.length) return '';
    const width = Math.max(...rows.map(({ path }) => path.length));
    const plus = rows.reduce((sum, { count }) => sum + (count?.[0] ?? 0), 0);
    const minus = rows.reduce((sum, { count }) => sum + (count?.[1] ?? 0), 0);
    const bar = (n: number) => Math.min(n, 30);
    const body = rows.map(
      ({ path, count }) =>
        ` ${path.padEnd(width)} | ${count ? `${count[0] + count[1]} ${'+'.repeat(bar(count[0]))}${'-'.repeat(bar(count[1]))}` : 'Bin'}\n`,
    );
    const parts = [` ${rows.length} file${rows.length === 1 ? '' : 's'} changed`];
    if (plus) parts.push(`${plus} insertion${plus === 1 ? '' : 's'}(+)`);
    if (minus) parts.push(`${minus} deletion${minus === 1 ? '' : 's'}(-)`);
    return `${flags.includes('--shortstat') ? '' : body.join('')}${parts.join(', ')}\n`;
  }
  let text = '';
  for (const change of changes) {
    const [before, after] = [await content(repo, change, 'before', disk), await content(repo, change, 'after', disk)];
    text += diffFiles(
      before === undefined ? {} : { [change.path]: before },
      after === undefined ? {} : { [change.path]: after },
    );
  }
  return text;
}

/** Only these paths (files or folders, relative to the working directory); no path = all. */
export function pathFilter(repo: GitRepo, paths: string[]): (path: string) => boolean {
  if (!paths.length) return () => true;
  const wanted = paths.map((path) => repo.fs.resolvePath(repo.ctx.cwd, path).slice('/repo/'.length));
  const globs = wanted.map((one) =>
    one.includes('*') ? new RegExp(`^${one.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`) : undefined,
  );
  return (path) =>
    wanted.some((one, i) => one === '' || path === one || path.startsWith(`${one}/`) || globs[i]?.test(path));
}

/** Splits `rev rev -- paths` (the `--` may be missing). */
export async function operands(
  repo: GitRepo,
  args: string[],
): Promise<{ flags: string[]; revisions: string[]; paths: string[] }> {
  const dashes = args.indexOf('--');
  const head = dashes < 0 ? args : args.slice(0, dashes);
  const paths = dashes < 0 ? [] : args.slice(dashes + 1);
  const flags = head.filter((arg) => arg.startsWith('-'));
  const revisions: string[] = [];
  for (const word of head.filter((arg) => !arg.startsWith('-'))) {
    const range = /^(.*?)\.\.\.?(.*)$/.exec(word);
    if (range && !word.includes('/')) revisions.push(range[1] || 'HEAD', range[2] || 'HEAD');
    else if ((dashes >= 0 || !paths.length) && (await isRevision(repo, word))) revisions.push(word);
    else paths.push(word);
  }
  return { flags, revisions, paths };
}

export async function diff(repo: GitRepo, args: string[]): Promise<Result> {
  const { flags, revisions, paths } = await operands(repo, args);
  const only = pathFilter(repo, paths);
  for (const path of paths)
    if (
      !args.includes('--') &&
      !repo.fs.get(repo.fs.resolvePath(repo.ctx.cwd, path)) &&
      !path.includes('*') &&
      !(await indexOf(repo)).has(repo.fs.resolvePath(repo.ctx.cwd, path).slice(6))
    )
      return refuse(`fatal: ambiguous argument '${path}': unknown revision or path not in the working tree.`, 128);
  const cached = flags.includes('--cached') || flags.includes('--staged');
  const index = await indexOf(repo);
  const left = revisions[0] ? await treeOf(repo, revisions[0]) : cached ? await treeOf(repo, 'HEAD') : index;
  const disk = !cached && revisions.length < 2;
  const right = revisions[1] ? await treeOf(repo, revisions[1]) : cached ? index : await workOf(repo, index);
  if (disk) for (const path of [...right.keys()]) if (!left.has(path) && !index.has(path)) right.delete(path);
  const changes = changed(left, right, only);
  const code = changes.length && (flags.includes('--exit-code') || flags.includes('--quiet')) ? 1 : 0;
  return done(flags.includes('--quiet') ? '' : await print(repo, changes, flags, disk), code);
}
