/** Stack traces as people read them: frames of the repo only, paths below the working directory. */

/** `at f (src/a.js:3:5)` lines of a stack that lie in the repo and outside node_modules. */
export function repoFrames(stack: string | undefined, cwd: string, limit = 6): string[] {
  return String(stack ?? '')
    .split('\n')
    .filter((line) => /^\s*at /.test(line) && line.includes(`${cwd}/`) && !line.includes('/node_modules/'))
    .slice(0, limit)
    .map((line) => line.trim().replace(`file://${cwd}/`, '').replace(`${cwd}/`, ''));
}

/** `src/a.js:3`, the line and a caret, where a stack begins with the place of a syntax error; else nothing. */
export function syntaxPlace(stack: string | undefined, cwd: string): string[] {
  const head = /^((?:file:\/\/)?\/[^\n]+:\d+)\n([^\n]*)\n( *\^)\n\n/.exec(String(stack ?? ''));
  return head ? [head[1]!.replace(`file://${cwd}/`, '').replace(`${cwd}/`, ''), head[2]!, head[3]!] : [];
}

export const indent = (text: string, by: string): string => text.replace(/^(?=[^\n])/gm, by);

/** `12 ms` or `1.25 s`. */
export const span = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`);
