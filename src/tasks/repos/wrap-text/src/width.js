const WIDE = [
  [0x1100, 0x115f],
  [0x2e80, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xff00, 0xff60],
  [0x1f300, 0x1faff],
];

export function charWidth(ch) {
  const code = ch.codePointAt(0);
  if (code < 32 || (code >= 0x7f && code < 0xa0)) return 0;
  if (code >= 0x300 && code <= 0x36f) return 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

export function textWidth(text) {
  let width = 0;
  for (const ch of text) width += charWidth(ch);
  return width;
}

/** The longest beginning of a text that fits. */
export function takeWidth(text, limit) {
  let width = 0;
  let out = '';
  for (const ch of text) {
    width += charWidth(ch);
    if (width > limit) break;
    out += ch;
  }
  return out;
}

export function takeEnd(text, limit) {
  let width = 0;
  let out = '';
  for (const ch of [...text].reverse()) {
    width += charWidth(ch);
    if (width > limit) break;
    out = ch + out;
  }
  return out;
}
