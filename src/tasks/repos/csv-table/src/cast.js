const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

export function castCell(raw) {
  const text = raw.trim();
  if (text === '') return null;
  const lower = text.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  if (NUMBER.test(text) && !hasLeadingZero(text)) return Number(text);
  return raw;
}

/** Codes such as 007 stay text, 0.5 does not. */
function hasLeadingZero(text) {
  const digits = text.replace(/^[+-]/, '');
  return digits.length > 1 && digits[0] === '0' && digits[1] !== '.';
}
