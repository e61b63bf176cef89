const FIELD = /(?:^|\s)([A-Za-z_][\w.]*)=("(?:[^"\\]|\\.)*"|\S+)/g;

export function readScalar(text) {
  if (text.startsWith('"') && text.endsWith('"') && text.length > 1) return text.slice(1, -1).replace(/\\(.)/g, '$1');
  if (text === 'true') return true;
  if (text === 'false') return false;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Takes key=value pairs out of a message. */
export function extractFields(message) {
  const fields = {};
  const rest = message.replace(FIELD, (_, key, value) => {
    fields[key] = readScalar(value);
    return '';
  });
  return { message: rest.trim(), fields };
}

const UNITS = { us: 0.001, ms: 1, s: 1000, m: 60_000 };

/** The first duration named in a text, in milliseconds. */
export function findDuration(text) {
  const match = /(?:^|[\s(=])(\d+(?:\.\d+)?)(us|ms|s|m)(?![\w])/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2]] : null;
}
