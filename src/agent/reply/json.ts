/** JSON objects in a text, as models write them. Pure and total. */

/** Index after the brace that closes the one at `start`, or -1. */
export function closing(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '\\') i++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '{') depth++;
    else if (c === '}' && --depth === 0) return i + 1;
  }
  return -1;
}

export type Plain = Record<string, unknown>;

export function read(json: string): Plain | undefined {
  for (const candidate of [json, repaired(json)]) {
    try {
      const value: unknown = JSON.parse(candidate);
      if (typeof value === 'object' && value !== null) return value as Plain;
    } catch {
      // the next candidate, or nothing
    }
  }
  return undefined;
}

/** Escapes raw control characters inside strings, mends escapes that JSON does not have; drops trailing commas outside. */
function repaired(json: string): string {
  return json.replace(/"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])/g, (part) =>
    part === ',' ? '' : part.replace(ESCAPE, mended).replace(/\r?\n/g, '\\n').replace(/\t/g, '\\t'),
  );
}

/** In pairs from the left, so that the second half of `\\` begins nothing. */
const ESCAPE = /\\(?:u[0-9a-fA-F]{4}|[\s\S])/g;

function mended(escape: string): string {
  const c = escape[1]!;
  if (c === "'" || c === '`') return c; // quotes of the language, escaped as if the string stood in it
  return escape.length > 2 || '"\\/bfnrt'.includes(c) ? escape : `\\${escape}`;
}
