import { CHOICE, POSTFIX, POWER, UNARY, isRightToLeft } from './grammar.js';
import { ExprError, tokenize } from './tokens.js';

export function parse(text) {
  return new Parser(tokenize(text)).all();
}

class Parser {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  get token() {
    return this.tokens[this.at];
  }

  all() {
    const tree = this.expression(0);
    if (this.token.type !== 'end') this.unexpected();
    return tree;
  }

  expression(minimum) {
    let left = this.prefix();
    for (;;) {
      const { type, value } = this.token;
      if (type !== 'symbol') return left;
      if (value === '!' && POSTFIX >= minimum) {
        this.at++;
        left = { type: 'factorial', operand: left };
      } else if (value === '?' && CHOICE >= minimum) {
        left = this.choice(left);
      } else if (POWER[value] !== undefined && POWER[value] >= minimum) {
        this.at++;
        const right = this.expression(isRightToLeft(value) ? POWER[value] : POWER[value] + 1);
        left = { type: 'binary', operator: value, left, right };
      } else {
        return left;
      }
    }
  }

  prefix() {
    const token = this.token;
    if (token.type === 'number') {
      this.at++;
      return { type: 'number', value: token.value };
    }
    if (token.type === 'name') {
      this.at++;
      return this.take('(') ? this.call(token) : { type: 'name', name: token.value };
    }
    if (this.take('(')) {
      const inner = this.expression(0);
      this.expect(')');
      return inner;
    }
    if (this.take('-')) return { type: 'unary', operator: '-', operand: this.expression(UNARY) };
    if (this.take('!')) return { type: 'unary', operator: '!', operand: this.expression(UNARY) };
    return this.unexpected();
  }

  call(token) {
    const args = [];
    if (!this.take(')')) {
      do args.push(this.expression(0));
      while (this.take(','));
      this.expect(')');
    }
    return { type: 'call', name: token.value, args };
  }

  choice(test) {
    this.expect('?');
    const yes = this.expression(0);
    this.expect(':');
    const no = this.expression(CHOICE);
    return { type: 'choice', test, yes, no };
  }

  take(symbol) {
    if (this.token.type !== 'symbol' || this.token.value !== symbol) return false;
    this.at++;
    return true;
  }

  expect(symbol) {
    if (!this.take(symbol)) throw new ExprError(`Expected "${symbol}"`, this.token.position);
  }

  unexpected() {
    const { type, value, position } = this.token;
    throw new ExprError(type === 'end' ? 'Unexpected end' : `Unexpected "${value}"`, position);
  }
}
