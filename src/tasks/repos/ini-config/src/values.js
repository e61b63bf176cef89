const ESCAPES = { n: '\n', t: '\t', '"': '"', '\\': '\\' };

export function readValue(raw) {
  const text = stripComment(raw).trim();
  if (text === '') return '';
  if (isQuoted(text)) return unescape(text.slice(1, -1));
  switch (text.toLowerCase()) {
    case 'true':
    case 'yes':
    case 'on':
      return true;
    case 'false':
    case 'no':
    case 'off':
      return false;
    case 'null':
      return null;
  }
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

function isQuoted(text) {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"');
}

function unescape(text) {
  return text.replace(/\\(.)/g, (whole, ch) => ESCAPES[ch] ?? whole);
}

/** A comment starts at ; or # after white space, outside quotes. */
export function stripComment(text) {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const ch = text[i];
    if (quoted && ch === '\\') i++;
    else if (ch === '"') quoted = !quoted;
    else if (!quoted && (ch === ';' || ch === '#') && (i === 0 || /\s/.test(text[i - 1]))) return text.slice(0, i);
  }
  return text;
}

export function writeValue(value) {
  if (value === null) return 'null';
  if (typeof value !== 'string') return String(value);
  if (value !== '' && readValue(value) === value && value.trim() === value) return value;
  const escaped = value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  return `"${escaped}"`;
}
