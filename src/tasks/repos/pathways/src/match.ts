import { decode } from './path.ts';
import type { Params, Segment } from './types.ts';

/** The parameters when the parts fit the segments, else null. */
export function matchSegments(segments: Segment[], parts: string[]): Params | null {
  return step(segments, 0, parts, 0);
}

function step(segments: Segment[], s: number, parts: string[], p: number): Params | null {
  const segment = segments[s];
  if (segment === undefined) return p === parts.length ? {} : null;
  const raw = parts[p];

  if (segment.kind === 'rest') {
    return { [segment.name]: parts.slice(p).map(decode).join('/') };
  }
  if (segment.kind === 'fixed') {
    if (raw === undefined || decode(raw) !== segment.text) return null;
    return step(segments, s + 1, parts, p + 1);
  }
  if (raw !== undefined) {
    const value = decode(raw);
    const rest = !segment.test || segment.test.test(value) ? step(segments, s + 1, parts, p + 1) : null;
    if (rest) return { [segment.name]: value, ...rest };
  }
  return segment.optional ? step(segments, s + 1, parts, p) : null;
}

export function fillSegments(segments: Segment[], params: Params, pattern: string): string {
  const parts: string[] = [];
  for (const segment of segments) {
    if (segment.kind === 'fixed') {
      parts.push(encodeURIComponent(segment.text));
      continue;
    }
    const value = params[segment.name];
    if (segment.kind === 'rest') {
      parts.push(...(value ?? '').split('/').filter(Boolean).map(encodeURIComponent));
      continue;
    }
    if (value === undefined || value === '') {
      if (segment.optional) continue;
      throw new Error(`Parameter "${segment.name}" is missing for "${pattern}"`);
    }
    if (segment.test && !segment.test.test(value)) throw new Error(`"${value}" does not fit "${segment.name}" in "${pattern}"`);
    parts.push(encodeURIComponent(value));
  }
  return '/' + parts.join('/');
}
