/** TypeScript and JSX to JavaScript by sucrase, and clear words for what sucrase drops or cannot do. */
import { transform } from 'sucrase';

export const isTypeScript = (path: string): boolean => /\.[cm]?tsx?$/.test(path);
export const needsSucrase = (path: string): boolean => /\.([cm]?tsx?|jsx)$/.test(path);

/** Types stripped, lines kept. Throws a SyntaxError that names the construct when it is one sucrase would lose. */
export function stripTypes(source: string, path: string): string {
  const typescript = isTypeScript(path);
  const jsx = /x$/.test(path);
  if (typescript) refuseNamespaces(source, path);
  try {
    return transform(source, {
      transforms: [...(typescript ? (['typescript'] as const) : []), ...(jsx ? (['jsx'] as const) : [])],
      disableESTransforms: true,
      preserveDynamicImport: true,
      production: true,
      filePath: path,
    }).code;
  } catch (error) {
    const at = /\((\d+):(\d+)\)/.exec(String((error as Error).message));
    const message = String((error as Error).message)
      .replace(/^Error transforming [^:]*: /, '')
      .replace(/ \(\d+:\d+\)$/, '');
    const [line, column] = [Number(at?.[1] ?? 1), Number(at?.[2] ?? 1) - 1];
    const lines = source.split('\n');
    const before = lines.slice(0, line - 1).join('\n') + (lines[line - 1] ?? '').slice(0, column + 1);
    // sucrase stumbles behind the decorator of a parameter, at a word or far behind.
    const why = /[(,]\s*@([\w$]|$)/.test(before) ? 'parameter decorators are not supported in this sandbox' : message;
    throw located(new SyntaxError(why), path, line, column, source);
  }
}

/** ES module syntax as Babel and ts-jest make it CommonJS; undefined where the text needs a real module or cannot be read. */
export function toCommonJs(source: string, path: string): string | undefined {
  try {
    return transform(source, { transforms: ['imports'], disableESTransforms: true, filePath: path }).code;
  } catch {
    return undefined;
  }
}

export interface Location {
  path: string;
  line: number;
  column: number;
}
const locations = new WeakMap<object, Location>();

/**
 * Where a SyntaxError is (1-based line, 0-based column): remembered for the header that Node prints, and as in Node at the
 * head of its stack, so that whoever shows the stack names file, line and column.
 */
export function located(error: Error, path: string, line: number, column: number, source: string): Error {
  locations.set(error, { path, line, column });
  const text = source.split('\n')[line - 1]?.replace(/\r$/, '') ?? '';
  const caret = ' '.repeat(Math.max(0, Math.min(column, text.length))) + '^';
  const stack = `${path}:${line}\n${text}\n${caret}\n\n${error.stack}`;
  Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true });
  return error;
}
export const locationOf = (error: unknown): Location | undefined =>
  typeof error === 'object' && error !== null ? locations.get(error) : undefined;

function refuseNamespaces(source: string, path: string): void {
  const pattern = /(?<=^|[;{}])[ \t]*(?:export\s+)?(declare\s+)?(?:namespace|module)\s+[\w$.]+\s*\{/gm;
  for (let match = pattern.exec(source); match; match = pattern.exec(source)) {
    if (match[1]) continue;
    let depth = 1;
    let end = pattern.lastIndex;
    while (end < source.length && depth > 0) {
      if (source[end] === '{') depth++;
      else if (source[end] === '}') depth--;
      end++;
    }
    // A namespace of types alone leaves nothing behind, so dropping it is right.
    if (!/\b(const|let|var|function|class|enum)\b/.test(source.slice(pattern.lastIndex, end))) continue;
    const line = source.slice(0, match.index).split('\n').length;
    throw located(
      new SyntaxError(
        `TypeScript namespaces are not supported in this sandbox (${path}:${line}): use a module or an object`,
      ),
      path,
      line,
      0,
      source,
    );
  }
}
