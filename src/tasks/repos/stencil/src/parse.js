import { parseExpression } from './expression.js';
import { split, TemplateError } from './split.js';

export function parse(template) {
  const pieces = split(template);
  let at = 0;

  function block(endings, opened) {
    const nodes = [];
    while (at < pieces.length) {
      const piece = pieces[at++];
      if (piece.type !== 'tag') {
        nodes.push(leaf(piece));
        continue;
      }
      const [, word, rest] = /^(\w*)\s*([^]*)$/.exec(piece.body);
      if (endings.includes(word)) return { nodes, word, rest, line: piece.line };
      nodes.push(tag(word, rest, piece.line));
    }
    if (opened) throw new TemplateError(`"${opened.word}" is never closed`, opened.line);
    return { nodes };
  }

  function tag(word, rest, line) {
    if (word === 'if') return readIf(rest, line);
    if (word === 'for') return readFor(rest, line);
    if (word === 'set') return readSet(rest, line);
    if (word === 'include') return { type: 'include', name: rest.replace(/^["']|["']$/g, ''), line };
    throw new TemplateError(`Unknown tag "${word}"`, line);
  }

  function readIf(rest, line) {
    const branches = [];
    let test = parseExpression(rest, line);
    for (;;) {
      const end = block(['elif', 'else', 'endif'], { word: 'if', line });
      branches.push({ test, nodes: end.nodes });
      if (end.word === 'endif') return { type: 'if', branches, otherwise: [] };
      if (end.word === 'else') break;
      test = parseExpression(end.rest, end.line);
    }
    return { type: 'if', branches, otherwise: block(['endif'], { word: 'if', line }).nodes };
  }

  function readFor(rest, line) {
    const match = /^(\w+)(?:\s*,\s*(\w+))?\s+in\s+([^]+)$/.exec(rest);
    if (!match) throw new TemplateError(`Cannot read "for ${rest}"`, line);
    const [, first, second, source] = match;
    const body = block(['else', 'endfor'], { word: 'for', line });
    const otherwise = body.word === 'else' ? block(['endfor'], { word: 'for', line }).nodes : [];
    return {
      type: 'for',
      key: second ? first : null,
      item: second ?? first,
      list: parseExpression(source, line),
      nodes: body.nodes,
      otherwise,
    };
  }

  return block([]).nodes;
}

function readSet(rest, line) {
  const match = /^(\w+)\s*=\s*([^]+)$/.exec(rest);
  if (!match) throw new TemplateError(`Cannot read "set ${rest}"`, line);
  return { type: 'set', name: match[1], value: parseExpression(match[2], line) };
}

function leaf({ type, body, line }) {
  return type === 'text' ? { type, body } : { type, value: parseExpression(body, line) };
}
