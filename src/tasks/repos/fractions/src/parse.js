'use strict';

const PLAIN = /^([+-]?)(\d+)$/;
const RATIO = /^([+-]?)(?:(\d+)\s+)?(\d+)\s*\/\s*(\d+)$/;
const DECIMAL = /^([+-]?)(\d*)\.(\d*)(?:\((\d+)\))?$/;

function signed(sign, n, d) {
  return { n: sign === '-' ? -n : n, d };
}

function parseDecimal(sign, whole, fixed, repeating) {
  const scale = 10 ** fixed.length;
  const head = Number(whole + fixed);
  if (!repeating) return signed(sign, head, scale);
  const nines = 10 ** repeating.length - 1;
  return signed(sign, head * nines + Number(repeating), scale * nines);
}

/** Reads text and returns an unreduced numerator and denominator. */
function parse(text) {
  const source = text.trim();
  let match = PLAIN.exec(source);
  if (match) return signed(match[1], Number(match[2]), 1);
  match = RATIO.exec(source);
  if (match) {
    const d = Number(match[4]);
    return signed(match[1], Number(match[2] || 0) * d + Number(match[3]), d);
  }
  match = DECIMAL.exec(source);
  if (match && (match[2] || match[3] || match[4])) return parseDecimal(match[1], match[2], match[3], match[4]);
  throw new SyntaxError('not a fraction: ' + JSON.stringify(text));
}

module.exports = { parse };
