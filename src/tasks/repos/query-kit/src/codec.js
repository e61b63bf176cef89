'use strict';

const KEEP = /[A-Za-z0-9\-_.~!*'()]/;

function encode(text) {
  let out = '';
  for (const ch of String(text)) {
    out += KEEP.test(ch) ? ch : encodeURIComponent(ch);
  }
  return out;
}

/** Bad percent sequences are left as they are. */
function decode(text) {
  const spaced = text.replace(/\+/g, ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced.replace(/(%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    });
  }
}

function readType(text) {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

module.exports = { decode, encode, readType };
