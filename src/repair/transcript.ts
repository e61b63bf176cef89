/** What the messages show, and nothing else: files as viewed and edited, test runs, advice. Pure. */
import { readRun, type TestRun } from '../facts/summary';
import type { Message } from '../types';
import { isTrace, readTrace, type Trace } from '../facts/trace';

/** A successful edit of a file that was seen whole. */
export interface SeenEdit {
  path: string;
  before: string;
  after: string;
  /** Index in `runs` of the test run that followed it. */
  run: number;
  /** An expert acted in our place. */
  foreign: boolean;
}

export type SaidAction = {
  action: string;
  path?: string;
  command?: string;
  find?: string;
  replace?: string;
  from?: number;
};

export interface Transcript {
  command: string;
  paths: string[];
  /** Text of each file whose every line was seen, as it reads now. */
  files: Map<string, string>;
  /** First line not seen yet of files seen in part. */
  partial: Map<string, { from: number; text: string }>;
  missing: Set<string>;
  runs: TestRun[];
  edits: SeenEdit[];
  missed: number;
  /** What ran under the failing tests; undefined = not asked yet, null = could not be found out. */
  trace?: Trace | null;
  advice: { text: string; edits: number }[];
  refused: number;
  last: SaidAction | null;
  /** What came when: the index in `runs`, `edits` or `advice`, or the path that was viewed. */
  order: Noted[];
}

export type Noted =
  | { what: 'run' | 'edit'; at: number }
  | { what: 'advice'; at: number; asked: boolean }
  | { what: 'view'; path: string; again: boolean } // again: of a file that was seen whole before
  | { what: 'trace' | 'refused' | 'missed' | 'submit' };

export function readTranscript(messages: Message[]): Transcript {
  const task = messages.find((m) => m.role === 'user')?.content ?? '';
  const t: Transcript = {
    command: /^The tests run with: (.+)$/m.exec(task)?.[1] ?? 'npm test',
    paths: pathsOf(task),
    files: new Map(),
    partial: new Map(),
    missing: new Set(),
    runs: [],
    edits: [],
    missed: 0,
    advice: [],
    refused: 0,
    last: null,
    order: [],
  };
  for (let i = 2; i < messages.length; i++) {
    const message = messages[i]!;
    if (message.role === 'assistant') t.last = actionOf(message.content);
    else if (t.last) observe(t, t.last, message);
  }
  return t;
}

function pathsOf(task: string): string[] {
  const start = task.lastIndexOf('\nFiles:\n');
  const end = task.lastIndexOf('\n\nThe tests run with:');
  return start < 0
    ? []
    : task
        .slice(start + 8, end)
        .split('\n')
        .filter((line) => line && !line.startsWith('('));
}

/** The JSON action in a reply of ours. */
function actionOf(text: string): SaidAction | null {
  try {
    return JSON.parse(text.slice(text.indexOf('{'))) as SaidAction;
  } catch {
    return null;
  }
}

function observe(t: Transcript, said: SaidAction, message: Message): void {
  const text = message.content;
  const guidance = /<expert_llm_guidance>([\s\S]*?)<\/expert_llm_guidance>/.exec(text)?.[1];
  if (guidance !== undefined) {
    t.order.push({ what: 'advice', at: t.advice.length, asked: said.action === 'ask' });
    t.advice.push({ text: guidance.trim(), edits: t.edits.length });
  }
  if (text.startsWith('This was not carried out.')) return;
  const foreign = /^The expert acted in your place:\n[\s\S]*\n\nWhat it did:\n/.exec(text)?.[0];
  if (foreign !== undefined) {
    const done = actionOf(guidance ?? '');
    if (done) carriedOut(t, done, text.slice(foreign.length), true);
  } else carriedOut(t, said, text, false, guidance !== undefined);
}

function carriedOut(t: Transcript, said: SaidAction, text: string, foreign: boolean, advised = false): void {
  if (said.action === 'ask' && !advised) {
    t.refused++;
    t.order.push({ what: 'refused' });
  }
  if (said.action === 'submit') t.order.push({ what: 'submit' });
  if (said.action === 'run' && said.command === t.command) {
    t.order.push({ what: 'run', at: t.runs.length });
    t.runs.push(readRun(text));
  }
  if (said.action === 'run' && isTrace(said.command ?? '')) {
    t.order.push({ what: 'trace' });
    t.trace = readTrace(text);
  }
  if (said.action === 'view' && said.path) {
    t.order.push({ what: 'view', path: said.path, again: t.files.has(said.path) });
    readView(t, said.path, text);
  }
  if (said.action === 'edit' && said.path) {
    const known = t.files.get(said.path);
    if (
      /^(Edited|Filled|Created) /.test(text) &&
      known !== undefined &&
      said.find !== undefined &&
      said.replace !== undefined
    ) {
      const at = known.indexOf(said.find);
      if (at < 0) return;
      const after = known.slice(0, at) + said.replace + known.slice(at + said.find.length);
      t.files.set(said.path, after);
      t.order.push({ what: 'edit', at: t.edits.length });
      t.edits.push({ path: said.path, before: known, after, run: t.runs.length, foreign });
    } else {
      t.missed++;
      t.order.push({ what: 'missed' });
    }
  }
}

function readView(t: Transcript, path: string, text: string): void {
  const head = /^(.*), (?:(?:[\d,]+) lines?|lines (\d+)-(\d+) of (\d+))$/.exec(
    text.slice(0, Math.max(0, text.indexOf('\n'))),
  );
  if (!head) {
    t.missing.add(path);
    return;
  }
  const lines: string[] = [];
  for (const line of text.split('\n').slice(1)) {
    const found = /^\d+\|([\s\S]*)$/.exec(line);
    if (found) lines.push(found[1]!);
  }
  const from = Number(head[2] ?? 1);
  if (head[2] && t.files.has(path)) return; // a part of what is known already
  const before = from > 1 ? (t.partial.get(path)?.text ?? '') : '';
  const body = `${before}${lines.join('\n')}\n`;
  const [last, total] = [Number(head[3] ?? 0), Number(head[4] ?? 0)];
  if (head[2] && last < total) t.partial.set(path, { from: last + 1, text: body });
  else {
    t.partial.delete(path);
    t.files.set(path, body);
  }
}
