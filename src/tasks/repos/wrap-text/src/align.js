import { takeEnd, takeWidth, textWidth } from './width.js';

export function align(line, width, mode = 'left') {
  const space = width - textWidth(line);
  if (space <= 0) return line;
  switch (mode) {
    case 'left':
      return line + ' '.repeat(space);
    case 'right':
      return ' '.repeat(space) + line;
    case 'center': {
      const before = Math.floor(space / 2);
      return ' '.repeat(before) + line + ' '.repeat(space - before);
    }
    case 'justify':
      return justify(line, width);
    default:
      throw new TypeError(`Unknown alignment "${mode}"`);
  }
}

/** Spreads the space over the gaps, the first gaps get what is left over. */
function justify(line, width) {
  const words = line.trim().split(/\s+/);
  const gaps = words.length - 1;
  if (gaps === 0) return align(words[0], width, 'left');
  const space = width - words.reduce((sum, word) => sum + textWidth(word), 0);
  const each = Math.floor(space / gaps);
  const extra = space % gaps;
  return words.reduce((out, word, i) => out + ' '.repeat(i <= extra ? each + 1 : each) + word);
}

export function truncate(text, width, { position = 'end', mark = '…' } = {}) {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(mark);
  if (room <= 0) return takeWidth(mark, width);
  if (position === 'start') return mark + takeEnd(text, room);
  if (position === 'middle') {
    const head = Math.ceil(room / 2);
    return takeWidth(text, head) + mark + takeEnd(text, room - head);
  }
  return takeWidth(text, room) + mark;
}
