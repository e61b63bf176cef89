import { fold, startsWord } from './normalize.js';

const POINTS = { match: 10, run: 8, word: 7, exactCase: 1, gap: -1, maxGap: -6, lead: -1, maxLead: -3 };

/**
 * Finds the best way to place the letters of the query in the text, in order.
 * best[i][j] is the best score with query[i] on text[j].
 */
export function score(query, text) {
  const wanted = fold(query.replace(/\s+/g, ''));
  const letters = query.replace(/\s+/g, '');
  const folded = fold(text);
  if (wanted === '') return { score: 0, positions: [] };
  if (wanted.length > folded.length) return null;

  const best = [];
  const from = [];
  for (let i = 0; i < wanted.length; i++) {
    best.push(new Array(folded.length).fill(-Infinity));
    from.push(new Array(folded.length).fill(-1));
    for (let j = i; j < folded.length; j++) {
      if (folded[j] !== wanted[i]) continue;
      const own = POINTS.match + bonus(letters[i], text, j);
      if (i === 0) {
        best[i][j] = own + Math.max(POINTS.maxLead, POINTS.lead * j);
        continue;
      }
      for (let k = i - 1; k < j; k++) {
        if (best[i - 1][k] === -Infinity) continue;
        const value = best[i - 1][k] + own + link(j - k - 1);
        if (value > best[i][j]) {
          best[i][j] = value;
          from[i][j] = k;
        }
      }
    }
  }
  return trace(best, from);
}

function bonus(letter, text, index) {
  const word = startsWord(text, index) ? POINTS.word : 0;
  return word + (text[index] === letter ? POINTS.exactCase : 0);
}

function link(gap) {
  return gap === 0 ? POINTS.run : Math.max(POINTS.maxGap, POINTS.gap * gap);
}

function trace(best, from) {
  const last = best[best.length - 1];
  let end = -1;
  last.forEach((value, j) => {
    if (value > (end === -1 ? -Infinity : last[end])) end = j;
  });
  if (end === -1) return null;
  const positions = [];
  for (let i = best.length - 1, j = end; i >= 0; i--) {
    positions.unshift(j);
    j = from[i][j];
  }
  return { score: last[end], positions };
}
