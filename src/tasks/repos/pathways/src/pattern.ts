import { splitPath } from './path.ts';
import type { Segment } from './types.ts';

const PARAM = /^:([A-Za-z_]\w*)(?:\((.+)\))?(\?)?$/;

export function parsePattern(pattern: string): Segment[] {
  const segments = splitPath(pattern).map((text) => parseSegment(text, pattern));
  const names = new Set<string>();
  segments.forEach((segment, i) => {
    if (segment.kind === 'fixed') return;
    if (names.has(segment.name)) throw new Error(`Parameter "${segment.name}" is used twice in "${pattern}"`);
    names.add(segment.name);
    if (segment.kind === 'rest' && i < segments.length - 1) throw new Error(`"*${segment.name}" must come last in "${pattern}"`);
  });
  return segments;
}

function parseSegment(text: string, pattern: string): Segment {
  if (text.startsWith('*')) return { kind: 'rest', name: text.slice(1) || 'rest' };
  if (!text.startsWith(':')) return { kind: 'fixed', text: decodeURIComponent(text) };
  const match = PARAM.exec(text);
  if (!match) throw new Error(`Cannot read "${text}" in "${pattern}"`);
  const [, name = '', regex, optional] = match;
  return { kind: 'param', name, optional: optional === '?', test: regex ? new RegExp(`^(?:${regex})$`) : null };
}

/** One number a segment; larger is more specific. */
export function scoreOf(segments: Segment[]): number[] {
  return segments.map((segment) => {
    if (segment.kind === 'fixed') return 4;
    if (segment.kind === 'rest') return 0;
    if (segment.optional) return 1;
    return segment.test ? 3 : 2;
  });
}

export function compareScores(a: number[], b: number[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (b[i] ?? -1) - (a[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
