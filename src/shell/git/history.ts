/** git on commits: commit, log, show, branch, rev-parse, ls-files. */
import * as git from 'isomorphic-git';
import type { ReadCommitResult } from 'isomorphic-git';
import { done, refuse, type Result } from '../session';
import { changed, operands, print, pathFilter } from './diff';
import { ROOT, at, blob, indexOf, resolve, treeOf, workOf, type GitRepo, type GitTree } from './repo';
import { toText } from '../bytes';
import { addChanges } from './work';

const AGENT = { name: 'agent', email: 'agent@localhost' };

export async function commit(repo: GitRepo, args: string[]): Promise<Result> {
  const messages: string[] = [];
  let all = false;
  let file: string | undefined;
  const known = new Set([
    '--amend',
    '--allow-empty',
    '--no-edit',
    '-q',
    '--quiet',
    '-n',
    '--no-verify',
    '-v',
    '-s',
    '--signoff',
    '--all',
  ]);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (/^-[aqnsv]*m$/.test(arg)) messages.push(args[++i] ?? '');
    else if (/^-[aqnsv]*m./s.test(arg) && !arg.startsWith('--')) messages.push(arg.slice(arg.indexOf('m') + 1));
    else if (arg === '--message') messages.push(args[++i] ?? '');
    else if (arg.startsWith('--message=')) messages.push(arg.slice(10));
    else if (arg === '-F' || arg === '--file') file = args[++i];
    else if (
      arg.startsWith('-') &&
      !known.has(arg) &&
      !/^-[aqnsv]+$/.test(arg) &&
      !arg.startsWith('--author') &&
      !arg.startsWith('--date')
    )
      return refuse(`git commit ${arg} is not available here.`, 129);
    if (/^-[qnsv]*a/.test(arg) || arg === '--all') all = true;
  }
  if (file) {
    const node = repo.fs.get(repo.fs.resolvePath(repo.ctx.cwd, file));
    if (node?.kind === 'file') messages.push(toText(node.data));
  }
  const amend = args.includes('--amend');
  const last = await git.readCommit({ ...at(repo), oid: await resolve(repo, 'HEAD') });
  const message = messages.join('\n\n') || (amend ? last.commit.message : '');
  if (!message.trim()) return refuse('Aborting commit due to empty commit message. Give one with -m.');
  let index = await indexOf(repo);
  if (all) {
    await addChanges(repo, index, await workOf(repo, index), (path) => index.has(path));
    index = await indexOf(repo);
  }
  const before = await treeOf(repo, amend && last.commit.parent[0] ? last.commit.parent[0] : 'HEAD');
  const changes = changed(before, index);
  if (!changes.length && !amend && !args.includes('--allow-empty'))
    return done(
      `On branch ${(await git.currentBranch(at(repo))) ?? 'HEAD'}\nnothing to commit, working tree clean\n`,
      1,
    );
  const oid = await git.commit({ ...at(repo), message, author: AGENT, amend });
  if (args.some((arg) => arg === '--quiet' || /^-[anqsv]*q/.test(arg))) return done();
  const stat = await print(repo, changes, ['--shortstat']);
  return done(
    `[${(await git.currentBranch(at(repo))) ?? 'HEAD'} ${oid.slice(0, 7)}] ${message.split('\n')[0]}\n${stat}`,
  );
}

const parentTree = async (repo: GitRepo, commit: ReadCommitResult): Promise<GitTree> =>
  commit.commit.parent[0] ? treeOf(repo, commit.commit.parent[0]) : new Map();

function date(seconds: number): string {
  const iso = new Date(seconds * 1000).toUTCString();
  const [, day, month, year, time] = /\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(iso) ?? [];
  return `${iso.slice(0, 3)} ${month} ${Number(day)} ${time} ${year} +0000`;
}

function head({ oid, commit }: ReadCommitResult): string {
  const text = commit.message
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`.trimEnd())
    .join('\n');
  return `commit ${oid}\nAuthor: ${commit.author.name} <${commit.author.email}>\nDate:   ${date(commit.author.timestamp)}\n\n${text}\n`;
}

const formatted = (format: string, { oid, commit }: ReadCommitResult): string =>
  format.replace(/%(H|h|s|B|b|an|ae|ad|ai|ar|cd|n|d|D|T|P|p|%)/g, (_, key: string) => {
    const [subject = '', ...body] = commit.message.trimEnd().split('\n');
    const values: Record<string, string> = {
      H: oid,
      h: oid.slice(0, 7),
      s: subject,
      B: commit.message,
      b: body.join('\n').trim(),
      an: commit.author.name,
      ae: commit.author.email,
      ad: date(commit.author.timestamp),
      cd: date(commit.author.timestamp),
      ai: new Date(commit.author.timestamp * 1000).toISOString(),
      ar: 'some time ago',
      n: '\n',
      T: commit.tree,
      P: commit.parent.join(' '),
      p: commit.parent.map((one) => one.slice(0, 7)).join(' '),
      '%': '%',
    };
    return values[key] ?? '';
  });

export async function log(repo: GitRepo, args: string[]): Promise<Result> {
  const counted = args.findIndex((arg) => arg === '-n' || arg === '--max-count');
  const number =
    counted >= 0 ? args[counted + 1] : args.map((arg) => /^(?:-n|-|--max-count=)(\d+)$/.exec(arg)?.[1]).find(Boolean);
  const rest = counted >= 0 ? args.filter((_, i) => i !== counted && i !== counted + 1) : args;
  const { flags, revisions, paths } = await operands(repo, rest);
  const only = pathFilter(repo, paths);
  const commits = await git.log({ ...at(repo), ref: await resolve(repo, revisions.at(-1) ?? 'HEAD') });
  const stop = revisions.length > 1 ? await resolve(repo, revisions[0]!) : undefined;
  const format = flags
    .map((flag) => /^--(?:pretty|format)=(?:t?format:)?(.*)$/s.exec(flag)?.[1])
    .find((one) => one !== undefined);
  const oneline = flags.includes('--oneline') || format === 'oneline';
  const detail = flags.some((flag) =>
    /^(?:-p|-u|--patch|--stat|--name-only|--name-status|--numstat|--shortstat)$/.test(flag),
  );
  let text = '';
  let shown = 0;
  for (const commit of commits) {
    if (commit.oid === stop || shown >= Number(number ?? Infinity)) break;
    const changes =
      paths.length || detail ? changed(await parentTree(repo, commit), await treeOf(repo, commit.oid), only) : [];
    if (paths.length && !changes.length) continue;
    if (shown++ && !oneline && format === undefined) text += '\n';
    text += oneline
      ? `${commit.oid.slice(0, 7)} ${commit.commit.message.split('\n')[0]}\n`
      : format !== undefined && format.includes('%')
        ? `${formatted(format, commit)}\n`
        : head(commit);
    if (detail) text += `${oneline ? '' : '\n'}${await print(repo, changes, flags)}`;
  }
  return done(text);
}

export async function show(repo: GitRepo, args: string[]): Promise<Result> {
  const file = args.find((arg) => !arg.startsWith('-') && arg.includes(':'));
  if (file) {
    const [revision, path = ''] = [file.slice(0, file.indexOf(':')), file.slice(file.indexOf(':') + 1)];
    const clean = path.startsWith('./') ? repo.fs.resolvePath(repo.ctx.cwd, path).slice(ROOT.length + 1) : path;
    const tree = revision ? await treeOf(repo, revision) : await indexOf(repo);
    const oid = tree.get(clean);
    if (oid) return done(toText(await blob(repo, oid)));
    const below = [...tree.keys()].filter((known) => clean === '' || known.startsWith(`${clean.replace(/\/$/, '')}/`));
    if (below.length) return done(`tree ${file}\n\n${below.join('\n')}\n`);
    return refuse(`fatal: path '${path}' does not exist in '${revision || 'the index'}'`, 128);
  }
  const { flags, revisions, paths } = await operands(repo, args);
  const commit = await git.readCommit({ ...at(repo), oid: await resolve(repo, revisions[0] ?? 'HEAD') });
  const format = flags
    .map((flag) => /^--(?:pretty|format)=(?:t?format:)?(.*)$/s.exec(flag)?.[1])
    .find((one) => one?.includes('%') || one === '');
  const top = format !== undefined ? (format ? `${formatted(format, commit)}\n` : '') : `${head(commit)}\n`;
  if (flags.includes('-s') || flags.includes('--no-patch')) return done(top);
  return done(
    top +
      (await print(
        repo,
        changed(await parentTree(repo, commit), await treeOf(repo, commit.oid), pathFilter(repo, paths)),
        flags,
      )),
  );
}

export async function branch(repo: GitRepo, args: string[]): Promise<Result> {
  const current = await git.currentBranch(at(repo));
  if (args.includes('--show-current')) return done(current ? `${current}\n` : '');
  const names = args.filter((arg) => !arg.startsWith('-'));
  if (args.some((arg) => /^(?:-[dD]|--delete)$/.test(arg))) {
    for (const ref of names) {
      if (ref === current) return refuse(`error: Cannot delete branch '${ref}' checked out at '${ROOT}'`);
      await git.deleteBranch({ ...at(repo), ref });
    }
    return done(names.map((name) => `Deleted branch ${name}.\n`).join(''));
  }
  if (args.some((arg) => /^(?:-[mM]|--move)$/.test(arg))) {
    await git.renameBranch({
      ...at(repo),
      oldref: names.length > 1 ? names[0]! : (current ?? 'main'),
      ref: names.at(-1)!,
      checkout: names.length < 2 || names[0] === current,
    });
    return done();
  }
  if (names[0]) {
    await git.branch({ ...at(repo), ref: names[0], object: names[1] ? await resolve(repo, names[1]) : 'HEAD' });
    return done();
  }
  const all = await git.listBranches(at(repo));
  return done(all.map((name) => `${name === current ? '*' : ' '} ${name}\n`).join(''));
}

export async function revParse(repo: GitRepo, args: string[]): Promise<Result> {
  let text = '';
  const short = args.some((arg) => arg.startsWith('--short'));
  for (const arg of args) {
    if (arg === '--show-toplevel') text += `${ROOT}\n`;
    else if (arg === '--git-dir') text += `${repo.ctx.cwd === ROOT ? '.git' : `${ROOT}/.git`}\n`;
    else if (arg === '--is-inside-work-tree') text += 'true\n';
    else if (arg === '--show-prefix')
      text += `${repo.ctx.cwd === ROOT ? '' : `${repo.ctx.cwd.slice(ROOT.length + 1)}/`}\n`;
    else if (!arg.startsWith('-')) {
      if (args.includes('--abbrev-ref')) text += `${(await git.currentBranch(at(repo))) ?? 'HEAD'}\n`;
      else {
        const oid = await resolve(repo, arg).catch((error: Error) => {
          if (args.includes('-q')) return '';
          throw error;
        });
        if (!oid) return done(text, 1);
        text += `${short ? oid.slice(0, 7) : oid}\n`;
      }
    }
  }
  return done(text);
}

export async function lsFiles(repo: GitRepo, args: string[]): Promise<Result> {
  const { flags, paths, revisions } = await operands(repo, args);
  const index = await indexOf(repo);
  const only = pathFilter(repo, [...paths, ...revisions]);
  const base = repo.ctx.cwd === ROOT ? '' : `${repo.ctx.cwd.slice(ROOT.length + 1)}/`;
  const has = (...names: string[]) => names.some((name) => flags.includes(name));
  const names = new Set<string>();
  const work = has('-m', '--modified', '-d', '--deleted', '-o', '--others')
    ? await workOf(repo, index)
    : new Map<string, string>();
  if (has('-m', '--modified')) for (const [path, oid] of index) if (work.get(path) !== oid) names.add(path);
  if (has('-d', '--deleted')) for (const path of index.keys()) if (!work.has(path)) names.add(path);
  if (has('-o', '--others')) for (const path of work.keys()) if (!index.has(path)) names.add(path);
  if (!has('-m', '--modified', '-d', '--deleted', '-o', '--others') || has('-c', '--cached'))
    for (const path of index.keys()) names.add(path);
  const end = has('-z') ? '\0' : '\n';
  return done(
    [...names]
      .sort()
      .filter((path) => only(path) && path.startsWith(base))
      .map((path) => (has('-s', '--stage') ? `100644 ${index.get(path)} 0\t` : '') + path.slice(base.length) + end)
      .join(''),
  );
}
