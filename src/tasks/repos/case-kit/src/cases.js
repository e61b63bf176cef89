'use strict';

const { isLower, isUpper, words } = require('./words');

const SMALL = new Set(['a', 'an', 'and', 'as', 'at', 'but', 'by', 'for', 'in', 'of', 'on', 'or', 'the', 'to', 'with']);

function capitalize(word) {
  const [first = '', ...rest] = word;
  return first.toUpperCase() + rest.join('').toLowerCase();
}

const lower = (word) => word.toLowerCase();

function joiner(separator, change) {
  return (text) => words(text).map(change).join(separator);
}

const snakeCase = joiner('_', lower);
const kebabCase = joiner('-', lower);
const dotCase = joiner('.', lower);
const constantCase = joiner('_', (word) => word.toUpperCase());
const pascalCase = joiner('', capitalize);
const camelCase = joiner('', (word, i) => (i === 0 ? lower(word) : capitalize(word)));
const sentenceCase = joiner(' ', (word, i) => (i === 0 ? capitalize(word) : lower(word)));

/** Small words stay small inside; words in capitals stay as they are. */
function titleCase(text) {
  const parts = text.trim().split(/\s+/);
  return parts
    .map((part, i) => {
      if (part.length > 1 && isAcronym(part)) return part;
      const inner = i > 0 && i < parts.length - 1 && !/[:.!?]$/.test(parts[i - 1]);
      if (inner && SMALL.has(part.toLowerCase())) return part.toLowerCase();
      return part.split('-').map(capitalize).join('-');
    })
    .join(' ');
}

function isAcronym(part) {
  const letters = [...part].filter((ch) => isUpper(ch) || isLower(ch));
  return letters.length > 1 && letters.every(isUpper);
}

function detectCase(text) {
  if (/^[a-z][a-z0-9]*$/.test(text)) return 'flat';
  if (/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(text)) return 'snake';
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(text)) return 'constant';
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(text)) return 'kebab';
  if (/^[a-z][A-Za-z0-9]*$/.test(text)) return 'camel';
  if (/^[A-Z][A-Za-z0-9]*$/.test(text)) return 'pascal';
  return null;
}

module.exports = {
  camelCase,
  capitalize,
  constantCase,
  detectCase,
  dotCase,
  kebabCase,
  pascalCase,
  sentenceCase,
  snakeCase,
  titleCase,
};
