import { toWords } from './words.js';

const IRREGULAR = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

export function ordinal(number) {
  return `${number}${suffix(Math.abs(number))}`;
}

function suffix(number) {
  const lastTwo = number % 100;
  if (lastTwo >= 11 && lastTwo <= 13) return 'th';
  switch (number % 10) {
    case 1:
      return 'st';
    case 2:
      return 'nd';
    case 3:
      return 'rd';
    default:
      return 'th';
  }
}

export function ordinalWords(number) {
  const words = toWords(number);
  const cut = Math.max(words.lastIndexOf(' '), words.lastIndexOf('-')) + 1;
  const last = words.slice(cut);
  return words.slice(0, cut) + ordinalWord(last);
}

function ordinalWord(word) {
  if (IRREGULAR[word]) return IRREGULAR[word];
  return word.endsWith('y') ? `${word.slice(0, -1)}ieth` : `${word}th`;
}
