/** Parts of the rooms, mounted in a real browser. */
import { flushSync, mount, tick, unmount } from 'svelte';
import { afterEach, describe, expect, test } from 'vitest';
import '../../src/ui/app.css';
import { matching, noFilters, type TaskRow } from '../../src/ui/catalog.svelte';
import { money, percent } from '../../src/ui/format';
import { mountCode } from '../../src/ui/parts/code';
import Prose from '../../src/ui/parts/Prose.svelte';
import { mountTerminal } from '../../src/ui/parts/terminal';
import { unified } from '../../src/ui/parts/unified';
import { Person } from '../../src/ui/person.svelte';
import { parseRoute } from '../../src/ui/route.svelte';
import { flips, group, thought } from '../../src/ui/view';
import { demo } from '../fixtures/demo';

let host: HTMLElement;
const place = (): HTMLElement => {
  host = document.createElement('div');
  host.style.height = '300px';
  host.style.width = '600px';
  document.body.append(host);
  return host;
};
afterEach(() => host?.remove());

describe('editor and terminal without <style> elements', () => {
  test('the editor keeps its rules in the shadow root', async () => {
    const before = document.querySelectorAll('style').length;
    const view = mountCode(place());
    view.show({ path: 'src/a.js', text: 'const a = 2;\n', base: 'const a = 1;\n' });
    await tick();
    const root = host.shadowRoot!;
    expect(root.textContent).toContain('const a = 2;');
    expect(root.querySelector('.cm-deletedChunk')?.textContent).toContain('const a = 1;');
    expect(root.querySelectorAll('style')).toHaveLength(0);
    expect(root.adoptedStyleSheets.length).toBeGreaterThan(0);
    expect(document.querySelectorAll('style')).toHaveLength(before);
    view.show({ path: 'src/b.js', text: 'other();\n', base: 'other();\n' });
    expect(root.textContent).not.toContain('const a');
    view.destroy();
  });

  test('the terminal feeds constructed sheets, shows text and cleans up', async () => {
    const before = document.querySelectorAll('style').length;
    const sheets = document.adoptedStyleSheets.length;
    const view = mountTerminal(place());
    view.show('$ npm test\n\x1b[31mnot ok 1\x1b[0m\n\x1b[38;2;1;2;3mrgb\x1b[0m\n');
    await expect.poll(() => host.textContent).toContain('not ok 1');
    expect(host.querySelector('.xterm-fg-1')?.textContent).toBe('not ok 1');
    expect(document.querySelectorAll('style')).toHaveLength(before);
    expect(document.adoptedStyleSheets.length).toBeGreaterThan(sheets);
    view.destroy();
    expect(document.adoptedStyleSheets).toHaveLength(sheets);
    expect(Object.hasOwn(document, 'createElement')).toBe(false);
  });
});

test('model text is never HTML', async () => {
  const view = mount(Prose, { target: place(), props: { text: 'a <b>bold</b> `x < y` and\n```js\n<script>\n```' } });
  flushSync();
  expect(host.querySelector('b, script')).toBeNull();
  expect(host.querySelector('code')?.textContent).toBe('x < y');
  expect(host.querySelector('pre')?.textContent).toBe('<script>');
  expect(host.textContent).toContain('<b>bold</b>');
  await unmount(view);
});

test('the person at the keyboard answers, declines or is cut off', async () => {
  const person = new Person();
  const first = person.answer('expert', [{ role: 'user', content: 'Why?' }]);
  expect(person.request?.role).toBe('expert');
  person.send('Because.');
  expect(await first).toBe('Because.');
  expect(person.request).toBeNull();
  const second = person.answer('protege', []);
  person.decline();
  expect(await second).toMatch(/no advice/);
  const abort = new AbortController();
  const third = person.answer('expert', [], abort.signal);
  abort.abort(new DOMException('Stopped', 'AbortError'));
  await expect(third).rejects.toMatchObject({ name: 'AbortError' });
  expect(person.request).toBeNull();
});

describe('views', () => {
  test('flips name what an edit fixed', () => {
    expect(flips(demo.steps, 5).fixed).toHaveLength(5);
    expect(flips(demo.steps, 5).broken).toEqual([]);
    expect(flips(demo.steps, 0)).toEqual({ fixed: [], broken: [] });
  });

  test('actions are grouped by what they are for', () => {
    expect(group({ kind: 'run', command: 'grep -n x src' }, false)).toBe('explore');
    expect(group({ kind: 'run', command: 'npm test' }, true)).toBe('test');
    expect(group({ kind: 'run', command: 'node a.js' }, false)).toBe('run');
    expect(group(null, false)).toBe('invalid');
  });

  test('the thought is what stands before the action', () => {
    expect(thought('I look.\n{"action":"view","path":"a"}')).toBe('I look.');
    expect(thought('<think>hm</think>Go.\n```json\n{"action":"submit"}\n```')).toBe('hm\n\nGo.');
    expect(thought('only words')).toBe('only words');
  });

  test('a diff counts both sides', () => {
    const lines = unified('a\nb\nc\n', 'a\nB\nc\n');
    expect(lines.map(({ kind }) => kind)).toEqual(['hunk', 'same', 'del', 'add', 'same']);
    expect(unified('same\n', 'same\n')).toEqual([]);
  });

  test('money is never a zero that was not measured', () => {
    expect([money(0), money(null), money(0.004), money(1.5)]).toEqual(['free (local)', 'unknown', '$0.0040', '$1.50']);
    expect([percent(0), percent(0.001), percent(0.114)]).toEqual(['0 %', '< 1 %', '11 %']);
  });

  test('routes survive odd addresses', () => {
    const place = (hash: string) => [parseRoute(hash).room.path, parseRoute(hash).id];
    expect(place('#/library/a%20b')).toEqual(['library', 'a b']);
    expect(place('#/library/%E0%A4%A')).toEqual(['library', '%E0%A4%A']);
    for (const lost of ['#/nowhere', '#/patch', '#/toString', '']) expect(place(lost)).toEqual(['', null]);
  });

  test('task filters combine', () => {
    const row = (id: string, kind: string, difficulty: string): TaskRow => ({
      id,
      title: `Task ${id}`,
      kind,
      difficulty,
      framework: 'mocha',
      split: 'dev',
      sources: 4,
    });
    const rows = [row('a', 'parser', 'easy'), row('b', 'parser', 'hard'), row('c', 'dates', 'easy')];
    const ids = (filters: Partial<typeof noFilters>) =>
      matching(rows, { ...noFilters, ...filters }).map(({ id }) => id);
    expect(ids({})).toEqual(['a', 'b', 'c']);
    expect(ids({ kind: 'parser', difficulty: 'easy' })).toEqual(['a']);
    expect(ids({ text: 'DATES task' })).toEqual(['c']);
    expect(ids({ text: 'nothing' })).toEqual([]);
  });
});
