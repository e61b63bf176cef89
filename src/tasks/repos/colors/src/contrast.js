import { color } from './color.js';
import { round } from './convert.js';

function linear(channel) {
  const value = channel / 255;
  return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

export function luminance(input) {
  const { r, g, b } = color(input).toRgb();
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** From 1 to 21, two decimals. */
export function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return round((light + 0.05) / (dark + 0.05), 2);
}

export function level(a, b) {
  const ratio = contrast(a, b);
  if (ratio >= 7) return 'AAA';
  if (ratio >= 4.5) return 'AA';
  return ratio >= 3 ? 'AA large' : 'fail';
}

export function readableOn(background, dark = '#000000', light = '#ffffff') {
  return contrast(background, dark) >= contrast(background, light) ? dark : light;
}
