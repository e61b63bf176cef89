/**
 * xterm.js, for output and, where a keyboard is given, for input. xterm writes its rules into <style> elements, which style-src 'self' refuses; while it opens it
 * is handed stand-ins that feed constructed style sheets instead. Loaded lazily.
 */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';

export interface TerminalView {
  /** Shows exactly this text; only what is new is written when it continues what is there. */
  show(text: string): void;
  /** Adds what a program printed. */
  write(text: string): void;
  /** Whether keys go to a program now; while not, Tab moves on as everywhere. */
  typing(on: boolean): void;
  focus(): void;
  destroy(): void;
}

/** The program at the other end of the terminal. */
export interface Keyboard {
  input(text: string): void;
  /** The terminal's size in characters, at first and whenever it changes. */
  resize(size: { cols: number; rows: number }): void;
  /** Shift+Escape: the way out for those who cannot click elsewhere. */
  leave(): void;
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
function themeOf(host: HTMLElement, cursor = 'var(--surface)'): ITheme {
  const probe = document.createElement('span');
  // Reduced motion gives everything a tiny transition, whose first moment is the colour before.
  probe.style.setProperty('transition', 'none', 'important');
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
    cursor: colour(cursor),
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

export function mountTerminal(host: HTMLElement, keyboard?: Keyboard): TerminalView {
  const sheets: CSSStyleSheet[] = [];
  const theme = () => themeOf(host, keyboard && 'var(--text)');
  const terminal = new Terminal({
    disableStdin: true,
    cursorInactiveStyle: 'none',
    fontFamily: getComputedStyle(host).getPropertyValue('--mono') || 'monospace',
    fontSize: 12.5,
    lineHeight: 1.3,
    scrollback: 5000,
    screenReaderMode: false,
    theme: theme(),
  });
  terminal.attachCustomKeyEventHandler((event) => {
    if (event.key === 'Tab' && terminal.options.disableStdin) return false;
    if (event.key !== 'Escape' || !event.shiftKey || !keyboard) return true;
    if (event.type === 'keydown') keyboard.leave();
    return false;
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  openWithSheets(terminal, host, sheets);
  if (keyboard) {
    terminal.onData((text) => keyboard.input(text));
    terminal.onResize((size) => keyboard.resize(size));
    keyboard.resize(terminal);
  }
  const resized = new ResizeObserver(() => host.clientWidth > 40 && fit.fit());
  resized.observe(host);
  const recolour = () => (terminal.options.theme = theme());
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
    write: (text) => terminal.write(newlines(text)),
    typing: (on) => (terminal.options.disableStdin = !on),
    focus: () => terminal.focus(),
    destroy() {
      resized.disconnect();
      toggled.disconnect();
      scheme.removeEventListener('change', recolour);
      terminal.dispose();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
    },
  };
}
