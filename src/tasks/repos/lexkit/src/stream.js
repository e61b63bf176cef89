import { LexError } from './errors.js';

const END = 'end';

export class TokenStream {
  #source;
  #buffer = [];
  #last = { line: 1, column: 1, offset: 0 };

  constructor(tokens) {
    this.#source = tokens[Symbol.iterator]();
  }

  peek(ahead = 0) {
    while (this.#buffer.length <= ahead) {
      const { value, done } = this.#source.next();
      this.#buffer.push(done ? { type: END, text: '', value: undefined, ...this.#last } : value);
      if (!done) this.#last = { line: value.line, column: value.column + value.text.length, offset: value.offset + value.text.length };
    }
    return this.#buffer[ahead];
  }

  next() {
    const token = this.peek();
    if (token.type !== END) this.#buffer.shift();
    return token;
  }

  get done() {
    return this.peek().type === END;
  }

  is(type, text) {
    const token = this.peek();
    return token.type === type && (text === undefined || token.text === text);
  }

  take(type, text) {
    return this.is(type, text) ? this.next() : null;
  }

  expect(type, text) {
    const token = this.take(type, text);
    if (token) return token;
    const found = this.peek();
    const wanted = text === undefined ? type : `"${text}"`;
    const got = found.type === END ? 'the end' : `"${found.text}"`;
    throw new LexError(`Expected ${wanted} but found ${got}`, found);
  }

  /** Calls `read` until `type` comes, and takes that too. */
  many(read, type, text) {
    const items = [];
    while (!this.take(type, text)) {
      if (this.done) this.expect(type, text);
      items.push(read(this));
    }
    return items;
  }

  separated(read, type, text) {
    const items = [read(this)];
    while (this.take(type, text)) items.push(read(this));
    return items;
  }
}
