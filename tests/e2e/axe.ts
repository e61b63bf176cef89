/** What axe finds on a page, one line per element. */
import { createRequire } from 'node:module';
import fs from 'node:fs';
import type { Page } from 'playwright';

const axe = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

export async function faults(page: Page, runOnly = ALL, colours = true): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(
    async ([runOnly, colours]) => {
      const { violations } = await (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, {
        runOnly,
        // Of what is found or not, only this is read; the others' nodes are not described.
        resultTypes: ['violations'],
        ...(colours ? {} : { rules: { 'color-contrast': { enabled: false } } }),
      });
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
      );
    },
    [runOnly, colours] as const,
  );
}

/** The same page in another width, whose colours were looked at before: nothing but the layout is another. */
export const layoutFaults = (page: Page): Promise<string[]> => faults(page, ALL, false);

/** As the page is, and in the dark, where nothing but the colours is another. */
export async function faultsInBoth(page: Page): Promise<string[]> {
  const light = await faults(page);
  await settled(page, 'dark');
  const dark = await faults(page, ['color-contrast']);
  await settled(page, 'light');
  return [...light, ...dark.map((fault) => `dark: ${fault}`)];
}

/** The page in this scheme, painted: a colour that is still on its way has another contrast. */
async function settled(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.waitForFunction(async (wanted) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    await frame();
    await frame();
    const channels = (of: string) => (/\d+[^)]*/.exec(of)?.[0] ?? '').split(/[ ,]+/).slice(0, 3).map(Number);
    const sum = (of: string) => channels(of).reduce((all, one) => all + one, 0);
    const { color, backgroundColor } = getComputedStyle(document.body);
    return (
      matchMedia(`(prefers-color-scheme: ${wanted})`).matches &&
      sum(color) > sum(backgroundColor) === (wanted === 'dark') &&
      !document.getAnimations().some((one) => one instanceof CSSTransition && one.playState === 'running')
    );
  }, scheme);
}
