export function startPosition() {
  return { line: 1, column: 1, offset: 0 };
}

/** The position after reading `text`. */
export function advance({ line, column, offset }, text) {
  let lines = 0;
  let last = -1;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\n') {
      lines += 1;
      last = i;
    }
  }
  return {
    line: line + lines,
    column: lines === 0 ? column + text.length : text.length - last,
    offset: offset + text.length,
  };
}

/** The source line with a marker below, for error messages. */
export function excerpt(text, { line, column }) {
  const source = text.split('\n')[line - 1] ?? '';
  const prefix = `${line} | `;
  return `${prefix}${source}\n${' '.repeat(prefix.length + column - 1)}^`;
}
