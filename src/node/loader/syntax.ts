/** Parsing guest sources, telling ES modules from scripts, and syntax errors with their place and the engine's words. */
import { parse, type Options } from 'acorn';
import type { Guest } from '../guest';
import { find } from './scope';
import { located } from './typescript';

const options: Options = { ecmaVersion: 'latest', allowHashBang: true };

/** Parses, or throws a SyntaxError that knows its place. */
export function parseModule(source: string, path: string, sourceType: 'module' | 'script'): Guest {
  try {
    return parse(source, {
      ...options,
      sourceType,
      allowReturnOutsideFunction: sourceType === 'script',
      allowAwaitOutsideFunction: sourceType === 'module' ? true : undefined,
    });
  } catch (error) {
    const { loc, pos, message } = error as { loc?: { line: number; column: number }; pos?: number; message: string };
    const text = message.replace(/ \(\d+:\d+\)$/, '');
    const word = v8Words(source);
    const why =
      unsupported(source, pos ?? 0) ??
      ((pos ?? 0) >= source.trimEnd().length ? 'Unexpected end of input' : (word ?? text));
    throw located(
      new SyntaxError(why),
      sourceType === 'module' ? 'file://' + path : path,
      loc?.line ?? 1,
      loc?.column ?? 0,
      source,
    );
  }
}

/** Says by name what this runtime's parser does not know. */
function unsupported(source: string, pos: number): string | undefined {
  const before = source.slice(0, pos);
  if (source[pos] === '@' || /(^|[\s(,;{])@[\w$.]*(\([^()]*\))?\s*$/.test(before))
    return 'decorators are not supported in this sandbox';
  if (/\baccessor\s*$/.test(before)) return 'the accessor keyword is not supported in this sandbox';
  if (/\busing\s*$/.test(before) && /^[\w$]+\s*=/.test(source.slice(pos)))
    return 'using declarations are not supported in this sandbox';
  return undefined;
}

/** The engine's own words for a syntax error in a module: its text without import and export, compiled but not run. */
function v8Words(source: string): string | undefined {
  const body = source
    .replace(/^(\s*)import\b(?!\s*[.(])[^;'"]*(['"])[^'"\n]*\2[^;\n]*;?/gm, '$1')
    .replace(/\bexport\s+(default\s+)?/g, '')
    .replace(/\bimport\.meta\b/g, 'meta');
  try {
    compile(`(async function(){"use strict";${body}\n})`);
  } catch (error) {
    if (error instanceof SyntaxError && !/import|export/.test(error.message)) return error.message;
  }
  return undefined;
}
const compile = globalThis.eval;

function isScript(source: string): boolean {
  try {
    parse(source, { ...options, sourceType: 'script', allowReturnOutsideFunction: true });
    return true;
  } catch {
    return false;
  }
}

/** True when the text can only be an ES module (import/export declarations, import.meta, top-level await). */
export function hasModuleSyntax(source: string, path: string): boolean {
  if (!/\b(import|export)\b/.test(source)) return false;
  let program: Guest;
  try {
    program = parseModule(source, path, 'module');
  } catch {
    // Broken either way: the kind it looks like decides whose error is shown.
    return (
      !isScript(source) &&
      /^[ \t]*(export\s+(default|const|let|var|function|class|async|\{|\*)|import\s*[\w{*'"])/m.test(source)
    );
  }
  if (program.body.some((node: Guest) => /^(Import|Export)/.test(node.type))) return true;
  return /\bimport\s*\.\s*meta\b/.test(source) && find(program, new Set()).metas.length > 0;
}

const USING = /(?<=^|[;{}\n])[ \t]*(?:await\s+)?using\s+[\w$]+\s*=/;

/** What this engine could not compile although it is the language: by its name and place. */
export function nameUnknown(source: string, path: string, error: Error): Error {
  const found = USING.exec(source);
  if (!found) return error;
  const lines = source.slice(0, found.index).split('\n');
  const why = new SyntaxError('using declarations are not supported in this sandbox');
  return located(why, path, lines.length, lines.at(-1)!.length, source);
}

/** Where a CommonJS text cannot be compiled: the same error with its place, for the header that Node prints. */
export function locateSyntaxError(source: string, path: string, error: Error): Error {
  try {
    parse(source, { ...options, sourceType: 'script', allowReturnOutsideFunction: true });
  } catch (found) {
    const { loc, pos } = found as { loc?: { line: number; column: number }; pos?: number };
    if (/^using\b/.test(source.slice(pos))) return nameUnknown(source, path, error);
    // The wrapper's own brace must not show in the message.
    const why =
      pos === undefined
        ? undefined
        : (unsupported(source, pos) ?? (pos >= source.trimEnd().length ? 'Unexpected end of input' : undefined));
    if (why) error = new SyntaxError(why);
    if (loc) return located(error, path, loc.line, loc.column, source);
  }
  return nameUnknown(source, path, error);
}
