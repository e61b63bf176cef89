/** What never comes in: version control, installed packages, caches; and what a repository's .gitignore files leave out. */
export { gitignores } from '../lib/gitignore';

const PACKAGES = /(^|\/)(node_modules|bower_components)\//;
const ELSEWHERE =
  /(^|\/)(\.git|\.hg|\.svn|\.yarn\/(cache|unplugged)|__MACOSX)\/|(^|\/)(\.DS_Store|Thumbs\.db|\.pnp\.([cm]?js|loader\.mjs|data\.json))$/;
/** Below these, a folder of packages is a fixture that somebody wrote. */
const FIXTURES = /(^|\/)(tests?|__tests__|specs?|__fixtures__|fixtures?|__mocks__|mocks?|cases|samples?)\//i;
/** Folders that tools make for themselves at the root; below it the name is as good as any. */
const TOOLS = /^(coverage|\.nyc_output|\.cache|\.next|\.nuxt|\.svelte-kit|\.turbo|\.parcel-cache)\//;

/** Why such a file stays out. */
export const IGNORED = 'named by .gitignore';

/** Made by a tool, so it stays out, with a word about it. */
export const isToolMade = (path: string): boolean => TOOLS.test(path);

/** Yarn's packages as archives, and where they lie. */
const YARN = /(^|\/)(\.yarn\/(cache|unplugged)\/|\.pnp\.[cm]?js$|\.pnp\.(loader\.mjs|data\.json)$)/;

/** Installed packages that somebody may have meant to bring, named by their folder (or Yarn's file); null for any other path. */
export function packagesIn(path: string): string | null {
  const found = YARN.exec(path) ?? PACKAGES.exec(path);
  return found && isNever(path) ? path.slice(0, found.index + found[0].length) : null;
}

/** True for a path that is never imported, wherever it comes from. */
export function isNever(path: string): boolean {
  if (TOOLS.test(path) || ELSEWHERE.test(path)) return true;
  const found = PACKAGES.exec(path);
  return found !== null && !FIXTURES.test(path.slice(0, found.index + 1));
}
