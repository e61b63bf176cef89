import { Color, color } from './color.js';

/** `weight` is the share of the second colour. */
export function mix(a, b, weight = 0.5) {
  const left = color(a).toRgb();
  const right = color(b).toRgb();
  const channel = (name) => Math.round(blend(left[name], right[name], weight));
  return new Color({ r: channel('r'), g: channel('g'), b: channel('b'), a: blend(left.a, right.a, weight) });
}

function blend(from, to, weight) {
  return from + (to - from) * weight;
}

export function scale(from, to, steps) {
  if (steps < 2) throw new RangeError('A scale needs at least two steps');
  return Array.from({ length: steps }, (_, i) => mix(from, to, i / (steps - 1)).toHex());
}
