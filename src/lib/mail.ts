/** Patches as `git format-patch` mails them (GitHub's .patch): the letter around the diff is no part of it. */

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** The diffs alone: without what stands before the first, and without a signature (`-- `) and the next letter's head. */
export function unmailed(text: string): string {
  const lines = text.split('\n');
  const mailed = lines.some((line) => /^diff --git /.test(line));
  const out: string[] = [];
  let letter = mailed;
  let [old, now] = [0, 0];
  for (const line of lines) {
    if (old > 0 || now > 0) {
      if (line.startsWith('-')) old--;
      else if (line.startsWith('+')) now--;
      else if (!line.startsWith('\\')) [old, now] = [old - 1, now - 1];
      out.push(line);
      continue;
    }
    if (/^diff --git /.test(line)) letter = false;
    else if (/^-- ?\r?$/.test(line) || /^From [0-9a-f]{40} /.test(line)) letter = mailed;
    if (letter) continue;
    const hunk = HUNK.exec(line);
    if (hunk) [old, now] = [Number(hunk[1] ?? 1), Number(hunk[2] ?? 1)];
    out.push(line);
  }
  const kept = out.join('\n');
  return kept === '' || kept.endsWith('\n') || !text.endsWith('\n') ? kept : `${kept}\n`;
}
