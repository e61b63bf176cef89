/** JSON objects in a text, as models write them. Pure and total. */
import type { Json } from '../../lib/json';

/** Index after the brace that closes the one at `start`, or -1. */
export function closing(text: string, start: number): number {
  const quotes = isPython(text.slice(start, start + 40)) ? `"'` : '"';
  let depth = 0;
  let quoted = '';
  for (let i = start; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c === '\\') i++;
      else if (c === quoted) quoted = '';
    } else if (quotes.includes(c)) quoted = c;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i + 1;
  }
  return -1;
}

/** A dictionary as Python prints it. */
const isPython = (text: string) => /^\{\s*'\w+'\s*:/.test(text);

export function read(json: string): Json | undefined {
  for (const candidate of [json, repaired(isPython(json) ? unpythoned(json) : json)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null) return value as Json;
    } catch {
      // the next candidate, or nothing
    }
  }
  return undefined;
}

/** Escapes raw control characters inside strings, mends escapes that JSON does not have; outside drops trailing commas and comments, quotes bare keys. */
function repaired(json: string): string {
  const bare = json.replace(OUTSIDE, (part) =>
    part[0] === '"' ? part.replace(ESCAPE, mended).replace(/\r?\n/g, '\\n').replace(/\t/g, '\\t') : '',
  );
  return bare.replace(KEYS, (part, lead?: string, key?: string) => (key === undefined ? part : `${lead}"${key}"`));
}

const OUTSIDE = /"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])|(?<=[\s{,])\/\/[^\n]*/g;
const KEYS = /"(?:[^"\\]|\\[\s\S])*"|([{,]\s*)([A-Za-z_]\w*)(?=\s*:)/g;

function unpythoned(text: string): string {
  return text.replace(
    /"(?:[^"\\]|\\[\s\S])*"|'((?:[^'\\]|\\[\s\S])*)'|\b(?:True|False|None)\b/g,
    (part, inner?: string) => {
      if (inner !== undefined) return `"${inner.replace(/\\'/g, "'").replace(/(?<!\\)"/g, '\\"')}"`;
      return part[0] === '"' ? part : { True: 'true', False: 'false', None: 'null' }[part]!;
    },
  );
}

/** In pairs from the left, so that the second half of `\\` begins nothing. */
const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|[\s\S])/g;

function mended(escape: string): string {
  const c = escape[1]!;
  if (c === "'" || c === '`') return c; // quotes of the language, escaped as if the string stood in it
  return escape.length > 2 || '"\\/bfnrt'.includes(c) ? escape : `\\${escape}`;
}
