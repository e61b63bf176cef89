/** Words of the issue, of test names and messages, and how much a line shares with them. */

/** Lower-case parts of identifiers and words: `parseDate` gives parsedate, parse, date. Short and common words are left out. */
export function termsOf(text: string): Set<string> {
  const out = new Set<string>();
  for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) for (const part of partsOf(word)) out.add(part);
  return out;
}

export function partsOf(word: string): string[] {
  const parts = word.split(/[_$]+|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((part) => part.toLowerCase());
  return [...new Set([word.toLowerCase(), ...parts])].filter((part) => part.length > 2 && !COMMON.has(part)).map(stem);
}

const stem = (word: string) => (word.length > 4 ? word.replace(/(?:ies|es|s|ing|ed)$/, '') : word);

const COMMON = new Set(
  (
    'the and for with not that this from are was has have should when does test tests expected actual error got but into out its ' +
    'returns return function value values undefined null true false equal equals strictly input const let var number string object array all each ' +
    'can will use used using one two new only also they than then other which code given where'
  ).split(' '),
);

/** How seldom a word is among the lines: 1 for one line, near 0 for all. */
export function rarity(documents: Set<string>[]): (word: string) => number {
  const count = new Map<string, number>();
  for (const words of documents) for (const word of words) count.set(word, (count.get(word) ?? 0) + 1);
  const most = Math.log(1 + documents.length);
  return (word) => (count.has(word) ? Math.log((1 + documents.length) / count.get(word)!) / (most || 1) : 0);
}
