/**
 * xterm.js, output only. xterm writes its rules into <style> elements, which style-src 'self' refuses; while it opens it
 * is handed stand-ins that feed constructed style sheets instead. Loaded lazily.
 */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';

export interface TerminalView {
  /** Shows exactly this text; only what is new is written when it continues what is there. */
  show(text: string): void;
  destroy(): void;
}

/** A stand-in for <style>: what is assigned to its textContent becomes a constructed sheet. */
function styleElement(sheets: CSSStyleSheet[], element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  sheets.push(sheet);
  Object.defineProperty(element, 'textContent', { set: (text: string) => sheet.replaceSync(text) });
  return element;
}

/** Opens the terminal while `style` elements are stood in for; `open` is synchronous, so nobody else is affected. */
function openWithSheets(terminal: Terminal, host: HTMLElement, sheets: CSSStyleSheet[]): void {
  const create = document.createElement;
  const standIn = (name: string, options?: ElementCreationOptions) =>
    name === 'style' ? styleElement(sheets, create.call(document, 'template')) : create.call(document, name, options);
  document.createElement = standIn as typeof document.createElement;
  try {
    terminal.open(host);
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}

/** The page's colours, resolved: xterm cannot read CSS variables. */
function themeOf(host: HTMLElement): ITheme {
  const probe = document.createElement('span');
  host.append(probe);
  const colour = (value: string): string => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const fail = colour('var(--fail)');
  const pass = colour('var(--pass)');
  const theme: ITheme = {
    background: colour('var(--surface)'),
    foreground: colour('var(--text)'),
    cursor: colour('var(--surface)'),
    scrollbarSliderBackground: colour('var(--line)'),
    scrollbarSliderHoverBackground: colour('var(--line-strong)'),
    scrollbarSliderActiveBackground: colour('var(--line-strong)'),
    red: fail,
    brightRed: fail,
    green: pass,
    brightGreen: pass,
    yellow: colour('var(--expert)'),
    blue: colour('var(--protege)'),
    magenta: colour('var(--gate)'),
    cyan: colour('var(--protege)'),
    white: colour('var(--text)'),
    brightBlack: colour('var(--muted)'),
  };
  probe.remove();
  return theme;
}

// 24-bit colours would need style attributes, which the CSP refuses; such text keeps the default colour.
const RGB = /\x1b\[[34]8;2;\d+;\d+;\d+m/g;
const newlines = (text: string): string => text.replace(RGB, '').replace(/\r?\n/g, '\r\n');

export function mountTerminal(host: HTMLElement): TerminalView {
  const sheets: CSSStyleSheet[] = [];
  const terminal = new Terminal({
    disableStdin: true,
    cursorInactiveStyle: 'none',
    fontFamily: getComputedStyle(host).getPropertyValue('--mono') || 'monospace',
    fontSize: 12.5,
    lineHeight: 1.3,
    scrollback: 5000,
    screenReaderMode: false,
    theme: themeOf(host),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  openWithSheets(terminal, host, sheets);
  const resized = new ResizeObserver(() => host.clientWidth > 40 && fit.fit());
  resized.observe(host);
  const recolour = () => (terminal.options.theme = themeOf(host));
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', recolour);
  const toggled = new MutationObserver(recolour);
  toggled.observe(document.documentElement, { attributeFilter: ['data-theme'] });

  let shown = '';
  return {
    show(text) {
      if (text === shown) return;
      if (text.startsWith(shown)) terminal.write(newlines(text.slice(shown.length)));
      else {
        terminal.reset();
        terminal.write(newlines(text));
      }
      shown = text;
    },
    destroy() {
      resized.disconnect();
      toggled.disconnect();
      scheme.removeEventListener('change', recolour);
      terminal.dispose();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
    },
  };
}
