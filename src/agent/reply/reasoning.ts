/**
 * What a model thought aloud, in any family's marks: pairs of tags (`<think>`, `[THINK]`, `<|START_THINKING|>` …) and the
 * channels of gpt-oss. Nothing in it acts.
 */

/** Half-open ranges of the text. */
export interface TextSpan {
  start: number;
  end: number;
}

export interface Reasoning {
  /** In order, apart from each other. */
  spans: TextSpan[];
  /** The last of them was begun and not ended: what follows it was never written. */
  open: boolean;
}

const WORD =
  '(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|scratch_?pad|analysis|rationale|monologue|deliberation|cot)';
/** With what families put around it: `seed:think`, `inner_monologue`, `reasoning_content`, `chain_of_thought`. */
const NAME = `(?:[a-z]{1,8}:|ant_?)?(?:(?:[a-z]{1,12}_){0,3}${WORD}(?:_[a-z]{1,10}){0,2}|plan(?:ning)?)`;
const OF = '(?:of[_▁])?(?:think(?:ing)?|thoughts?|reasoning)';
/** Not `Promise<thought>`, and not a tag that the text quotes. */
const TAG = new RegExp(
  [
    `(?:(?<![\\w\`'"])<|<(?=\\/))(\\/?)${NAME}(?:\\s[^<>]*)?>`,
    `&lt;(\\/?)think(?:ing)?&gt;`,
    `\\[(\\/?)(?:THINK|THINKING|REASONING)\\]`,
    `◁(\\/?)think▷`,
    `<[|｜](begin|start|end)[_▁]${OF}[|｜]>`,
    `<[|｜](\\/?)(?:think(?:ing)?|thought|reasoning)[|｜]>`,
    `<\\|inner_(prefix|suffix)\\|>`,
    `<\\|channel>(?:thought|analysis)\\b|<(channel)\\|>`,
    `<unused9(4|5)>(?:thought\\b)?`,
  ].join('|'),
  'gi',
);
const CLOSES = new Set(['/', 'end', 'suffix', 'channel', '5']);

/** @param kept ranges of actions: a tag inside one is a part of what it says, not of how the reply is built */
export function reasoningIn(text: string, kept: TextSpan[]): Reasoning {
  const bare = leading(text);
  const channels = channelsIn(text);
  const tags = tagsIn(text, kept);
  const spans = [...(bare ? [bare] : []), ...channels.spans, ...tags.spans].sort((a, b) => a.start - b.start);
  return { spans, open: channels.open || tags.open };
}

function tagsIn(text: string, kept: TextSpan[]): Reasoning {
  const found: { at: number; end: number; closes: boolean }[] = [];
  for (const match of text.matchAll(TAG)) {
    const at = match.index;
    if (kept.some(({ start, end }) => start < at && at < end)) continue;
    const mark = match.slice(1).find((group) => group !== undefined);
    found.push({ at, end: at + match[0].length, closes: CLOSES.has((mark ?? '').toLowerCase()) });
  }
  const spans: TextSpan[] = [];
  let depth = 0;
  let begun = 0;
  for (const { at, end, closes } of found) {
    if (!closes) {
      if (depth++ === 0) begun = at;
    } else if (depth === 0) {
      spans.splice(0, spans.length, { start: 0, end }); // its opening tag was the end of the prompt
    } else if (--depth === 0) spans.push({ start: begun, end });
  }
  if (depth === 0) return { spans, open: false };
  // opened more often than closed: a thought about thoughts ends with the last tag that closes
  const last = found.findLast(({ closes, at }) => closes && at > begun);
  if (last && found.at(-1) === last) return { spans: [...spans, { start: begun, end: last.end }], open: false };
  return { spans: [...spans, { start: begun, end: text.length }], open: true };
}

const CHANNEL = /<\|channel\|>([^<]*)(?:<\|constrain\|>[^<]*)?<\|message\|>/g;

/** `<|channel|>analysis<|message|>…<|end|>`: thought, unless it calls a tool. */
function channelsIn(text: string): Reasoning {
  const spans: TextSpan[] = [];
  for (const match of text.matchAll(CHANNEL)) {
    const before = text.slice(text.lastIndexOf('<|start|>', match.index) + 1, match.index);
    if (/\bto=/.test(match[1]! + before)) continue;
    const body = match.index + match[0].length;
    // what it says on the way, before it acts or answers
    const preamble = /^\s*commentary\b/.test(match[1]!) && text.indexOf('<|channel|>', body) !== -1;
    if (!preamble && !/^\s*analysis\b/.test(match[1]!)) continue;
    const end = text.slice(body).search(/<\|(?:end|return|call|start|channel)\|>/);
    spans.push({ start: match.index, end: end === -1 ? text.length : body + end });
    if (end === -1) return { spans, open: true };
  }
  return { spans, open: false };
}

/** The same where the tokens of the channels are not shown: `analysisI should …assistantfinal{…}`; and Granite's two headings. */
function leading(text: string): TextSpan | undefined {
  const match =
    /^\s*analysis(?=[\sA-Z"'])[\s\S]*assistant\s*(?=final|commentary)/.exec(text) ??
    /^\s*Here(?: is|'s|’s) my thought process:[\s\S]*?(?:Here(?: is|'s|’s) my response:|$)/.exec(text);
  return match ? { start: 0, end: match[0].length } : undefined;
}
