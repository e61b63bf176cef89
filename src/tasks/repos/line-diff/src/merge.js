import { commonPairs } from './lcs.js';
import { toLines, toText } from './lines.js';

/** Merges two edits of one base; places that both changed differently become conflicts. */
export function merge(base, ours, theirs) {
  const [o, a, b] = [base, ours, theirs].map(toLines);
  const inOurs = new Map(commonPairs(o, a));
  const inTheirs = new Map(commonPairs(o, b));
  const out = [];
  let conflicts = 0;
  let from = { o: 0, a: 0, b: 0 };

  for (let i = 0; i <= o.length; i++) {
    const anchor = i === o.length ? { o: i, a: a.length, b: b.length } : { o: i, a: inOurs.get(i), b: inTheirs.get(i) };
    if (anchor.a === undefined || anchor.b === undefined) continue;
    const block = resolve(o.slice(from.o, anchor.o), a.slice(from.a, anchor.a), b.slice(from.b, anchor.b));
    out.push(...block.lines);
    if (block.conflict) conflicts += 1;
    if (i < o.length) out.push(o[i]);
    from = { o: anchor.o + 1, a: anchor.a + 1, b: anchor.b + 1 };
  }
  return { text: toText(out), conflicts };
}

function resolve(base, ours, theirs) {
  if (sameLines(ours, theirs) || sameLines(theirs, base)) return { lines: ours, conflict: false };
  if (sameLines(ours, base)) return { lines: theirs, conflict: false };
  return { lines: ['<<<<<<< ours', ...ours, '=======', ...theirs, '>>>>>>> theirs'], conflict: true };
}

function sameLines(a, b) {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}
