export class LexError extends SyntaxError {
  constructor(message, { line, column, offset }) {
    super(`${message} at ${line}:${column}`);
    this.name = 'LexError';
    this.line = line;
    this.column = column;
    this.offset = offset;
  }
}
