/** Lower case without accents, one character for each input character. */
export function fold(text) {
  return [...text].map(foldChar).join('');
}

function foldChar(ch) {
  const base = ch.normalize('NFD')[0].toLowerCase();
  return base.length === ch.length ? base : ch;
}

const isLower = (ch) => ch !== ch.toUpperCase();
const isUpper = (ch) => ch !== ch.toLowerCase();

/** Does a word start here: after a separator, at a capital after a small letter, at a digit after a letter. */
export function startsWord(text, index) {
  if (index === 0) return true;
  const before = text[index - 1];
  const ch = text[index];
  if (/[\s\-_./\\:]/.test(before)) return !/[\s\-_./\\:]/.test(ch);
  if (isLower(before) && isUpper(ch)) return true;
  return /\d/.test(ch) && !/\d/.test(before);
}
