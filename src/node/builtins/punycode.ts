/** punycode: domain names through the platform's URL, code points directly. */
import type { Guest } from '../guest';

export const punycode: Guest = {
  version: '2.3.1',
  ucs2: {
    decode: (text: string) => Array.from(text, (c) => c.codePointAt(0)!),
    encode: (points: number[]) => String.fromCodePoint(...points),
  },
  toASCII: (domain: string) =>
    domain
      .split('@')
      .map((part) =>
        part
          .split('.')
          .map((label) =>
            /^[\0-\x7f]*$/.test(label) ? label : 'xn--' + punycode.encode(label.normalize('NFC').toLowerCase()),
          )
          .join('.'),
      )
      .join('@'),
  toUnicode: (domain: string) =>
    domain
      .split('.')
      .map((label) => (label.startsWith('xn--') ? punycode.decode(label.slice(4).toLowerCase()) : label))
      .join('.'),
  encode(text: string) {
    const points: number[] = punycode.ucs2.decode(text);
    let out = points
      .filter((point) => point < 128)
      .map((point) => String.fromCharCode(point))
      .join('');
    const basic = out.length;
    let handled = basic;
    if (basic) out += '-';
    let n = 128;
    let delta = 0;
    let bias = 72;
    while (handled < points.length) {
      const next = Math.min(...points.filter((point) => point >= n));
      delta += (next - n) * (handled + 1);
      n = next;
      for (const point of points) {
        if (point < n) delta++;
        if (point !== n) continue;
        let q = delta;
        for (let k = 36; ; k += 36) {
          const t = threshold(k, bias);
          if (q < t) break;
          out += digit(t + ((q - t) % (36 - t)));
          q = Math.floor((q - t) / (36 - t));
        }
        out += digit(q);
        bias = adapt(delta, handled + 1, handled === basic);
        delta = 0;
        handled++;
      }
      delta++;
      n++;
    }
    return out;
  },
  decode(text: string) {
    const at = text.lastIndexOf('-');
    const out: number[] = at > 0 ? punycode.ucs2.decode(text.slice(0, at)) : [];
    let n = 128;
    let i = 0;
    let bias = 72;
    for (let index = at > 0 ? at + 1 : 0; index < text.length;) {
      const old = i;
      for (let w = 1, k = 36; ; k += 36) {
        const value = parseInt(text[index++] ?? '', 36);
        const d = Number.isNaN(value) ? NaN : value < 10 ? value + 26 : value - 10;
        if (Number.isNaN(d)) throw new RangeError('Invalid input');
        i += d * w;
        const t = threshold(k, bias);
        if (d < t) break;
        w *= 36 - t;
      }
      bias = adapt(i - old, out.length + 1, old === 0);
      n += Math.floor(i / (out.length + 1));
      i %= out.length + 1;
      out.splice(i++, 0, n);
    }
    return String.fromCodePoint(...out);
  },
};
const threshold = (k: number, bias: number) => (k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias);
const digit = (d: number) => String.fromCharCode(d < 26 ? d + 97 : d + 22);
function adapt(delta: number, count: number, first: boolean): number {
  let k = 0;
  delta = first ? Math.floor(delta / 700) : delta >> 1;
  delta += Math.floor(delta / count);
  for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
  return Math.floor(k + (36 * delta) / (delta + 38));
}
