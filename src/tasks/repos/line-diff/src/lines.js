/** Splits into lines without their ends; a final newline adds no line. */
export function toLines(text) {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  return lines;
}

export function toText(lines, newline = true) {
  if (lines.length === 0) return '';
  return lines.join('\n') + (newline ? '\n' : '');
}

export function endsWithNewline(text) {
  return text === '' || text.endsWith('\n');
}
