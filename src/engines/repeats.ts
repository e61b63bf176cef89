/** A model that says the same again and again will not come to an end by itself. */

const TIMES = 12;
const SHORTEST = 24;
const LONGEST = 200;

/** The text ends in one piece of 24–200 characters said twelve times in a row (a rule of 288 dashes is one). */
export function repeats(text: string): boolean {
  if (text.length < SHORTEST * TIMES) return false;
  const end = text.slice(-LONGEST * TIMES);
  for (let length = SHORTEST; length <= LONGEST && length * TIMES <= end.length; length++) {
    const piece = end.slice(-length);
    let at = end.length - 2 * length;
    let times = 1;
    while (times < TIMES && end.startsWith(piece, at)) {
      times++;
      at -= length;
    }
    if (times === TIMES) return true;
  }
  return false;
}
