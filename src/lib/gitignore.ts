/** What the .gitignore files of a tree leave out, as git reads them: deeper files overrule, an ignored folder is final. */
import ignore, { type Ignore } from 'ignore';

// The library throws on paths that no repository can hold; those are refused elsewhere, with their reason.
const judged = (rules: Ignore, path: string) =>
  ignore.isPathValid(path) ? rules.test(path) : { ignored: false, unignored: false };

/** Rules of every .gitignore among `texts` (path -> text), each for its own folder. */
export function gitignores(texts: ReadonlyMap<string, string>): (path: string) => boolean {
  const rules = [...texts]
    .map(([path, text]) => ({ dir: path.slice(0, -'.gitignore'.length), rules: ignore().add(text) }))
    .sort((a, b) => a.dir.length - b.dir.length);
  const folders = new Map<string, boolean>();
  const verdict = (path: string): boolean => {
    let out = false;
    for (const { dir, rules: own } of rules) {
      if (!path.startsWith(dir) || path.length <= dir.length) continue;
      const { ignored, unignored } = judged(own, path.slice(dir.length));
      if (ignored) out = true;
      else if (unignored) out = false;
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
  return (path) => rules.length > 0 && (within(path) || verdict(path));
}
