/** What a designer would see at once, in words that neither another font nor a busy machine changes. */
import type { Page } from 'playwright';

/** The window's width in so many columns. */
const COLUMNS = 24;

/**
 * The landmarks, each with its left and right edge in columns (`Steps 0-9`), or the left one alone where its words say how wide
 * it is. How high they are is the font's business.
 */
export function layoutOf(page: Page): Promise<string[]> {
  return page.evaluate((columns) => {
    const parts = ['h1', 'figure', '[role=toolbar]', '.actors', '.sheet', 'div.card', 'section.card'];
    const named = ['section', 'ol'].map((name) => `${name}[aria-label]`);
    const asWideAsWords = (element: Element) => element.matches('h1, [aria-label=Timeline]');
    const at = (x: number) => Math.round((x / innerWidth) * columns);
    return [...document.querySelectorAll(`header, main, main :is(${[...parts, ...named].join()})`)]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ element, box }) => box.width > 1 && box.height > 1 && !element.parentElement!.closest('svg, li'))
      .map(({ element, box }) => {
        const said = (element.getAttribute('aria-label') ?? '').split(/[;.]/)[0]!;
        const name = element.matches('.actors') ? 'picture' : said || element.tagName.toLowerCase();
        return `${name} ${at(box.left)}${asWideAsWords(element) ? '' : `-${at(box.right)}`}`;
      });
  }, COLUMNS);
}

/** Words that are cut off hard, or stand outside the window, where nothing scrolls to them. */
export function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const scrolls = (element: Element | null): boolean =>
      element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    for (const element of document.querySelectorAll('body *')) {
      const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.nodeValue!.trim() !== '');
      const box = element.getBoundingClientRect();
      if (!words || box.width < 2 || box.right < 0 || element.closest('svg, .visually-hidden, .cm-editor, .xterm'))
        continue;
      const { overflowX, textOverflow } = getComputedStyle(element);
      const hard = /hidden|clip/.test(overflowX) && textOverflow !== 'ellipsis';
      const says = `${element.tagName.toLowerCase()} "${element.textContent.trim().slice(0, 40)}"`;
      if (hard && element.scrollWidth > element.clientWidth + 1) found.push(`cut: ${says}`);
      if (box.right > innerWidth + 1 && !scrolls(element)) found.push(`outside: ${says}`);
    }
    return found;
  });
}
