const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const NAMED = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®', hellip: '…', mdash: '—', ndash: '–', euro: '€',
};

export function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (ch) => ESCAPES[ch]);
}

export function unescapeHtml(text) {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name] : whole;
    return fromCode(decimal === undefined ? parseInt(hex, 16) : parseInt(decimal, 10));
  });
}

function fromCode(code) {
  const surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code === 0 || code > 0x10ffff || surrogate) return '\ufffd';
  return String.fromCodePoint(code);
}
