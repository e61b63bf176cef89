import { distance } from './distance.js';
import { fold } from './normalize.js';
import { score } from './score.js';

export function search(query, items, { key = (item) => item, limit = Infinity, minScore = -Infinity } = {}) {
  const textOf = typeof key === 'string' ? (item) => item[key] : key;
  const hits = [];
  items.forEach((item, index) => {
    const text = String(textOf(item) ?? '');
    const found = score(query, text);
    if (found && found.score >= minScore) hits.push({ item, text, index, ...found });
  });
  hits.sort((a, b) => b.score - a.score || a.text.length - b.text.length || a.index - b.index);
  return hits.slice(0, limit).map(({ item, score: points, positions }) => ({ item, score: points, positions }));
}

/** Wraps the matched letters; neighbours share one pair of marks. */
export function highlight(query, text, open = '<b>', close = '</b>') {
  const found = score(query, text);
  if (!found) return text;
  const marked = new Set(found.positions);
  let out = '';
  for (let i = 0; i < text.length; i++) {
    if (marked.has(i) && !marked.has(i - 1)) out += open;
    out += text[i];
    if (marked.has(i) && !marked.has(i + 1)) out += close;
  }
  return out;
}

/** Words close enough to be what was meant, the closest first. */
export function suggest(word, words, max = 3) {
  const wanted = fold(word);
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return words
    .map((candidate, index) => ({ candidate, index, far: distance(wanted, fold(candidate), allowed) }))
    .filter(({ far }) => far <= allowed)
    .sort((a, b) => a.far - b.far || a.index - b.index)
    .slice(0, max)
    .map(({ candidate }) => candidate);
}
