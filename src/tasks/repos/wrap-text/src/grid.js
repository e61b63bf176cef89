import { align as alignText } from './align.js';
import { textWidth } from './width.js';

export function table(rows, { align = [], gap = 2, header = false } = {}) {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '')));
  const count = Math.max(0, ...cells.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, i) => Math.max(...cells.map((row) => textWidth(row[i] ?? ''))));
  const between = ' '.repeat(gap);
  const lines = cells.map((row) =>
    widths
      .map((width, i) => alignText(row[i] ?? '', width, align[i] ?? 'left'))
      .join(between)
      .trimEnd(),
  );
  if (header && lines.length > 0) lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join(between));
  return lines.join('\n');
}

/** Fills columns from top to bottom, as many as fit. */
export function columns(items, width, gap = 2) {
  if (items.length === 0) return '';
  const cell = Math.max(...items.map(textWidth)) + gap;
  const count = Math.max(1, Math.min(items.length, Math.floor((width + gap) / cell)));
  const height = Math.ceil(items.length / count);
  const lines = [];
  for (let row = 0; row < height; row++) {
    const line = [];
    for (let i = row; i < items.length; i += height) line.push(alignText(items[i], cell));
    lines.push(line.join('').trimEnd());
  }
  return lines.join('\n');
}

export function box(text, { title = '', padding = 1 } = {}) {
  const lines = text.split('\n');
  const side = ' '.repeat(padding);
  const inner = Math.max(...lines.map(textWidth), textWidth(title) + (title ? 2 : 0) - 2 * padding);
  const width = inner + 2 * padding;
  const label = title ? ` ${title} ` : '';
  const top = `+${label}${'-'.repeat(width - textWidth(label))}+`;
  const body = lines.map((line) => `|${side}${alignText(line, inner)}${side}|`);
  return [top, ...body, `+${'-'.repeat(width)}+`].join('\n');
}
