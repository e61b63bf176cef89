/** `a.b[2]['odd key']` */
export function formatPath(path) {
  return path.reduce((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${text}['${key.replace(/'/g, "\\'")}']`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

export function plural(count, word) {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

export function typeName(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Date) return 'date';
  if (Number.isNaN(value)) return 'not a number';
  return typeof value;
}
