export function parseMatrix(text) {
  return text
    .split(/[;\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/[\s,]+/).map(parseValue));
}

function parseValue(word) {
  const match = /^(-?[\d.]+)(?:\/(\d+))?$/.exec(word);
  if (!match) throw new SyntaxError(`not a number: ${word}`);
  return match[2] ? Number(match[1]) / Number(match[2]) : Number(match[1]);
}

function formatValue(value) {
  const rounded = Math.round(value * 1000) / 1000;
  return String(rounded === 0 ? 0 : rounded);
}

export function formatMatrix(rows) {
  const cells = rows.map((row) => row.map(formatValue));
  const widths = cells[0].map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  return cells.map((row) => `[${row.map((cell, c) => cell.padStart(widths[c])).join(' ')}]`).join('\n');
}
