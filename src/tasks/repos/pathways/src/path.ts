import type { Params } from './types.ts';

export function splitPath(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

export function joinPaths(...parts: string[]): string {
  const out: string[] = [];
  for (const part of parts.flatMap(splitPath)) {
    if (part === '..') out.pop();
    else if (part !== '.') out.push(part);
  }
  return '/' + out.join('/');
}

/** How to get from one path to another with `..` steps. */
export function relativePath(from: string, to: string): string {
  const a = splitPath(from);
  const b = splitPath(to);
  let shared = 0;
  while (shared < a.length && shared < b.length && a[shared] === b[shared]) shared++;
  const steps = [...a.slice(shared).map(() => '..'), ...b.slice(shared)];
  return steps.join('/') || '.';
}

export function splitUrl(url: string): { path: string; query: Params } {
  const [beforeHash = ''] = url.split('#');
  const at = beforeHash.indexOf('?');
  if (at === -1) return { path: beforeHash, query: {} };
  const query: Params = {};
  for (const pair of beforeHash.slice(at + 1).split('&')) {
    if (pair === '') continue;
    const [key = '', ...rest] = pair.split('=');
    query[decode(key)] = decode(rest.join('='));
  }
  return { path: beforeHash.slice(0, at), query };
}

export function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, '%20'));
  } catch {
    return text;
  }
}
