/** Globs of jest and vitest in the runtime's own (`**`, `*`, `?`, `{a,b}`). */

/** `?(a)` -> `{a,}`, `+(a|b)` and `@(a|b)` -> `{a,b}`, `[jt]` -> `{j,t}`; `<rootDir>/` and `./` dropped. */
export function plainGlob(glob: string): string {
  let text = glob.replace(/^<rootDir>\/?|^\.\//, '');
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/([?+@*])\(([^()]*)\)/g, (_, kind: string, body: string) => {
      const parts = body.split('|').join(',');
      return kind === '?' || kind === '*' ? `{${parts},}` : `{${parts}}`;
    });
  }
  return text.replace(/\[([\w]+)\]/g, (_, letters: string) => `{${[...letters].join(',')}}`);
}
