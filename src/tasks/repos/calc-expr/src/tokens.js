const SYMBOLS = ['<=', '>=', '==', '!=', '&&', '||', '+', '-', '*', '/', '%', '^', '!', '<', '>', '(', ')', ',', '?', ':'];

export class ExprError extends Error {
  constructor(message, position) {
    super(`${message} at ${position}`);
    this.name = 'ExprError';
    this.position = position;
  }
}

const isDigit = (ch) => ch >= '0' && ch <= '9';
const isLetter = (ch) => (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch === '_';

export function tokenize(text) {
  const tokens = [];
  let at = 0;
  while (at < text.length) {
    const ch = text[at];
    if (ch === ' ' || ch === '\t' || ch === '\n') {
      at++;
      continue;
    }
    const start = at;
    if (isDigit(ch) || (ch === '.' && isDigit(text[at + 1] ?? ''))) {
      at = numberEnd(text, at);
      tokens.push({ type: 'number', value: Number(text.slice(start, at)), position: start });
    } else if (isLetter(ch)) {
      while (at < text.length && (isLetter(text[at]) || isDigit(text[at]))) at++;
      tokens.push({ type: 'name', value: text.slice(start, at), position: start });
    } else {
      const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, at));
      if (!symbol) throw new ExprError(`Unexpected "${ch}"`, at);
      at += symbol.length;
      tokens.push({ type: 'symbol', value: symbol, position: start });
    }
  }
  tokens.push({ type: 'end', value: '', position: text.length });
  return tokens;
}

function numberEnd(text, start) {
  let at = start;
  while (isDigit(text[at] ?? '')) at++;
  if (text[at] === '.') {
    at++;
    while (isDigit(text[at] ?? '')) at++;
  }
  if (text[at] === 'e' || text[at] === 'E') {
    const sign = text[at + 1] === '-' || text[at + 1] === '+' ? 1 : 0;
    if (isDigit(text[at + 1 + sign] ?? '')) {
      at += 1 + sign;
      while (isDigit(text[at] ?? '')) at++;
    }
  }
  return at;
}
