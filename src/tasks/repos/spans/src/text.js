import { check } from './span.js';

const SPAN = /^(-?\d+(?:\.\d+)?)(?:-|\.\.)(-?\d+(?:\.\d+)?)$/;

export function parse(text) {
  return text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => {
      const match = SPAN.exec(part);
      if (!match) throw new SyntaxError(`not a span: ${part}`);
      return check([Number(match[1]), Number(match[2])]);
    });
}

export function format(list) {
  return list.map(([start, end]) => (start < 0 || end < 0 ? `${start}..${end}` : `${start}-${end}`)).join(' ');
}
