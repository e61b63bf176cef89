/** What the .gitignore files of a tree leave out, as git reads them: deeper files overrule, an ignored folder is final. */
import { matches, globRule, type GlobRule } from './glob';

/** Rules that count, of all files together; a repository has dozens, an attack has more. */
export const MOST_RULES = 2_000;
const LONGEST_RULE = 1_000;

export interface Ignored {
  (path: string): boolean;
  /** What was not heeded, in one sentence; null = all was. */
  note: string | null;
}

/** Rules of every .gitignore among `texts` (path -> text), each for its own folder. */
export function gitignores(texts: ReadonlyMap<string, string>): Ignored {
  let room = MOST_RULES;
  let left = 0;
  const files = [...texts]
    .sort(([a], [b]) => a.length - b.length)
    .map(([path, text]) => {
      const lines = linesOf(text).filter((line) => line.length <= LONGEST_RULE);
      const all = lines.flatMap((line) => globRule(line) ?? []);
      const rules = all.slice(0, room);
      room -= rules.length;
      left += all.length - rules.length;
      return { dir: path.slice(0, -'.gitignore'.length), rules };
    })
    .filter(({ rules }) => rules.length > 0);
  const folders = new Map<string, boolean>();
  const verdict = (path: string): boolean => {
    let out = false;
    const isFolder = path.endsWith('/');
    for (const { dir, rules } of files) {
      if (!path.startsWith(dir) || path.length <= dir.length) continue;
      const names = path.slice(dir.length, isFolder ? -1 : undefined).split('/');
      const last = lastOf(rules, names, isFolder);
      if (last) out = !last.negated;
    }
    return out;
  };
  const folder = (path: string): boolean => {
    let known = folders.get(path);
    if (known === undefined) folders.set(path, (known = within(path) || verdict(path)));
    return known;
  };
  const within = (path: string): boolean => {
    const up = path.lastIndexOf('/', path.length - 2);
    return up > 0 && folder(path.slice(0, up + 1));
  };
  const ignored = (path: string): boolean => files.length > 0 && (within(path) || verdict(path));
  const note =
    left > 0
      ? `The .gitignore files hold ${(MOST_RULES + left).toLocaleString('en')} rules; only the first ${MOST_RULES.toLocaleString('en')} were heeded.`
      : null;
  return Object.assign(ignored, { note });
}

/** A duplicate counts where it stands last, so only the last of equal lines is kept. */
const linesOf = (text: string): string[] => {
  const seen = new Set<string>();
  return text
    .split('\n')
    .reverse()
    .filter((line) => !seen.has(line) && seen.add(line))
    .reverse();
};

function lastOf(rules: readonly GlobRule[], names: readonly string[], isFolder: boolean): GlobRule | undefined {
  for (let i = rules.length - 1; i >= 0; i--) if (matches(rules[i]!, names, isFolder)) return rules[i];
  return undefined;
}
