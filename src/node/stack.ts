/** Stack traces as Node shows them: guest frames only, right columns on line 1, and the header of an uncaught error. */
import { VERSION } from './builtins/process';
import { inspect } from './builtins/inspect';
import { stackFilter } from './builtins/inspecterror';
import type { Guest } from './guest';
import type { Loader } from './loader/loader';
import { locationOf } from './loader/typescript';

/** A frame of the runtime itself: the bundle, not a guest file. */
const isInternal = (line: string): boolean =>
  /^\s+at (.*[( ])?(blob:|evalmachine|\[worker eval\]|node:internal|file:\/\/\/?[^)]*exec\.js|https?:)/.test(line) ||
  /^\s+at (new )?(Object\.apply|Reflect\.apply|apply|Function\.apply|[\w$. ]*\.?next) \(<anonymous>\)$/.test(line) ||
  /^\s+at (eval|async eval) \(eval at |^\s+at new Promise \(<anonymous>\)$/.test(line);

function cleanStack(stack: string, loader: Loader): string {
  if (!stack.includes('\n    at ')) return stack;
  const lines: string[] = [];
  for (const line of stack.split('\n')) {
    if (!line.startsWith('    at ')) {
      lines.push(line);
      continue;
    }
    if (isInternal(line)) continue;
    lines.push(
      line
        .replace(/^( +at )(.*)\.eval(?: \[as [^\]]+\])? \(/, '$1$2.<anonymous> (')
        .replace(/^( +at )eval \((.*)\)$/, '$1$2')
        .replace(/((?:file:\/\/)?\/[^():]+):1:(\d+)(\)?)$/, (all, path: string, column: string, close: string) => {
          const prefix = loader.prefixes.get(path);
          return prefix === undefined ? all : `${path}:1:${Math.max(1, Number(column) - prefix)}${close}`;
        }),
    );
  }
  // All frames were the runtime's: one stays, so that it still reads as a stack.
  if (!lines.some((line) => line.startsWith('    at '))) lines.push('    at node:internal');
  return lines.join('\n');
}

/** Lets util.inspect and error printing use this process's loader. */
export function useStacksOf(loader: Loader): void {
  stackFilter.clean = (stack) => cleanStack(stack, loader);
}

function where(error: unknown, loader: Loader): string {
  const location = locationOf(error);
  if (location && String((error as Guest).stack).startsWith(`${location.path}:`)) return ''; // it heads the stack
  let path = location?.path;
  let line = location?.line;
  let column = location?.column ?? 0;
  if (!location && typeof (error as Guest)?.stack === 'string') {
    const frame = /\n\s+at (?:.*\()?((?:file:\/\/)?\/[^():]+):(\d+):(\d+)\)?/.exec(
      cleanStack((error as Error).stack!, loader),
    );
    if (frame) {
      path = frame[1];
      line = Number(frame[2]);
      column = Number(frame[3]) - 1;
    }
  }
  if (!path || !line) return '';
  let text: string | undefined;
  try {
    text = loader.shownSource(path.replace(/^file:\/\//, '')).split('\n')[line - 1];
  } catch {
    // The file is gone or was never one (-e).
  }
  if (text === undefined) return `${path}:${line}\n`;
  return `${path}:${line}\n${text}\n${' '.repeat(Math.max(0, Math.min(column, text.length)))}^\n\n`;
}

export function describeUncaught(error: Guest, loader: Loader, rejection = false): string {
  const tail = `\n\nNode.js ${VERSION}\n`;
  if (typeof error === 'object' && error !== null && typeof error.stack === 'string')
    return where(error, loader) + inspect(error) + tail;
  if (rejection)
    return `node:internal/process/promises:394\n      new UnhandledPromiseRejection(reason);\n      ^\n\nUnhandledPromiseRejection: This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${typeof error === 'object' ? '#<Object>' : String(error)}".\n    at node:internal {\n  code: 'ERR_UNHANDLED_REJECTION'\n}${tail}`;
  return `Uncaught:\n${typeof error === 'string' ? error : inspect(error)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)${tail}`;
}
