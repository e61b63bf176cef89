/**
 * CodeMirror, read-only, with the changes since the base marked in place. It lives in a shadow root, where it uses
 * constructed style sheets: so the page's CSP can stay at style-src 'self'. Loaded lazily.
 */
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { markdown } from '@codemirror/lang-markdown';
import { HighlightStyle, bracketMatching, foldGutter, syntaxHighlighting } from '@codemirror/language';
import { unifiedMergeView } from '@codemirror/merge';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, drawSelection, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';
import { tags as t } from '@lezer/highlight';

const highlight = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.modifier], color: 'var(--code-keyword)' },
  { tag: [t.string, t.special(t.string), t.regexp], color: 'var(--code-string)' },
  { tag: [t.number, t.bool, t.null, t.atom], color: 'var(--code-number)' },
  { tag: [t.comment, t.meta], color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.heading], color: 'var(--code-function)' },
  { tag: [t.typeName, t.className], color: 'var(--code-type)' },
]);

const WARMTHS = 5;

const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--text)', backgroundColor: 'transparent', fontSize: '12.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overscrollBehavior: 'contain' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--muted)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { textAlign: 'right', padding: '0 4px 0 14px', minWidth: '38px' },
  '.cm-changedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--pass-soft)' },
  // a line below, no ground behind: code keeps its contrast
  '&.cm-merge-b .cm-changedText': { background: 'none', boxShadow: 'inset 0 -2px var(--pass)' },
  // as classes: the page's CSP allows no style attributes
  ...Object.fromEntries(
    Array.from({ length: WARMTHS }, (_, i) => [
      `.cm-warm-${i + 1}`,
      {
        backgroundColor: `color-mix(in oklab, var(--expert) ${(i + 1) * 3}%, transparent)`,
        boxShadow: `inset 3px 0 color-mix(in oklab, var(--expert) ${(i + 1) * 20}%, transparent)`,
      },
    ]),
  ),
  '.cm-spot': { outline: '1px solid var(--protege)', outlineOffset: '-1px' },
  '.cm-deletedChunk': { backgroundColor: 'var(--fail-soft)' },
  '.cm-deletedChunk .cm-deletedText': { background: 'color-mix(in oklab, var(--fail) 28%, transparent)' },
  '.cm-changedLineGutter': { background: 'var(--pass)' },
  '.cm-deletedLineGutter': { background: 'var(--fail)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'color-mix(in oklab, var(--protege) 25%, transparent)',
  },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--text)' },
  '.cm-textfield, .cm-button': {
    background: 'var(--raised)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
  },
});

function language(path: string): Extension {
  if (/\.[cm]?tsx?$/.test(path)) return javascript({ typescript: true, jsx: path.endsWith('x') });
  if (/\.[cm]?jsx?$/.test(path)) return javascript({ jsx: true });
  if (path.endsWith('.json')) return json();
  if (path.endsWith('.md')) return markdown();
  return [];
}

export interface CodePage {
  path: string;
  text: string;
  /** The text before the episode; undefined for a new file. */
  base?: string | undefined;
  /** Line -> how suspicious it is, 0..1. */
  heat?: ReadonlyMap<number, number> | undefined;
  /** A line to bring into view; a new object brings it again. */
  spot?: { line: number } | undefined;
}

export interface CodeView {
  show(page: CodePage): void;
  destroy(): void;
}

/** Builds the editor inside `host`. */
export function mountCode(host: HTMLElement): CodeView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let view: EditorView | null = null;
  let current: CodePage | null = null;

  const state = (page: CodePage) =>
    EditorState.create({
      doc: page.text,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': `${page.path}, read-only`, tabindex: '0' }),
        EditorView.lineWrapping,
        lineNumbers(),
        foldGutter(),
        drawSelection(),
        highlightSpecialChars(),
        bracketMatching(),
        highlightSelectionMatches(),
        search({ top: true }),
        keymap.of(searchKeymap),
        syntaxHighlighting(highlight),
        look,
        language(page.path),
        marked(page),
        page.base !== undefined && page.base !== page.text
          ? unifiedMergeView({
              original: page.base,
              mergeControls: false,
              gutter: true,
              syntaxHighlightDeletions: false,
            })
          : [],
      ],
    });

  return {
    show(page) {
      const same = (key: keyof CodePage) => current?.[key] === page[key];
      const still = same('path') && same('text') && same('base') && sameHeat(current?.heat, page.heat);
      if (still && same('spot')) return;
      const asked = page.spot !== undefined && !same('spot');
      const samePath = current?.path === page.path;
      const warmed = !sameHeat(current?.heat, page.heat) && hottest(page);
      current = page;
      const top = samePath ? (view?.scrollDOM.scrollTop ?? 0) : 0;
      if (view) view.setState(state(page));
      else view = new EditorView({ state: state(page), root, parent: root });
      if (asked) goTo(view, page.spot!.line);
      else if (warmed) bring(view, warmed);
      else if (samePath && top) view.scrollDOM.scrollTop = top;
      else reveal(view, page);
    },
    destroy() {
      view?.destroy();
      view = null;
    },
  };
}

/** Brings the first changed line into view. */
function reveal(view: EditorView, page: CodePage): void {
  if (page.base === undefined || page.base === page.text) return;
  let at = 0;
  while (at < page.text.length && page.text[at] === page.base[at]) at++;
  view.dispatch({ effects: EditorView.scrollIntoView(Math.min(at, view.state.doc.length), { y: 'center' }) });
}

/** Suspicious lines carry their heat, the line that was asked for a frame. */
function marked({ text, heat, spot }: CodePage): Extension {
  if (!spot && !heat?.size) return [];
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const names = new Map(
    [...(heat ?? [])].map(([line, share]) => [line, `cm-warm-${Math.max(1, Math.round(share * WARMTHS))}`]),
  );
  if (spot) names.set(spot.line, `cm-spot ${names.get(spot.line) ?? ''}`.trim());
  const ranges = [...names]
    .filter(([line]) => line >= 1 && line <= starts.length)
    .sort(([a], [b]) => a - b)
    .map(([line, name]) => Decoration.line({ class: name }).range(starts[line - 1]!));
  return EditorView.decorations.of(Decoration.set(ranges));
}

const sameHeat = (a: CodePage['heat'], b: CodePage['heat']): boolean =>
  a === b || ((a?.size ?? 0) === (b?.size ?? 0) && [...(a ?? [])].every(([line, share]) => b?.get(line) === share));

/** The most suspicious line; 0 = none is. */
const hottest = ({ heat }: CodePage): number =>
  [...(heat ?? [])].reduce((most, [line, share]) => (share > (heat!.get(most) ?? 0) ? line : most), 0);

const startOf = ({ state: { doc } }: EditorView, line: number) => doc.line(Math.min(Math.max(1, line), doc.lines)).from;

function goTo(view: EditorView, line: number): void {
  const at = startOf(view, line);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
}

/** Into view, and nothing else. */
function bring(view: EditorView, line: number): void {
  view.dispatch({ effects: EditorView.scrollIntoView(startOf(view, line), { y: 'center' }) });
}
