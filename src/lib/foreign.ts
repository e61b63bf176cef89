/**
 * Text of others (a repository, a model, a server), made harmless where it could act instead of being read: on a
 * terminal, in a prompt, in a list of names. What is changed is shown in its place, never dropped: `\x1b`, `\u202e`.
 */

/** What moves a cursor, hides, or turns the order of what is read. Line breaks and tabs are not among it. */
const ACTING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

const code = (char: string): string => {
  const point = char.codePointAt(0)!;
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point > 0xffff ? `\\u{${point.toString(16)}}` : `\\u${point.toString(16).padStart(4, '0')}`;
};

/** Text of several lines: everything that acts is shown; line breaks and tabs stay. */
export const printable = (text: string): string => text.replace(/\r\n/g, '\n').replace(ACTING, code);

/** A name in one line: line breaks and tabs are shown, too. */
export const oneLine = (text: string): string =>
  printable(text).replace(/[\n\t]/g, (char) => (char === '\n' ? '\\n' : '\\t'));

/** A name that should be refused: it could act where it is shown, or would not show what it is. */
export const acts = (name: string): boolean => /[\n\t\r]/.test(name) || new RegExp(ACTING.source, 'u').test(name);

/** For a log that a build service reads: no line of it is one of the service's commands. */
export const logged = (text: string): string =>
  printable(text)
    .replace(/^(\s*):(?=:)/gm, '$1\\x3a')
    .replace(/##(?=(vso)?\[)/g, '#\\x23');

// ---- prompts -------------------------------------------------------------------------------------------------

/** Between the letters of a mark that is written so as not to be found. */
const GAP = '[\\u00ad\\u200b-\\u200f\\u2060-\\u2064\\ufe00-\\ufe0f\\ufeff]*';
const spaced = (word: string): string => [...word].map((c) => c.replace(/[[\]|\\/<>]/g, '\\$&')).join(GAP);
const words = (...list: string[]): string => list.map(spaced).join('|');

/**
 * Marks with which chat templates of the model families that can be chosen here separate speakers, tools and gaps: ChatML
 * and all of the form <|…|> (with DeepSeek's wide bars), Gemma's turns, Llama 2's and Mistral's brackets, the sentence and
 * tool tags that several share.
 */
const MARKS = new RegExp(
  [
    `<${GAP}[|\\uff5c]${GAP}([\\w\\u2581 .:/\\-\\u00ad\\u200b-\\u200f\\u2060-\\u2064\\ufeff]{1,60})${GAP}[|\\uff5c]${GAP}>`,
    `<(${GAP}\\/?${GAP}(?:${words('s', 'bos', 'eos', 'pad', 'unk', 'start_of_turn', 'end_of_turn', 'think', 'tool_call', 'tool_response', 'tools', 'fim_prefix', 'fim_suffix', 'fim_middle', 'fim_pad', 'file_sep', 'repo_name', 'PRE', 'SUF', 'MID', 'EOT')})${GAP})>`,
    `\\[(${GAP}\\/?${GAP}(?:${words('INST', 'SYSTEM_PROMPT', 'AVAILABLE_TOOLS', 'TOOL_CALLS', 'TOOL_RESULTS', 'PREFIX', 'SUFFIX', 'MIDDLE')})${GAP})\\]`,
    `<<(${GAP}\\/?${GAP}${spaced('SYS')}${GAP})>>`,
  ].join('|'),
  'g',
);

/** Tags of HTML, too: a reader that is no language model gets them as they are. */
const HTML = /^<\/?s>$/;

/**
 * No text of others holds a mark that a model's tokenizer could take for the end of its turn: `<|im_end|>` -> `<|_im_end|>`.
 * Done twice it is the same.
 */
export const unmarked = (text: string, { html = false } = {}): string =>
  /[<[]/.test(text)
    ? text.replace(MARKS, (mark, bars, tag, square, double) => {
        const inside: string = bars ?? tag ?? square ?? double;
        const slash = /^[^\w]*\//.exec(inside)?.[0].length ?? 0;
        const at = mark.indexOf(inside) + slash;
        return mark[at] === '_' || (html && HTML.test(mark)) ? mark : `${mark.slice(0, at)}_${mark.slice(at)}`;
      })
    : text;

/** The text before `unmarked`, for what a model copied out of what it read. */
export const remarked = (text: string): string =>
  text.replace(/<([|\uff5c])_/g, '<$1').replace(/(<\/?|\[\/?|<<\/?)_(?=[A-Za-z])/g, '$1');

const LOOKALIKES: Record<string, string> = Object.fromEntries(
  [...'аaеeоoмmрpсcхxуyіiјjѕsԁdɡgԛqԝwһhӏlνvαaεeιiκkοoρpτtυuχxηnʟlᴍmɴnᴜuᴅdᴀaᴄcᴇeɪi'.matchAll(/(.)(.)/gu)].map(
    ([, from, to]) => [from!, to!],
  ),
);

/** Letters as they look: compatibility forms, accents, case and lookalikes of other scripts are the same letter. */
export function looks(text: string): string {
  if (/^[\u0000-\u007f]*$/.test(text)) return text.toLowerCase();
  const plain = text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase();
  return plain.replace(/[^\u0000-\u007f]/gu, (char) => LOOKALIKES[char] ?? char);
}

/** Every spelling of a mark's words -> the words with `_` before them: `</ expert_llm-guidance>` too. */
export function unworded(text: string, mark: string): string {
  const wanted = mark.replace(/[^a-z]/g, '');
  if (
    !looks(text)
      .replace(/[^a-z]/g, '')
      .includes(wanted)
  )
    return text;
  // Letter by letter, so that the place in the text is known.
  const letters: { at: number; end: number; letter: string }[] = [];
  let at = 0;
  for (const char of text) {
    for (const letter of looks(char).replace(/[^a-z]/g, '')) letters.push({ at, end: at + char.length, letter });
    at += char.length;
  }
  const line = letters.map(({ letter }) => letter).join('');
  let out = '';
  let done = 0;
  for (let i = line.indexOf(wanted); i >= 0; i = line.indexOf(wanted, i + wanted.length)) {
    const [first, last] = [letters[i]!, letters[i + wanted.length - 1]!];
    const spread = last.end - first.at > 3 * wanted.length; // words of a sentence that happen to follow one another
    const broken = text[first.at - 1] === '_';
    out += spread || broken ? text.slice(done, last.end) : `${text.slice(done, first.at)}_${mark}`;
    done = last.end;
  }
  return out + text.slice(done);
}

/** How a line has to begin to look like a heading of our own prompts, or like another speaker. */
const SPEAKER = 'agent|results?|assistant|system|user|human|tool|expert|developer|model';
const HEADING = [
  'task', 'recent messages(?: of the agent)?', 'question', 'files', 'the tests run with', 'problem', 'before(?: \\(.*\\))?',
  'advice', 'afterwards', 'last steps', 'why you are asked', 'what fails', 'the failing test(?: \\(.*\\))?', 'tried so far',
  'places that the harness found.*', 'code', 'what it did', 'the expert acted in your place', 'this was not carried out.*',
  'what i see', 'instructions?', 'a mentor says', SPEAKER,
]; // prettier-ignore
/** These are followed by something in their own line. */
const LEADS =
  'question|the tests run with|it is about to do|an observer says.*|why you are asked|a mentor says|system|assistant|human';
const HEADINGS = new RegExp(
  `^[\\s>#*_\`~|.-]*(?:[[({<]\\s*(?:${SPEAKER})\\s*[\\])}>]|#+\\s*(?:instructions?|response|${SPEAKER})\\b|(?:${HEADING.join('|')})[\\s*_]*:[\\s*_]*$|(?:${LEADS})[\\s*_]*:)`,
);

/** Lines after which a model could take what follows for ours. */
const forges = (text: string): boolean => text.split(/[\n\r\u2028\u2029]/).some((line) => HEADINGS.test(looks(line)));

/**
 * What others say, as a part of one of our messages. Where a line of it could pass for a heading of the message, every line
 * is quoted with `> `, so that what follows it is still theirs; else it stands as it is.
 */
export function quoted(text: string): string {
  const plain = unmarked(text);
  return forges(plain) ? plain.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/^/gm, '> ') : plain;
}

/** `quoted`, behind a mark in the same line: what is quoted begins below it. */
export function below(text: string): string {
  const safe = quoted(text);
  return safe.startsWith('> ') ? `\n${safe}` : safe;
}
