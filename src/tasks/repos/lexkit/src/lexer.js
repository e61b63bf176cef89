import { LexError } from './errors.js';
import { advance, startPosition } from './position.js';
import { compileStates } from './rules.js';

export function createLexer(states, { start = Object.keys(states)[0], onError = 'throw' } = {}) {
  const compiled = compileStates(states);
  if (!compiled.has(start)) throw new TypeError(`Unknown start state "${start}"`);

  function* tokens(text) {
    const stack = [start];
    let position = startPosition();
    while (position.offset < text.length) {
      const state = stack[stack.length - 1];
      const hit = longest(compiled.get(state), text, position.offset);
      if (!hit) {
        const bad = readBad(compiled.get(state), text, position.offset);
        if (onError !== 'token') throw new LexError(`Unexpected ${JSON.stringify(bad[0])} in state "${state}"`, position);
        yield { type: 'error', text: bad, value: bad, ...position };
        position = advance(position, bad);
        continue;
      }
      const { rule, length } = hit;
      const raw = text.slice(position.offset, position.offset + length);
      if (!rule.skip) yield makeToken(rule, raw, position);
      move(stack, rule, position);
      position = advance(position, raw);
    }
    if (stack.length > 1 && onError !== 'token') {
      throw new LexError(`Unexpected end in state "${stack[stack.length - 1]}"`, position);
    }
  }

  return { tokens, lex: (text) => [...tokens(text)] };
}

function longest(rules, text, at) {
  let best = null;
  for (const rule of rules) {
    const length = rule.test(text, at);
    if (length > 0 && (best === null || length > best.length)) best = { rule, length };
  }
  return best;
}

/** Collects characters up to the next place where some rule matches. */
function readBad(rules, text, at) {
  let end = at + 1;
  while (end < text.length && !longest(rules, text, end)) end += 1;
  return text.slice(at, end);
}

function makeToken(rule, raw, position) {
  const type = rule.keywords.get(raw) ?? rule.type;
  return { type, text: raw, value: rule.value(raw), ...position };
}

function move(stack, rule, position) {
  if (rule.pop) {
    if (stack.length === 1) throw new LexError(`Nothing to close for "${rule.type}"`, position);
    stack.pop();
  }
  if (rule.next !== undefined) stack[stack.length - 1] = rule.next;
  if (rule.push !== undefined) stack.push(rule.push);
}
