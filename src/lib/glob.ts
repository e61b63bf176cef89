/**
 * One rule of a .gitignore against a path, in time that grows with rule times path and never faster: a rule is somebody
 * else's, and as a regular expression `*a*a*a*b` takes minutes over one name.
 */

type GlobToken =
  { star: true } | { any: true } | { char: string } | { set: [from: string, to: string][]; not: boolean };

export interface GlobRule {
  negated: boolean;
  /** Only folders. */
  dir: boolean;
  /** Of each part between slashes; null = `**`, any number of folders. */
  parts: (GlobToken[] | string | null)[];
}

/** Null for a comment, an empty line, or what git takes for none. */
export function globRule(line: string): GlobRule | null {
  let text = line.replace(/\r$/, '').replace(/((?:^|[^\\])(?:\\\\)*)[ \t]+$/, '$1');
  if (text === '' || text.startsWith('#')) return null;
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const dir = text.endsWith('/');
  if (dir) text = text.replace(/\/+$/, '');
  if (text === '') return null;
  const anchored = text.includes('/');
  const all = text.replace(/^\//, '').split('/').map(partOf);
  const parts = all.filter((part) => part !== undefined);
  if (parts.length < all.length) return null;
  return { negated, dir, parts: anchored ? parts : [null, ...parts] };
}

/** Case does not count, as it does not on many disks. */
export function matches({ dir, parts }: GlobRule, names: readonly string[], isFolder: boolean): boolean {
  if (dir && !isFolder) return false;
  // `**` takes as few names as it can and one more whenever the rest does not fit: greedy is exact here.
  let [i, j, back, from] = [0, 0, -1, 0];
  while (j < names.length) {
    const part = parts[i];
    if (part === null) {
      if (i === parts.length - 1) return true; // what is inside, at any depth; at least one name is left
      [back, from] = [i++, j];
    } else if (part !== undefined && fits(part, names[j]!)) {
      i++;
      j++;
    } else if (back >= 0) {
      i = back + 1;
      j = ++from;
    } else return false;
  }
  return i === parts.length;
}

function partOf(text: string): GlobToken[] | string | null | undefined {
  if (text === '**') return null;
  if (!/[*?[\\]/.test(text)) return text.toLowerCase();
  const tokens: GlobToken[] = [];
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '*') {
      if (!('star' in (tokens.at(-1) ?? {}))) tokens.push({ star: true });
    } else if (char === '?') tokens.push({ any: true });
    else if (char === '\\') {
      if (++i >= text.length) return undefined;
      tokens.push({ char: text[i]!.toLowerCase() });
    } else if (char === '[') {
      const close = text.indexOf(']', i + (/^\[[!^]?\]/.test(text.slice(i)) ? text.slice(i).indexOf(']') + 1 : 1));
      if (close < 0) return undefined;
      tokens.push(setOf(text.slice(i + 1, close)));
      i = close;
    } else tokens.push({ char: char.toLowerCase() });
  }
  return tokens;
}

function setOf(text: string): GlobToken {
  const not = /^[!^]/.test(text);
  const set: [string, string][] = [];
  const chars = [...text.slice(not ? 1 : 0).replace(/\\(.)/g, '$1')];
  for (let i = 0; i < chars.length; i++) {
    const range = chars[i + 1] === '-' && i + 2 < chars.length;
    set.push([chars[i]!, range ? chars[i + 2]! : chars[i]!]);
    if (range) i += 2;
  }
  return { set, not };
}

const fitsChar = (token: GlobToken, char: string): boolean => {
  if ('any' in token) return true;
  if ('char' in token) return token.char === char.toLowerCase();
  if (!('set' in token)) return false;
  const inside = (c: string) => token.set.some(([from, to]) => c >= from && c <= to);
  return (inside(char) || inside(char.toLowerCase()) || inside(char.toUpperCase())) !== token.not;
};

function fits(part: GlobToken[] | string, name: string): boolean {
  if (typeof part === 'string') return part.length === name.length && part === name.toLowerCase();
  let [i, j, back, from] = [0, 0, -1, 0];
  while (j < name.length) {
    const token = part[i];
    if (token && 'star' in token) [back, from] = [i++, j];
    else if (token && fitsChar(token, name[j]!)) [i, j] = [i + 1, j + 1];
    else if (back >= 0) [i, j] = [back + 1, ++from];
    else return false;
  }
  while (part[i] && 'star' in part[i]!) i++;
  return i === part.length;
}
