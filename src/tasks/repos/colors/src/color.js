import { rgbToHex, rgbToHsl, rgbToString, round } from './convert.js';
import { clamp, hslToRgb, parseColor } from './parse.js';

export class Color {
  #rgb;

  constructor({ r, g, b, a = 1 }) {
    this.#rgb = { r, g, b, a };
  }

  toRgb() {
    return { ...this.#rgb };
  }

  toHex() {
    return rgbToHex(this.#rgb);
  }

  toHsl() {
    const { h, s, l } = rgbToHsl(this.#rgb);
    return { h: Math.round(h) % 360, s: Math.round(s), l: Math.round(l), a: round(this.#rgb.a, 3) };
  }

  toString() {
    return rgbToString(this.#rgb);
  }

  lighten(amount) {
    return this.#change(({ h, s, l }) => [h, s, l + amount]);
  }

  darken(amount) {
    return this.lighten(-amount);
  }

  saturate(amount) {
    return this.#change(({ h, s, l }) => [h, s + amount, l]);
  }

  rotate(degrees) {
    return this.#change(({ h, s, l }) => [h + degrees, s, l]);
  }

  gray() {
    return this.saturate(-100);
  }

  alpha(value) {
    return new Color({ ...this.#rgb, a: clamp(value, 0, 1) });
  }

  invert() {
    const { r, g, b, a } = this.#rgb;
    return new Color({ r: 255 - r, g: 255 - g, b: 255 - b, a });
  }

  #change(edit) {
    const [h, s, l] = edit(rgbToHsl(this.#rgb));
    return new Color({ ...hslToRgb(h, clamp(s, 0, 100), clamp(l, 0, 100)), a: this.#rgb.a });
  }
}

export function color(input) {
  if (input instanceof Color) return input;
  return new Color(typeof input === 'string' ? parseColor(input) : input);
}
