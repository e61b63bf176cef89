/**
 * When is a row of commands "the same again"? The paper's base command (arguments ignored) and maximal runs.
 * Shared by the gate that notices a loop while it happens and the measure that counts loops afterwards.
 */

const TWO_WORDS = new Set(['git', 'npm', 'npx', 'yarn', 'pnpm', 'node']);
const NAVIGATION = new Set(['grep', 'rg', 'find', 'ls', 'cat', 'head', 'tail', 'sed -n', 'view', 'tree', 'wc']);

/**
 * The class of a shell command: leading `VAR=value` dropped, of a chain the last part, then the first word (two for
 * `git status` and the like). Reading and searching commands are all `navigate`.
 */
export function baseCommand(command: string): string {
  const last =
    command
      .split(/&&|;|\n/)
      .map((part) => part.trim())
      .filter(Boolean)
      .at(-1) ?? '';
  const words = last.replace(/^(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S*)\s+)+/, '').split(/\s+/);
  const first = words[0] ?? '';
  const second = words[1] ?? '';
  if (NAVIGATION.has(first) || (first === 'sed' && second === '-n')) return 'navigate';
  return TWO_WORDS.has(first) && second !== '' ? `${first} ${second}` : first;
}

/** The class of one action; viewing a file is navigation like grep and cat. */
export function actionClass(action: { kind: string; command?: string } | null | undefined): string {
  if (!action) return '';
  if (action.kind === 'run') return baseCommand(action.command ?? '');
  return action.kind === 'view' ? 'navigate' : action.kind;
}

/** Lengths of maximal runs of equal neighbours, in order. */
export function runLengths(keys: readonly string[]): number[] {
  const runs: number[] = [];
  keys.forEach((key, i) => {
    if (i > 0 && keys[i - 1] === key) runs[runs.length - 1]!++;
    else runs.push(1);
  });
  return runs;
}
