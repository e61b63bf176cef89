export function stringify(rows, { delimiter = ',', quote = '"', columns, eol = '\n' } = {}) {
  const lines = [];
  const records = rows.length > 0 && !Array.isArray(rows[0]);
  const names = columns ?? (records ? collectNames(rows) : null);
  const cell = (value) => quoteCell(toText(value), delimiter, quote);

  if (names) lines.push(names.map(cell).join(delimiter));
  for (const row of rows) {
    const values = Array.isArray(row) ? row : names.map((name) => row[name]);
    lines.push(values.map(cell).join(delimiter));
  }
  return lines.length === 0 ? '' : lines.join(eol) + eol;
}

function collectNames(records) {
  const names = new Set();
  for (const record of records) {
    for (const name of Object.keys(record)) names.add(name);
  }
  return [...names];
}

function toText(value) {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return String(value);
}

function quoteCell(text, delimiter, quote) {
  const padded = text !== text.trim();
  const special = text.includes(delimiter) || text.includes(quote) || /[\r\n]/.test(text);
  if (!padded && !special) return text;
  return quote + text.split(quote).join(quote + quote) + quote;
}
