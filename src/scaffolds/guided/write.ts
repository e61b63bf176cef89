/** A move as a call of the model: what it reads, how its reply becomes the new text of a file. */
import { defang } from '../../agent/prompt';
import { oneLine, unmarked } from '../../lib/foreign';
import { splitLines } from '../../lib/text';
import { isProgram } from '../../repair/syntax';
import type { Completion, Files, GenerateOptions, Message, Model, Move, Step, Stream, TestReport } from '../../types';
import { cleanedFill, filled, lineHole, mendHole, offsets, partHole, fillParts, type Hole } from './gap';
import { failureOf, type History } from './history';
import type { GuidedOptions } from './options';
import { isRead, placeKey, type Variants } from './vary';

/** What a call is made from besides its move. */
export interface WriteContext {
  files: Files;
  tests: ReadonlySet<string>;
  history: History;
  steps: readonly Step[];
  base: TestReport;
  options: GuidedOptions;
  /** A mentor's words for the place, '' = none. */
  words: string;
  /** What the model would change in the lines that it read. */
  variants: Variants;
}

/** A call that can be made: asks the model, and reads the file's new text out of its reply. */
export interface ModelCall {
  move: Move;
  /** What the model reads, word for word. */
  prompt: string;
  ask(model: Model, options: GenerateOptions): Stream<string, Completion>;
  /** Whole new text of the move's file; undefined = nothing that could be used. */
  read(reply: string): string | undefined;
}

/** Most faults are one line: every third fill of a place may have more. */
const endOf = ({ kind, sample, from, to }: Move): string =>
  (kind === 'fill' && sample % 3 === 2) || kind === 'insert' || to > from ? '\n\n' : '\n';

const LINE_TOKENS = 96;
const FUNCTION_TOKENS = 700;
const SENTENCE_TOKENS = 60;

export function callFor(move: Move, sheet: WriteContext): ModelCall | undefined {
  const text = sheet.files[move.path];
  if (typeof text !== 'string') return undefined;
  if (isRead(move.kind)) return varying(move, move.kind, text, sheet.variants);
  if (move.kind === 'rewrite' || move.kind === 'repair') return rewriting(move, text, sheet);
  const hole = holeOf(move, text, sheet);
  return hole && filling(move, text, hole);
}

function holeOf(move: Move, text: string, sheet: WriteContext): Hole | undefined {
  const words = sheet.words || noteOn(sheet);
  const parts = move.kind === 'part' ? fillParts(move.path, text, move) : [];
  const part = parts[move.sample % Math.max(1, parts.length)];
  if (move.kind === 'part' && !part) return undefined;
  const whole = move.kind === 'mend' ? mendHole : lineHole;
  const hole = part ? partHole(move.path, text, part[0], part[1], words) : whole(move.path, text, move, words);
  const head = sheet.options.context === 'test' ? commented(testSource(sheet)) : '';
  return { ...hole, gap: { before: unmarked(head + hole.gap.before), after: unmarked(hole.gap.after) } };
}

const commented = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('```'))
    .map((line) => `// ${line}\n`)
    .join('');

/** The failing check as a comment above the gap, where the options want it. */
function noteOn({ base, options }: WriteContext): string {
  if (options.context !== 'comment') return '';
  return failureOf(base, 2).replace(/\s+/g, ' ');
}

function filling(move: Move, text: string, hole: Hole): ModelCall {
  const { gap } = hole;
  return {
    move,
    prompt: `${gap.before}▁${gap.after}`,
    ask: (model, options) => {
      const more = { ...options, maxTokens: LINE_TOKENS, grammar: 'off' as const };
      return model.fill
        ? model.fill(gap, { ...more, stop: [endOf(move)] })
        : model.generate(gapMessages(gap), { ...more, ...CHAT });
    },
    read: (reply) => parsed(move.path, text, hole, cleanedFill(reply, gap.after)),
  };
}

/** A line that the model read, with what it finds likelier in it: what was read is paid for by the first of them. */
function varying(move: Move, kind: 'vary' | 'mutate', text: string, variants: Variants): ModelCall | undefined {
  const known = variants.get(placeKey(move));
  const variant = known?.[kind][move.sample];
  if (!known || !variant) return undefined;
  const hole = lineHole(move.path, text, move);
  const { before, after } = hole.gap;
  return {
    move,
    prompt: `${before}▁${after}`,
    async *ask() {
      const { spent, told } = known;
      known.told = true;
      yield variant.text;
      const [tokensIn, ms] = told ? [0, 0] : [spent.prefilled, spent.ms];
      const gain = [Math.min(0, variant.gain)];
      return { text: variant.text, tokensIn, tokensOut: 0, cost: 0, ms, finish: 'stop', logprobs: gain };
    },
    read: (reply) => filled(text, hole, reply),
  };
}

/** The file with as many of the written lines as leave it a program; all of them where none do. */
function parsed(path: string, text: string, hole: Hole, written: string): string {
  const lines = written.split('\n');
  for (let kept = lines.length; kept > 0; kept--) {
    const next = filled(text, hole, lines.slice(0, kept).join('\n').trimEnd());
    if (!/\.[cm]?[jt]sx?$/.test(path) || isProgram(path, next)) return next;
  }
  return filled(text, hole, written);
}

/** The chat form of a gap, for models without tokens for it. */
const GAP = '/* MISSING */';
const CHAT = { prefill: '```js\n', stop: ['```'] };
function gapMessages({ before, after }: { before: string; after: string }): Message[] {
  return [
    {
      role: 'system',
      content: `One piece of this JavaScript is missing: ${GAP}. Write only the missing piece, usually one line, in one code block. Do not repeat what stands around it.`,
    },
    { role: 'user', content: `\`\`\`js\n${before}${GAP}${after}\n\`\`\`` },
  ];
}

const SYSTEM =
  'You repair JavaScript. You get a failing test and one piece of code that holds the mistake. Say in one short sentence what is wrong. Then write the whole piece again, corrected, in one ```js block. Change as little as possible; keep names and signature.';

function rewriting(move: Move, text: string, sheet: WriteContext): ModelCall | undefined {
  const at = offsets(text);
  const [start, end] = [at[move.from - 1]!, (at[move.to] ?? text.length + 1) - 1];
  const piece = text.slice(start, end);
  const messages = rewriteMessages(move, piece, sheet);
  const [signature = ''] = piece.split('\n');
  return {
    move,
    prompt: messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n'),
    ask: (model, options) => twice(model, messages, signature, options),
    read: (reply) => {
      const code = codeIn(reply);
      return code === undefined ? undefined : text.slice(0, start) + indented(code, piece) + text.slice(end);
    },
  };
}

/** A sentence first, then the harness opens the code block with the piece's own first line, and the model writes on. */
async function* twice(
  model: Model,
  messages: Message[],
  signature: string,
  options: GenerateOptions,
): Stream<string, Completion> {
  const sentence = yield* model.generate(messages, {
    ...options,
    grammar: 'off',
    maxTokens: SENTENCE_TOKENS,
    stop: ['\n', '```'],
  });
  const opened = `${sentence.text.trim()}\n\`\`\`js\n${signature}\n`;
  yield opened.slice(sentence.text.length);
  const code = yield* model.generate(messages, {
    ...options,
    grammar: 'off',
    maxTokens: FUNCTION_TOKENS,
    prefill: opened,
    stop: ['```'],
  });
  return {
    ...code,
    text: `${opened}${code.text}`,
    tokensIn: sentence.tokensIn + code.tokensIn,
    tokensOut: sentence.tokensOut + code.tokensOut,
    ms: sentence.ms + code.ms,
    ...(code.local
      ? { local: { ...code.local, prefilled: (sentence.local?.prefilled ?? 0) + code.local.prefilled } }
      : {}),
  };
}

function rewriteMessages(move: Move, piece: string, sheet: WriteContext): Message[] {
  const { base, words, history, steps } = sheet;
  const said = words === '' ? '' : `\n\nA mentor says: ${words}`;
  const code = `The code with the mistake (${oneLine(move.path)}):\n${fenced(piece)}`;
  const user = defang(`${testSource(sheet)}${failureOf(base)}\n\n${code}${said}`);
  const messages: Message[] = [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: user },
  ];
  if (move.kind !== 'repair') return messages;
  const of = move.of?.at(-1) ?? -1;
  const before = history.tried.find(({ step }) => step === of);
  const was = steps[of]?.generations.findLast((generation) => generation.move)?.text ?? '';
  return [
    ...messages,
    { role: 'assistant', content: `${was}\n\`\`\`` },
    { role: 'user', content: `With this, ${before?.failure || 'the tests still fail.'}\nWrite the whole piece again.` },
  ];
}

/** Code in a block that it cannot end itself. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}js\n${code}\n${fence}`;
}

/** The failing test's own source, where it can be found by its name. */
export function testSource({ base, files, tests }: Pick<WriteContext, 'base' | 'files' | 'tests'>): string {
  const failed = base.tests.find(({ status }) => status === 'fail');
  if (!failed) return '';
  const paths = [failed.file, ...tests].filter((path) => typeof files[path] === 'string');
  for (const path of paths) {
    const lines = splitLines(files[path] as string);
    const last = failed.name.split(' ').slice(-3).join(' ');
    const at = lines.findIndex((line) => line.includes(failed.name) || (last.length > 8 && line.includes(last)));
    if (at < 0) continue;
    const indent = /^\s*/.exec(lines[at]!)![0].length;
    const close = lines.findIndex((line, i) => i > at && line.trim() !== '' && /^\s*/.exec(line)![0].length <= indent);
    const shown = lines.slice(at, Math.min(close < 0 ? lines.length : close + 1, at + 24));
    return `The failing test (${oneLine(path)}):\n${fenced(shown.join('\n'))}\n\n`;
  }
  return '';
}

/** The last code block of a reply, closed or not. */
function codeIn(reply: string): string | undefined {
  const blocks = [...reply.matchAll(/```\w*\n([\s\S]*?)(?:```|$)/g)];
  const code = blocks.at(-1)?.[1]?.trimEnd();
  return code === undefined || code.trim() === '' ? undefined : code;
}

/** Moves the code to where the piece stood, when the model began it at the margin. */
function indented(code: string, piece: string): string {
  const meant = /^[ \t]*/.exec(piece)![0];
  const real = /^[ \t]*/.exec(code)![0];
  if (meant === '' || real !== '') return code;
  return code
    .split('\n')
    .map((line) => (line.trim() === '' ? line : meant + line))
    .join('\n');
}
