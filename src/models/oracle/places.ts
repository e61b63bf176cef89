/** Where a gold patch changes what, in words that do not give its lines away. */
import { isTestPath } from '../../facts/protected';
import { parsePatch } from '../../lib/diff';
import { mistakeKind } from './kind';

export interface HintPlace {
  path: string;
  /** Name of the enclosing function or class, when one can be found. */
  inside?: string;
  /** 1-based, in the file before the patch. */
  line: number;
  /** One sentence: what kind of mistake, and in which direction. */
  kind: string;
}

/** Every run of changed lines of the patch. */
export function places(patch: string, files: Record<string, string>): HintPlace[] {
  const found: HintPlace[] = [];
  for (const file of parsePatch(patch)) {
    const path = file.from ?? file.to ?? '';
    if (file.from === null) {
      found.push({ path, line: 1, kind: 'This file is missing and has to be written.' });
      continue;
    }
    const lines = (files[path] ?? '').split('\n');
    for (const hunk of file.hunks) {
      for (const { line, removed, added } of groups(hunk.lines, hunk.oldStart)) {
        const inside = enclosing(lines, line);
        found.push({ path, ...(inside ? { inside } : {}), line, kind: mistakeKind(removed, added) });
      }
    }
  }
  return found;
}

/** Lines the patch adds, with at least 8 characters that are not white space. */
export function goldLines(patch: string): string[] {
  const added = parsePatch(patch).flatMap((file) => file.hunks.flatMap((hunk) => hunk.lines));
  const texts = added.filter((line) => line.startsWith('+')).map((line) => line.slice(1).trim());
  return texts.filter((text) => text.replace(/\s/g, '').length >= 8).sort((a, b) => b.length - a.length);
}

/** Plausible places where nothing is wrong. */
export function decoys(real: HintPlace[], files: Record<string, string>): HintPlace[] {
  const taken = new Set(real.map((place) => `${place.path} ${place.inside}`));
  const out: HintPlace[] = [];
  for (const [path, text] of Object.entries(files)) {
    if (!/\.[cm]?[jt]s$/.test(path) || isTestPath(path)) continue;
    text.split('\n').forEach((line, i) => {
      const name = declared(line);
      if (!name || taken.has(`${path} ${name}`)) return;
      out.push({ path, inside: name, line: i + 2, kind: WRONG_KINDS[out.length % WRONG_KINDS.length]! });
    });
  }
  return out;
}

const WRONG_KINDS = [
  'A comparison there points the wrong way.',
  'The wrong variable is used there.',
  'A number there is off by one.',
  'A check is missing there.',
];

interface Group {
  line: number;
  removed: string[];
  added: string[];
}

function groups(lines: string[], start: number): Group[] {
  const out: Group[] = [];
  let open: Group | undefined;
  let at = start;
  for (const line of lines) {
    const mark = line[0];
    if (mark === '\\') continue;
    if (mark === ' ') {
      open = undefined;
      at++;
      continue;
    }
    if (!open) out.push((open = { line: at, removed: [], added: [] }));
    if (mark === '-') {
      open.removed.push(line.slice(1));
      at++;
    } else open.added.push(line.slice(1));
  }
  return out;
}

/** The nearest declaration above that is indented less. */
function enclosing(lines: string[], line: number): string | undefined {
  const depth = (text: string) => /^\s*/.exec(text)![0].length;
  const own = lines[line - 1] ?? '';
  let limit = own.trim() === '' ? Infinity : depth(own) + (declared(own) ? 1 : 0);
  for (let i = line - 1; i >= 0; i--) {
    const text = lines[i] ?? '';
    if (text.trim() === '' || depth(text) >= limit) continue;
    const name = declared(text);
    if (name) return name;
    limit = Math.max(1, depth(text));
  }
  return undefined;
}

const DECLARATIONS = [
  /\bfunction\s*\*?\s*([\w$]+)/,
  /\bclass\s+([\w$]+)/,
  /(?:const|let|var)\s+([\w$]+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:function|\(|[\w$]+\s*=>)/,
  /(?:exports|prototype)\.([\w$]+)\s*=/,
  /^\s*(?:(?:static|async|get|set|public|private|protected|readonly)\s+|\*\s*)*#?([\w$]+)\s*\([^)]*\)\s*(?::[^{]+)?\{/,
];
const KEYWORDS = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'return', 'do', 'else', 'function']);

function declared(line: string): string | undefined {
  for (const pattern of DECLARATIONS) {
    const name = pattern.exec(line)?.[1];
    if (name && !KEYWORDS.has(name)) return name;
  }
  return undefined;
}
