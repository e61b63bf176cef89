import { run } from './evaluate.js';
import { parse } from './parse.js';
import { print } from './print.js';
import { fold, names } from './rewrite.js';

export { parse };
export { tokenize, ExprError } from './tokens.js';

export function evaluate(text, scope) {
  return run(parse(text), scope);
}

export function compile(text) {
  const tree = parse(text);
  return (scope) => run(tree, scope);
}

export function format(text) {
  return print(parse(text));
}

export function simplify(text) {
  return print(fold(parse(text)));
}

export function variables(text) {
  return [...names(parse(text))].sort();
}
