/** What never comes in: version control, installed packages, caches; and what a repository's .gitignore files leave out. */
import ignore, { type Ignore } from 'ignore';

const NEVER = [
  '.git/',
  '.hg/',
  '.svn/',
  'node_modules/',
  'bower_components/',
  '.yarn/cache/',
  '.pnp.*',
  'coverage/',
  '.nyc_output/',
  '.cache/',
  '.next/',
  '.nuxt/',
  '.svelte-kit/',
  '.turbo/',
  '.parcel-cache/',
  '.DS_Store',
  'Thumbs.db',
  '__MACOSX/',
];

const never = ignore().add(NEVER);

/** True for a path that is never imported, wherever it comes from. */
export const isNever = (path: string): boolean => safe(never, path);

// The library throws on paths that no repository can hold; those are refused elsewhere, with their reason.
const safe = (rules: Ignore, path: string): boolean => ignore.isPathValid(path) && rules.ignores(path);

export { gitignores } from '../lib/gitignore';
