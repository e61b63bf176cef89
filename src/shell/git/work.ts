/** git on the working tree and the index: status, add, rm, mv, checkout, restore, reset, clean. */
import * as git from 'isomorphic-git';
import { dirname } from '../../lib/posix';
import { done, refuse, type Result } from '../session';
import { changed, operands, pathFilter } from './diff';
import { ROOT, at, blob, indexOf, resolve, treeOf, workOf, type GitRepo, type GitTree } from './repo';

export const full = (path: string) => `${ROOT}/${path}`;
const here = (repo: GitRepo, path: string) => repo.fs.resolvePath(repo.ctx.cwd, path).slice(ROOT.length + 1);

/** Makes the index hold these blobs. */
export async function stageBlobs(
  repo: GitRepo,
  changes: { path: string; after?: string | undefined }[],
): Promise<void> {
  for (const { path, after } of changes) {
    if (after === undefined) await git.remove({ ...at(repo), filepath: path });
    else await git.updateIndex({ ...at(repo), filepath: path, oid: after, add: true });
  }
}

export async function writeOut(repo: GitRepo, path: string, oid: string | undefined): Promise<void> {
  if (oid === undefined) {
    repo.fs.rmSync(full(path), { force: true });
    for (
      let dir = dirname(full(path));
      dir.startsWith(`${ROOT}/`) && repo.fs.get(dir) && !repo.fs.list(dir).length;
      dir = dirname(dir)
    )
      repo.fs.rmSync(dir);
  } else repo.fs.writeFileSync(full(path), await blob(repo, oid));
}

/** A folder without tracked files is one line, as git shows it. */
function untracked(work: GitTree, index: GitTree): string[] {
  const names = new Set<string>();
  for (const path of work.keys()) {
    if (index.has(path)) continue;
    const parts = path.split('/');
    let shown = path;
    for (let i = 1; i < parts.length; i++) {
      const dir = `${parts.slice(0, i).join('/')}/`;
      if (![...index.keys()].some((known) => known.startsWith(dir))) {
        shown = dir;
        break;
      }
    }
    names.add(shown);
  }
  return [...names].sort();
}

export async function status(repo: GitRepo, args: string[]): Promise<Result> {
  const { flags, paths } = await operands(repo, args);
  const only = pathFilter(repo, paths);
  const [head, index] = [await treeOf(repo, 'HEAD'), await indexOf(repo)];
  const work = await workOf(repo, index);
  const staged = new Map(
    changed(head, index, only).map((change) => [
      change.path,
      change.before === undefined ? 'A' : change.after === undefined ? 'D' : 'M',
    ]),
  );
  const loose = new Map(
    changed(index, work, (path) => index.has(path) && only(path)).map((change) => [
      change.path,
      change.after === undefined ? 'D' : 'M',
    ]),
  );
  const added = flags.some((flag) => /^(?:-uno|--untracked-files=no)$/.test(flag))
    ? []
    : untracked(work, index).filter(only);
  const branch = (await git.currentBranch(at(repo))) ?? 'HEAD (no branch)';
  if (flags.some((flag) => /^(?:-s|-sb|--short|--porcelain|-bs)/.test(flag))) {
    const rows = [...new Set([...staged.keys(), ...loose.keys()])]
      .sort()
      .map((path) => `${staged.get(path) ?? ' '}${loose.get(path) ?? ' '} ${path}\n`);
    const top = flags.some((flag) => /^(?:-b|-sb|-bs|--branch)$/.test(flag)) ? `## ${branch}\n` : '';
    return done(top + rows.join('') + added.map((path) => `?? ${path}\n`).join(''));
  }
  const word: Record<string, string> = { A: 'new file:   ', D: 'deleted:    ', M: 'modified:   ' };
  let text = `On branch ${branch}\n`;
  if (staged.size)
    text += `Changes to be committed:\n  (use "git restore --staged <file>..." to unstage)\n${[...staged].map(([path, letter]) => `\t${word[letter]}${path}\n`).join('')}\n`;
  if (loose.size)
    text += `Changes not staged for commit:\n  (use "git add <file>..." to update what will be committed)\n${[...loose].map(([path, letter]) => `\t${word[letter]}${path}\n`).join('')}\n`;
  if (added.length)
    text += `Untracked files:\n  (use "git add <file>..." to include in what will be committed)\n${added.map((path) => `\t${path}\n`).join('')}\n`;
  if (!staged.size)
    text +=
      loose.size || added.length
        ? 'no changes added to commit (use "git add" and/or "git commit -a")\n'
        : 'nothing to commit, working tree clean\n';
  return done(text);
}

export async function add(repo: GitRepo, args: string[]): Promise<Result> {
  if (args.some((arg) => /^(?:-p|--patch|-i|-e)$/.test(arg)))
    return refuse('git add -p needs a person at the keyboard; name the files instead.');
  const { flags, paths, revisions } = await operands(repo, args);
  const wanted = [...revisions, ...paths];
  const all = flags.some((flag) => /^(?:-A|--all|-u|--update)$/.test(flag));
  if (!wanted.length && !all) return done('', 0, 'Nothing specified, nothing added.\n');
  const index = await indexOf(repo);
  const work = await workOf(repo, index);
  for (const path of wanted) {
    const only = pathFilter(repo, [path]);
    if (![...work.keys(), ...index.keys()].some(only) && !repo.fs.get(repo.fs.resolvePath(repo.ctx.cwd, path)))
      return refuse(`fatal: pathspec '${path}' did not match any files`, 128);
  }
  const only = pathFilter(repo, wanted);
  await addChanges(
    repo,
    index,
    work,
    (path) => only(path) && (!flags.some((flag) => /^(?:-u|--update)$/.test(flag)) || index.has(path)),
  );
  return done();
}

export async function addChanges(
  repo: GitRepo,
  index: GitTree,
  work: GitTree,
  only: (path: string) => boolean,
): Promise<void> {
  const changes = changed(index, work, only);
  for (const { path, after } of changes) if (after === undefined) await git.remove({ ...at(repo), filepath: path });
  const present = changes.filter(({ after }) => after !== undefined).map(({ path }) => path);
  if (present.length) await git.add({ ...at(repo), filepath: present, force: true });
}

export async function rm(repo: GitRepo, args: string[]): Promise<Result> {
  const { flags, paths, revisions } = await operands(repo, args);
  const index = await indexOf(repo);
  const only = pathFilter(repo, [...revisions, ...paths]);
  const hit = [...index.keys()].filter(only);
  if (!hit.length) return refuse(`fatal: pathspec '${paths.join(' ')}' did not match any files`, 128);
  for (const path of hit) {
    await git.remove({ ...at(repo), filepath: path });
    if (!flags.includes('--cached')) await writeOut(repo, path, undefined);
  }
  return done(hit.map((path) => `rm '${path}'\n`).join(''));
}

export async function mv(repo: GitRepo, args: string[]): Promise<Result> {
  const [from, to] = args.filter((arg) => !arg.startsWith('-'));
  if (!from || !to) return refuse('usage: git mv <source> <destination>', 129);
  const target =
    repo.fs.get(full(here(repo, to)))?.kind === 'dir'
      ? `${here(repo, to)}/${here(repo, from).split('/').pop()}`
      : here(repo, to);
  await repo.fs.mv(full(here(repo, from)), full(target));
  const index = await indexOf(repo);
  const work = await workOf(repo, index);
  const source = here(repo, from);
  await addChanges(repo, index, work, (path) =>
    [source, target].some((one) => path === one || path.startsWith(`${one}/`)),
  );
  return done();
}

/** checkout, switch and restore. */
export async function checkout(repo: GitRepo, args: string[], verb: string): Promise<Result> {
  const create = args.findIndex((arg) => /^-[bcBC]$/.test(arg));
  if (verb !== 'restore' && create >= 0) {
    const name = args[create + 1];
    if (!name) return refuse('fatal: give the new branch a name', 128);
    await git.branch({ ...at(repo), ref: name, checkout: true, force: args[create] !== '-b' && args[create] !== '-c' });
    return done('', 0, `Switched to a new branch '${name}'\n`);
  }
  const named = args.findIndex((arg) => arg === '-s' || arg === '--source');
  const source = named >= 0 ? args[named + 1] : args.find((arg) => arg.startsWith('--source='))?.slice(9);
  const rest = named >= 0 ? args.filter((_, i) => i !== named && i !== named + 1) : args;
  const { flags, revisions, paths } = await operands(
    repo,
    verb === 'restore' && !rest.includes('--')
      ? [...rest.filter((arg) => arg.startsWith('-')), '--', ...rest.filter((arg) => !arg.startsWith('-'))]
      : rest,
  );
  const index = await indexOf(repo);
  if (paths.length) {
    const staged = flags.some((flag) => flag === '--staged' || flag === '-S');
    const revision = source ?? revisions[0] ?? (staged ? 'HEAD' : undefined);
    const from = revision ? await treeOf(repo, revision) : index;
    const only = pathFilter(repo, paths);
    const hit = [...new Set([...from.keys(), ...(revision ? index.keys() : [])])].filter(only);
    if (!hit.length) return refuse(`error: pathspec '${paths.join(' ')}' did not match any file(s) known to git`);
    if (!staged || flags.some((flag) => flag === '--worktree' || flag === '-W'))
      for (const path of hit) await writeOut(repo, path, from.get(path));
    if (revision && (staged || verb === 'checkout')) await stageBlobs(repo, changed(index, from, only));
    const n = hit.length;
    return done(
      '',
      0,
      verb === 'checkout' ? `Updated ${n} path${n === 1 ? '' : 's'} from ${revision ?? 'the index'}\n` : '',
    );
  }
  const target = revisions[0];
  if (!target || verb === 'restore') return refuse('fatal: you must specify path(s) to restore', 128);
  const before = await treeOf(repo, 'HEAD');
  const after = await treeOf(repo, target);
  const work = await workOf(repo, index);
  const dirty = new Set(
    changed(before, work)
      .filter(({ path }) => index.has(path))
      .map(({ path }) => path),
  );
  const moving = changed(before, after);
  const clash = moving.find(({ path }) => dirty.has(path));
  if (clash && !flags.includes('-f'))
    return refuse(
      `error: Your local changes to ${clash.path} would be overwritten by checkout. Commit or stash them first.`,
    );
  for (const { path, after: oid } of moving) await writeOut(repo, path, oid);
  await stageBlobs(repo, moving);
  const branch = (await git.listBranches(at(repo))).includes(target);
  await git.writeRef({
    ...at(repo),
    ref: 'HEAD',
    value: branch ? `refs/heads/${target}` : await resolve(repo, target),
    force: true,
    symbolic: branch,
  });
  return done(
    '',
    0,
    branch ? `Switched to branch '${target}'\n` : `HEAD is now at ${(await resolve(repo, target)).slice(0, 7)}\n`,
  );
}

export async function reset(repo: GitRepo, args: string[]): Promise<Result> {
  const { flags, revisions, paths } = await operands(repo, args);
  const index = await indexOf(repo);
  const tree = await treeOf(repo, revisions[0] ?? 'HEAD');
  if (paths.length) {
    await stageBlobs(repo, changed(index, tree, pathFilter(repo, paths)));
    return done();
  }
  const oid = await resolve(repo, revisions[0] ?? 'HEAD');
  const branch = await git.currentBranch({ ...at(repo), fullname: true });
  await git.writeRef({ ...at(repo), ref: branch || 'HEAD', value: oid, force: true });
  if (flags.includes('--soft')) return done();
  if (flags.includes('--hard')) {
    const work = await workOf(repo, index);
    for (const { path, after } of changed(work, tree, (path) => index.has(path) || tree.has(path)))
      await writeOut(repo, path, after);
  }
  await stageBlobs(repo, changed(index, tree));
  return done(flags.includes('--hard') && !flags.includes('-q') ? `HEAD is now at ${oid.slice(0, 7)}\n` : '');
}

export async function clean(repo: GitRepo, args: string[]): Promise<Result> {
  const { flags, paths } = await operands(repo, args);
  const letters = flags.filter((flag) => /^-\w/.test(flag)).join('');
  const dry = letters.includes('n') || flags.includes('--dry-run');
  if (!dry && !letters.includes('f'))
    return refuse('fatal: clean.requireForce defaults to true and neither -n nor -f given; refusing to clean', 128);
  const index = await indexOf(repo);
  const hit = untracked(await workOf(repo, index), index).filter(
    (path) => pathFilter(repo, paths)(path) && (!path.endsWith('/') || letters.includes('d')),
  );
  if (!dry) for (const path of hit) repo.fs.rmSync(full(path.replace(/\/$/, '')), { recursive: true, force: true });
  return done(hit.map((path) => `${dry ? 'Would remove' : 'Removing'} ${path}\n`).join(''));
}
