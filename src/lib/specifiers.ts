/** What a source file imports, read off its text without parsing it. */

const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire(?:\.resolve)?\s*\(\s*)(['"])([^'"\n]+)\1/g;

/** Every specifier that a source file imports or requires, in its order. */
export const specifiersOf = (source: string): string[] => [...source.matchAll(SPECIFIER)].map((found) => found[2]!);

/** Those that name a file beside it: `./a`, `../b/c`, `.`. */
export const relativeSpecifiers = (source: string): string[] =>
  specifiersOf(source).filter((specifier) => /^\.{1,2}(\/|$)/.test(specifier));

/** The package that a bare specifier means: `@scope/name/deep` -> `@scope/name`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
