'use strict';

const { words } = require('./words');

const LETTERS = { ß: 'ss', æ: 'ae', ø: 'o', œ: 'oe', đ: 'd', ł: 'l', þ: 'th' };
const SYMBOLS = { '&': ' and ', '@': ' at ', '%': ' percent ', '+': ' plus ' };

function toAscii(text) {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/[^\x00-\x7f]/g, (ch) => LETTERS[ch] || ' ')
    .replace(/[&@%+]/g, (ch) => SYMBOLS[ch]);
}

function slug(text, { separator = '-', maxLength = Infinity } = {}) {
  const parts = words(toAscii(text));
  let out = '';
  for (const part of parts) {
    const next = out === '' ? part : out + separator + part;
    if (next.length > maxLength) return out === '' ? part.slice(0, maxLength) : out;
    out = next;
  }
  return out;
}

function uniqueSlug(text, taken, options) {
  const base = slug(text, options) || 'untitled';
  const used = new Set(taken);
  if (!used.has(base)) return base;
  let number = 2;
  while (used.has(`${base}-${number}`)) number += 1;
  return `${base}-${number}`;
}

module.exports = { slug, uniqueSlug };
