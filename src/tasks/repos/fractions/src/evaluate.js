'use strict';

const { fraction } = require('./fraction');

function tokenize(text) {
  const tokens = text.match(/\d*\.\d*(?:\(\d+\))?|\d+|[-+*/()]|\S/g) || [];
  for (const token of tokens) {
    if (!/^[\d.]|^[-+*/()]$/.test(token)) throw new SyntaxError('unexpected ' + token);
  }
  return tokens;
}

/** Evaluates + - * / with brackets and signs. */
function evaluate(text) {
  const tokens = tokenize(text);
  let at = 0;

  function factor() {
    const token = tokens[at++];
    if (token === undefined) throw new SyntaxError('unexpected end');
    if (token === '-') return factor().neg();
    if (token === '(') {
      const inner = sum();
      if (tokens[at++] !== ')') throw new SyntaxError('missing )');
      return inner;
    }
    if (!/\d/.test(token)) throw new SyntaxError('unexpected ' + token);
    return fraction(token);
  }

  function product() {
    let left = factor();
    while (tokens[at] === '*' || tokens[at] === '/') {
      left = tokens[at++] === '*' ? left.mul(factor()) : left.div(factor());
    }
    return left;
  }

  function sum() {
    let left = product();
    while (tokens[at] === '+' || tokens[at] === '-') {
      left = tokens[at++] === '+' ? left.add(product()) : left.sub(product());
    }
    return left;
  }

  const result = sum();
  if (at < tokens.length) throw new SyntaxError('unexpected ' + tokens[at]);
  return result;
}

module.exports = { evaluate };
