'use strict';

/** Cuts a line into arguments: quotes group, a backslash keeps the next character. */
function splitCommandLine(text) {
  const args = [];
  let current = '';
  let started = false;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const ch = text[i];
    if (quote !== '') {
      if (ch === quote) quote = '';
      else if (ch === '\\' && quote === '"' && i + 1 < text.length) current += text[++i];
      else current += ch;
    } else if (ch === '"' || ch === "'") {
      quote = ch;
      started = true;
    } else if (ch === '\\' && i + 1 < text.length) {
      current += text[++i];
      started = true;
    } else if (/\s/.test(ch)) {
      if (started) args.push(current);
      current = '';
      started = false;
    } else {
      current += ch;
      started = true;
    }
  }
  if (quote !== '') throw new SyntaxError(`Quote ${quote} is not closed`);
  if (started) args.push(current);
  return args;
}

module.exports = { splitCommandLine };
