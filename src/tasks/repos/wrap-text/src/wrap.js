import { takeWidth, textWidth } from './width.js';

export function wrap(text, { width = 80, indent = '', hanging = indent, breakWords = true } = {}) {
  if (width - Math.max(textWidth(indent), textWidth(hanging)) < 1) throw new RangeError(`Width ${width} is too small`);
  return text
    .split('\n')
    .map((line) => wrapLine(line, width, indent, hanging, breakWords).join('\n'))
    .join('\n');
}

function wrapLine(line, width, indent, hanging, breakWords) {
  const lines = [];
  let current = indent;
  let empty = true;

  const flush = () => {
    lines.push(current.trimEnd());
    current = hanging;
    empty = true;
  };

  for (const word of line.split(/\s+/).filter(Boolean)) {
    const gap = empty ? 0 : 1;
    if (!empty && textWidth(current) + gap + textWidth(word) > width) flush();
    let rest = word;
    while (breakWords && textWidth(current) + textWidth(rest) > width && empty) {
      const piece = takeWidth(rest, width - textWidth(current)) || [...rest][0];
      current += piece;
      rest = rest.slice(piece.length);
      if (rest === '') break;
      flush();
    }
    if (rest !== '') {
      current += (empty ? '' : ' ') + rest;
    }
    empty = false;
  }
  if (!empty || lines.length === 0) lines.push(current.trimEnd());
  return lines;
}

export function indent(text, by = 2) {
  const prefix = typeof by === 'number' ? ' '.repeat(by) : by;
  return text
    .split('\n')
    .map((line) => (line.trim() === '' ? line : prefix + line))
    .join('\n');
}

/** Takes away the white space that all lines share, and blank lines at both ends. */
export function dedent(text) {
  const lines = text.split('\n');
  while (lines.length > 0 && lines[0].trim() === '') lines.shift();
  while (lines.length > 0 && lines[lines.length - 1].trim() === '') lines.pop();
  let shared = Infinity;
  for (const line of lines) {
    if (line.trim() === '') continue;
    shared = Math.min(shared, line.length - line.trimStart().length);
  }
  return lines.map((line) => (line.trim() === '' ? '' : line.slice(shared))).join('\n');
}
