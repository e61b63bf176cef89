/**
 * Screens as coarse pictures: the window in cells, each as dark as its mean, one sign for each of ten shades. What another font or
 * a moved word changes is a shade in a few cells; a lane that is gone, a column beside its place or a bare page is many.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { expect } from 'vitest';

const COLUMNS = 48;
const ROWS = 30;
/** From the page's ground to the darkest. */
const SHADES = ' .:-=+*#%@';
/** Cells that may be another by more than one shade. */
const SLACK = 0.06;

const DIR = path.resolve('tests/e2e/__pictures__');

/** In a page of its own, since the site's policy lets no picture in. */
async function coarse(page: Page): Promise<string[]> {
  const shot = (await page.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64');
  const desk = await page.context().newPage();
  const shades = await desk.evaluate(
    async ([shot, columns, rows]) => {
      const picture = new Image();
      picture.src = `data:image/png;base64,${shot}`;
      await picture.decode();
      const [w, h] = [picture.width / columns, picture.height / rows];
      const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
      const pen = canvas.getContext('2d', { willReadFrequently: true })!;
      pen.drawImage(picture, 0, 0);
      const { data } = pen.getImageData(0, 0, picture.width, picture.height);
      const light = (x: number, y: number) => {
        const at = 4 * (y * picture.width + x);
        return (data[at]! + data[at + 1]! + data[at + 2]!) / 765;
      };
      return Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (_, column) => {
          let sum = 0;
          let n = 0;
          for (let y = Math.floor(row * h); y < Math.floor((row + 1) * h); y++)
            for (let x = Math.floor(column * w); x < Math.floor((column + 1) * w); x++, n++) sum += light(x, y);
          return 1 - sum / n;
        }),
      );
    },
    [shot, COLUMNS, ROWS] as const,
  );
  await desk.close();
  // a third of full darkness is already a filled cell: text is thin
  const sign = (dark: number) => SHADES[Math.min(SHADES.length - 1, Math.floor(dark * 3 * SHADES.length))]!;
  return shades.map((row) => row.map(sign).join(''));
}

/** Holds the upper `rows` of what is on screen against the picture kept under `name`; `vitest -u` keeps it anew. */
export async function looksAs(page: Page, name: string, rows = ROWS): Promise<void> {
  const file = path.join(DIR, `${name}.txt`);
  const now = (await coarse(page)).slice(0, rows);
  const { snapshotState } = expect.getState() as unknown as { snapshotState: { _updateSnapshot: string } };
  if (snapshotState._updateSnapshot === 'all' || !fs.existsSync(file)) {
    expect(process.env.CI ?? '', `${name} is not kept yet: run the test once with -u`).toBe('');
    fs.mkdirSync(DIR, { recursive: true });
    fs.writeFileSync(file, `${now.map((row) => `|${row}|`).join('\n')}\n`);
    return;
  }
  const kept = fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => row.slice(1, -1));
  const off = now.flatMap((row, y) =>
    [...row].filter((sign, x) => Math.abs(SHADES.indexOf(sign) - SHADES.indexOf(kept[y]?.[x] ?? '@')) > 1),
  );
  expect(
    off.length / (COLUMNS * rows),
    `${name} looks another way:\n${now.join('\n')}\nkept:\n${kept.join('\n')}`,
  ).toBeLessThan(SLACK);
}
