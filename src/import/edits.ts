/** What programs in the container changed, as edits over the imported files: text that could be part of the repository. */
import { own } from '../lib/diff';
import { pathFault } from '../tasks/paths';
import type { Changes, Files } from '../types';
import { gitignores, isNever } from './ignore';
import { limits } from './limits';

/** Path -> new text; null = deleted. */
export type Edits = Record<string, string | null>;

/** `edits` after `changes`. Ignored, binary and large files stay out; what is as it was is no edit. */
export function withEdits(base: Files, edits: Edits, changes: Changes): Edits {
  const rules = new Map<string, string>();
  for (const [path, content] of Object.entries({ ...base, ...edits }))
    if (/(^|\/)\.gitignore$/.test(path) && typeof content === 'string') rules.set(path, content);
  const ignored = gitignores(rules);
  const out = new Map(Object.entries(edits));
  for (const [path, content] of Object.entries(changes)) {
    const before = own(base, path);
    if (before === undefined && (pathFault(path) || isNever(path) || ignored(path))) continue;
    if (content === before || (content === null && before === undefined)) out.delete(path);
    else if (content === null || (typeof content === 'string' && content.length <= limits.fileBytes))
      out.set(path, content);
  }
  return Object.fromEntries(out);
}
