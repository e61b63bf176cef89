/** Patches as people have them: mailed (`git format-patch`, GitHub's .patch), pasted, made with other prefixes. */

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** `diff.mnemonicPrefix`: i(ndex), w(ork tree), c(ommit), o(bject) in the place of a/ and b/. */
const OTHERS = /^diff --git ("?)([ciow])\/(.*) ("?)([ciow])\/(.*)$/;

/** Other prefixes of one file's head as a/ and b/; undefined = they are folders. */
function renamed(line: string): ((head: string) => string) | undefined {
  const [, , from, , , to] = OTHERS.exec(line) ?? [];
  if (!from || from === to) return undefined;
  return (head) =>
    head
      .replace(OTHERS, 'diff --git $1a/$3 $4b/$6')
      .replace(/^--- ("?)[ciow]\//, '--- $1a/')
      .replace(/^\+\+\+ ("?)[ciow]\//, '+++ $1b/');
}

/**
 * The diffs alone, as our reader wants them: without what stands before the first, and without a signature (`-- `) and the next letter's head;
 * an empty line in a hunk is context whose blank was lost on the way (git reads it so).
 */
export function unmailed(text: string): string {
  const lines = text.split('\n');
  const mailed = lines.some((line) => /^diff --git /.test(line));
  const out: string[] = [];
  let letter = mailed;
  let [old, now] = [0, 0];
  let plain: ((head: string) => string) | undefined;
  for (const line of lines) {
    if (old > 0 || now > 0) {
      if (line.startsWith('-')) old--;
      else if (line.startsWith('+')) now--;
      else if (!line.startsWith('\\')) [old, now] = [old - 1, now - 1];
      out.push(/^\r?$/.test(line) ? ` ${line}` : line);
      continue;
    }
    if (/^diff --git /.test(line)) {
      letter = false;
      plain = renamed(line);
    } else if (/^-- ?\r?$/.test(line) || /^From [0-9a-f]{40} /.test(line)) letter = mailed;
    if (letter) continue;
    const hunk = HUNK.exec(line);
    if (hunk) [old, now] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
    const head = line.replace(/\r$/, '');
    if (head === 'GIT binary patch') out.push('Binary files differ');
    else out.push(plain?.(head) ?? head);
  }
  const kept = out.join('\n');
  return kept === '' || kept.endsWith('\n') || !text.endsWith('\n') ? kept : `${kept}\n`;
}
