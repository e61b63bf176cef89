const OPENERS = [
  { open: '{{{', close: '}}}', type: 'raw' },
  { open: '{{', close: '}}', type: 'print' },
  { open: '{%', close: '%}', type: 'tag' },
  { open: '{#', close: '#}', type: 'comment' },
];

export class TemplateError extends Error {
  constructor(message, line) {
    super(line === undefined ? message : `${message} (line ${line})`);
    this.name = 'TemplateError';
    this.line = line;
  }
}

/** Cuts a template into text, print, raw and tag pieces. */
export function split(template) {
  const pieces = [];
  let at = 0;
  let line = 1;
  let trimNext = false;

  const pushText = (text) => {
    const body = trimNext ? text.trimStart() : text;
    if (body !== '') pieces.push({ type: 'text', body, line });
    line += countLines(text);
    trimNext = false;
  };

  while (at < template.length) {
    const start = nextOpener(template, at);
    if (start === null) break;
    const { index, opener } = start;
    const end = template.indexOf(opener.close, index + opener.open.length);
    if (end === -1) throw new TemplateError(`"${opener.open}" is never closed`, line + countLines(template.slice(at, index)));

    let body = template.slice(index + opener.open.length, end);
    let before = template.slice(at, index);
    const cutBefore = opener.type === 'tag' && body.startsWith('-');
    const cutAfter = opener.type === 'tag' && body.endsWith('-');
    if (cutBefore) body = body.slice(1);
    if (cutAfter) body = body.slice(0, -1);
    const removed = cutBefore ? countLines(before) - countLines(before.trimEnd()) : 0;
    if (cutBefore) before = before.trimEnd();
    pushText(before);
    line += removed;
    if (opener.type !== 'comment') pieces.push({ type: opener.type, body: body.trim(), line });
    line += countLines(body);
    trimNext = cutAfter;
    at = end + opener.close.length;
  }
  pushText(template.slice(at));
  return pieces;
}

function nextOpener(template, from) {
  const index = template.slice(from).search(/\{[{%#]/);
  if (index === -1) return null;
  const at = from + index;
  return { index: at, opener: OPENERS.find(({ open }) => template.startsWith(open, at)) };
}

function countLines(text) {
  return text.split('\n').length - 1;
}
