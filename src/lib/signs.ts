/** What speaks for and against a score, in a reason's own words: said and read back here alone. */

export interface Sign {
  words: string;
  /** Above 0 speaks for asking. */
  weight: number;
}

/** `head: words (+0.5), words (−0.2).` */
export function withSigns(head: string, signs: readonly Sign[]): string {
  const said = signs.map(({ words, weight }) => `${words} (${weight > 0 ? '+' : '−'}${Math.abs(weight).toFixed(1)})`);
  return said.length > 0 ? `${head}: ${said.join(', ')}.` : `${head}.`;
}

/** The signs of a reason; none where it holds none. */
export function signsIn(reason: string): { head: string; signs: Sign[] } {
  const at = reason.indexOf(': ');
  const found = at < 0 ? [] : [...reason.slice(at + 2).matchAll(/(.+?) \(([+−])(\d+\.\d+)\)(?:, |\.)/g)];
  const signs = found.map(([, words = '', sign, size]) => ({ words, weight: Number(size) * (sign === '+' ? 1 : -1) }));
  return signs.length > 0 ? { head: `${reason.slice(0, at)}.`, signs } : { head: reason, signs };
}
