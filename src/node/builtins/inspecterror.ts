/** Errors as util.inspect shows them: the stack, with name, code and class put right. */
import type { Guest } from '../guest';
import { hasOwn, isArray } from '../primordials';
import type { InspectContext } from './style';

/** Set by the runtime: hides the runtime's own frames and corrects columns on line 1. */
export const stackFilter = { clean: (stack: string): string => stack };

export function formatError(
  ctx: InspectContext,
  error: Guest,
  constructor: string | null,
  tag: string,
  list: string[],
): string {
  const name = error.name != null ? String(error.name) : 'Error';
  let stack = error.stack ? stackFilter.clean(String(error.stack)) : Error.prototype.toString.call(error);
  if (!ctx.showHidden && list.length !== 0)
    for (const key of ['name', 'message', 'stack']) {
      const at = list.indexOf(key);
      if (at >= 0 && (typeof error[key] !== 'string' || stack.includes(error[key]))) list.splice(at, 1);
    }
  if ('cause' in error && (list.length === 0 || !list.includes('cause')) && hasOwn(error, 'cause')) list.push('cause');
  if (isArray(error.errors) && hasOwn(error, 'errors') && !list.includes('errors')) list.push('errors');
  if (
    constructor === null ||
    (name.endsWith('Error') &&
      stack.startsWith(name) &&
      (stack.length === name.length || stack[name.length] === ':' || stack[name.length] === '\n'))
  ) {
    let fallback = 'Error';
    if (constructor === null) {
      const start = /^([A-Z][a-z_ A-Z0-9[\]()-]+)(?::|\n\s+at)/.exec(stack) ?? /^([a-z_A-Z0-9-]*Error)$/.exec(stack);
      fallback = start?.[1] ?? '';
      stack = `[${fallback || 'Error'}: null prototype]${stack.slice(fallback.length)}`;
    } else if (!constructor.includes(name) && !name.includes(constructor)) {
      stack = `${constructor}${tag && constructor !== tag ? ` [${tag}]` : ''} [${name}]${stack.slice(name.length)}`;
    } else if (constructor.endsWith(name) && constructor !== name) stack = constructor + stack.slice(name.length);
    else if (name !== constructor && constructor.includes(name)) stack = constructor + stack.slice(name.length);
    if (
      typeof error.code === 'string' &&
      error.code.startsWith('ERR_') &&
      !stack.slice(0, stack.indexOf('\n')).includes(`[${error.code}]`)
    )
      stack = stack.replace(/^([^\s:]+)/, `$1 [${error.code}]`);
  }
  const from = error.message && stack.indexOf(error.message);
  const start = stack.indexOf('\n    at', from > 0 ? from + String(error.message).length : 0);
  if (start === -1) stack = `[${stack}]`;
  if (ctx.indentation !== 0) stack = stack.replaceAll('\n', `\n${' '.repeat(ctx.indentation)}`);
  return stack;
}
