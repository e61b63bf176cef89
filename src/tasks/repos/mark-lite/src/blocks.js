'use strict';

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const FENCE = /^(`{3,}|~{3,})\s*(\w*)\s*$/;
const RULE = /^([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^>\s?/;

function parse(text) {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n');
  return parseLines(lines);
}

function parseLines(lines) {
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const read = readers.find(({ starts }) => starts(line)) || paragraph;
    const { block, next } = read.read(lines, at);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

const heading = {
  starts: (line) => HEADING.test(line),
  read(lines, at) {
    const [, marks, text] = HEADING.exec(lines[at]);
    return { block: { type: 'heading', level: marks.length, text }, next: at + 1 };
  },
};

const fence = {
  starts: (line) => FENCE.test(line),
  read(lines, at) {
    const [, marks, language] = FENCE.exec(lines[at]);
    const body = [];
    let next = at + 1;
    while (next < lines.length && !closesFence(lines[next], marks)) {
      body.push(lines[next]);
      next += 1;
    }
    return { block: { type: 'code', language, text: body.join('\n') }, next: next + 1 };
  },
};

function closesFence(line, marks) {
  const text = line.trim();
  return text.length >= marks.length && text === marks[0].repeat(text.length);
}

const rule = {
  starts: (line) => RULE.test(line),
  read: (lines, at) => ({ block: { type: 'rule' }, next: at + 1 }),
};

const quote = {
  starts: (line) => QUOTE.test(line),
  read(lines, at) {
    const inner = [];
    let next = at;
    while (next < lines.length && QUOTE.test(lines[next])) {
      inner.push(lines[next].replace(QUOTE, ''));
      next += 1;
    }
    return { block: { type: 'quote', children: parseLines(inner) }, next };
  },
};

const list = {
  starts: (line) => ITEM.test(line),
  read(lines, at) {
    const first = ITEM.exec(lines[at]);
    const indent = first[1].length;
    const ordered = /\d/.test(first[2]);
    const items = [];
    let next = at;
    while (next < lines.length) {
      const match = ITEM.exec(lines[next]);
      if (match && match[1].length <= indent) {
        if (match[1].length < indent || /\d/.test(match[2]) !== ordered) break;
        items.push([match[3]]);
      } else if (lines[next].trim() !== '' && /^\s/.test(lines[next])) {
        items[items.length - 1].push(lines[next].slice(Math.min(indent + 2, indentOf(lines[next]))));
      } else {
        break;
      }
      next += 1;
    }
    const start = ordered ? parseInt(first[2], 10) : null;
    return { block: { type: 'list', ordered, start, items: items.map(toItem) }, next };
  },
};

function toItem(lines) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(lines[0]);
  const text = task ? task[2] : lines[0];
  const checked = task ? task[1] !== ' ' : null;
  return { text, checked, children: parseLines(lines.slice(1)) };
}

function indentOf(line) {
  return line.length - line.trimStart().length;
}

const paragraph = {
  read(lines, at) {
    let next = at + 1;
    while (next < lines.length && lines[next].trim() !== '' && !readers.some(({ starts }) => starts(lines[next]))) next += 1;
    const text = lines
      .slice(at, next)
      .map((line) => line.trimStart())
      .join('\n');
    return { block: { type: 'paragraph', text }, next };
  },
};

const readers = [heading, fence, rule, quote, list];

module.exports = { parse };
