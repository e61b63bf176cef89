'use strict';

const isUpper = (ch) => ch !== ch.toLowerCase();
const isLower = (ch) => ch !== ch.toUpperCase();
const isDigit = (ch) => ch >= '0' && ch <= '9';
const isLetter = (ch) => isUpper(ch) || isLower(ch) || /\p{L}/u.test(ch);

/** Splits at separators, at a capital after a small letter, and before the last capital of a run. */
function words(text) {
  const found = [];
  let current = '';
  const chars = [...text.replace(/(\p{L})['’](\p{L})/gu, '$1$2')];
  chars.forEach((ch, i) => {
    if (!isLetter(ch) && !isDigit(ch)) {
      if (current !== '') found.push(current);
      current = '';
      return;
    }
    if (current !== '' && splitsBefore(chars, i)) {
      found.push(current);
      current = '';
    }
    current += ch;
  });
  if (current !== '') found.push(current);
  return found;
}

function splitsBefore(chars, i) {
  const before = chars[i - 1];
  const ch = chars[i];
  const after = chars[i + 1] || '';
  if (isLower(before) && isUpper(ch)) return true;
  if (isDigit(before) && isUpper(ch)) return true;
  return isUpper(before) && isUpper(ch) && isLower(after);
}

module.exports = { isLower, isUpper, words };
