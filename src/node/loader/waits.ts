/** What rewriting adds to guest code: names of the runtime's own, and AsyncLocalStorage's context across every wait. */
import type { Guest } from '../guest';
import type { Findings } from './scope';

/** The runtime's own names in rewritten code: such as the text does not use. */
export function hiddenNames(text: string): Record<'m' | 'import' | 'meta' | 'async' | 'each', string> {
  const fresh = (name: string) => {
    while (text.includes(name)) name += '_';
    return name;
  };
  if (!text.includes('$')) return { m: '$m', import: '$import', meta: '$meta', async: '$async', each: '$each' };
  return {
    m: fresh('$m'),
    import: fresh('$import'),
    meta: fresh('$meta'),
    async: fresh('$async'),
    each: fresh('$each'),
  };
}
export type Hidden = ReturnType<typeof hiddenNames>;

/**
 * AsyncLocalStorage's context goes on after each wait: `await x` -> `$resume(await $suspend(x))`; the loop
 * `for await (const a of x) …` -> `for await (const $each of $all(x)) {if ($last($each)) break; const a = $resume($each); …}`.
 */
export function trackAwaits(
  { awaits, forAwaits, delegations }: Findings,
  text: string,
  names: Hidden,
  edits: SourceEdit[],
): void {
  const { async, each } = names;
  const ends: SourceEdit[] = [];
  // Outer parts begin before inner ones at the same place, and end after them.
  const around = (node: Guest, before: string, after: string) => {
    edits.push([node.start, node.start, before]);
    ends.unshift([node.end, node.end, after]);
  };
  for (const { left, right, body } of forAwaits as Guest[]) {
    const source = text.slice(left.start, left.end);
    if (source.includes('=')) continue; // defaults may hold anything that is rewritten itself
    const bound = `${source} = ${async}.resume(${each});`.replace(/\n/g, ' ');
    edits.push([left.start, left.end, `const ${each}`]);
    around(right, `${async}.all(`, ')');
    around(
      body,
      `{if (${async}.last(${each})) break; ${/^(const|let|var)\b/.test(bound) ? bound : `(${bound.slice(0, -1)});`}`,
      '}',
    );
  }
  for (const node of delegations) around(node, `${async}.back(${async}.frame, `, ')');
  for (const node of awaits as Guest[]) {
    around(node, `${async}.resume(`, ')');
    around(node.argument, `${async}.suspend(`, ')');
  }
  // Before what begins at the same place: `for await (…) f();await x`.
  edits.unshift(...ends);
}

export type SourceEdit = [start: number, end: number, text: string];

export function splice(source: string, edits: SourceEdit[]): string {
  edits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let out = '';
  let at = 0;
  for (const [start, end, text] of edits) {
    out += source.slice(at, start) + text;
    at = end;
  }
  return out + source.slice(at);
}
