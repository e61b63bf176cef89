/** git stash. */
import * as git from 'isomorphic-git';
import type { Changes } from '../../types';
import { toText } from '../bytes';
import { done, refuse, type Result } from '../session';
import { changed } from './diff';
import { ROOT, at, indexOf, onDisk, treeOf, workOf, type GitRepo } from './repo';
import { full, stageBlobs, writeOut } from './work';

const STASH = `${ROOT}/.git/protege-stash.json`;
interface Stash {
  message: string;
  changes: Record<string, string | null | { bytes: number[] }>;
}

export async function stash(repo: GitRepo, args: string[]): Promise<Result> {
  const [verb = 'push'] = args.filter((arg) => !arg.startsWith('-'));
  const known = repo.fs.get(STASH);
  const stack: Stash[] = known?.kind === 'file' ? (JSON.parse(toText(known.data)) as Stash[]) : [];
  const save = () => repo.fs.writeFileSync(STASH, JSON.stringify(stack));
  const name = (i: number) => `stash@{${i}}`;
  if (verb === 'list') return done(stack.map(({ message }, i) => `${name(i)}: ${message}\n`).join(''));
  if (verb === 'clear') {
    repo.fs.rmSync(STASH, { force: true });
    return done();
  }
  const index = await indexOf(repo);
  const work = await workOf(repo, index);
  const head = await treeOf(repo, 'HEAD');
  if (verb === 'push' || verb === 'save') {
    const all = args.some((arg) => /^(?:-u|--include-untracked|-a|--all)$/.test(arg));
    const loose = changed(head, work, (path) => head.has(path) || index.has(path) || all);
    if (!loose.length) return done('No local changes to save\n');
    const changes: Changes = Object.fromEntries(loose.map(({ path }) => [path, onDisk(repo, path) ?? null]));
    stack.unshift({
      message: `WIP on ${(await git.currentBranch(at(repo))) ?? 'HEAD'}: ${args[args.indexOf('-m') + 1] && args.includes('-m') ? args[args.indexOf('-m') + 1] : 'base'}`,
      changes: Object.fromEntries(
        Object.entries(changes).map(([path, content]) => [
          path,
          content instanceof Uint8Array ? { bytes: [...content] } : content,
        ]),
      ),
    });
    for (const { path, before } of loose) await writeOut(repo, path, before);
    await stageBlobs(repo, changed(index, head));
    save();
    return done(`Saved working directory and index state ${stack[0]!.message}\n`);
  }
  const which = Number(/\d+/.exec(args.find((arg) => /^(?:stash@\{\d+\}|\d+)$/.test(arg)) ?? '0')?.[0]);
  const entry = stack[which];
  if (!entry) return refuse(`error: ${name(which)} does not exist`);
  if (verb === 'show')
    return done(
      Object.keys(entry.changes)
        .map((path) => ` ${path}\n`)
        .join(''),
    );
  if (verb === 'pop' || verb === 'apply') {
    const clash = Object.keys(entry.changes).find((path) => head.get(path) !== work.get(path));
    if (clash) return refuse(`error: Your local changes to ${clash} would be overwritten. Commit or stash them first.`);
    for (const [path, content] of Object.entries(entry.changes)) {
      if (content === null) repo.fs.rmSync(full(path), { force: true });
      else repo.fs.writeFileSync(full(path), typeof content === 'string' ? content : Uint8Array.from(content.bytes));
    }
  } else if (verb !== 'drop')
    return refuse(`git stash ${verb} is not available; use push, pop, apply, list, show, drop or clear.`);
  if (verb !== 'apply') stack.splice(which, 1);
  save();
  return done(verb === 'drop' ? `Dropped ${name(which)}\n` : `Restored ${Object.keys(entry.changes).join(', ')}\n`);
}
