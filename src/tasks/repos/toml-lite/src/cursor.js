export class TomlError extends Error {
  constructor(message, line, column) {
    super(`${message} at ${line}:${column}`);
    this.name = 'TomlError';
    this.line = line;
    this.column = column;
  }
}

export class Cursor {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  get done() {
    return this.at >= this.text.length;
  }

  peek(offset = 0) {
    return this.text[this.at + offset] ?? '';
  }

  next() {
    const ch = this.peek();
    this.at += 1;
    return ch;
  }

  startsWith(word) {
    return this.text.startsWith(word, this.at);
  }

  take(word) {
    if (!this.startsWith(word)) return false;
    this.at += word.length;
    return true;
  }

  expect(word) {
    if (!this.take(word)) this.fail(`Expected "${word}"`);
  }

  takeWhile(test) {
    const start = this.at;
    while (!this.done && test(this.peek())) this.at += 1;
    return this.text.slice(start, this.at);
  }

  skipBlanks() {
    this.takeWhile((ch) => ch === ' ' || ch === '\t');
  }

  /** Skips spaces, newlines and comments. */
  skipTrivia() {
    for (;;) {
      this.takeWhile((ch) => /\s/.test(ch));
      if (this.peek() !== '#') return;
      this.takeWhile((ch) => ch !== '\n');
    }
  }

  endLine() {
    this.skipBlanks();
    if (this.peek() === '#') this.takeWhile((ch) => ch !== '\n');
    if (this.done || this.take('\r\n') || this.take('\n')) return;
    this.fail('Expected the end of the line');
  }

  fail(message, at = this.at) {
    const before = this.text.slice(0, at).split('\n');
    throw new TomlError(message, before.length, before[before.length - 1].length + 1);
  }
}
