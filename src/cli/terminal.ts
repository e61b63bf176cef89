/**
 * What the terminal prints. Names, outputs and messages of a repository or a server may hold characters that move the
 * cursor, set the clipboard or hide, and lines that a build service takes for its own commands; all of them are shown
 * instead. Guarded at the streams themselves, so that no command can forget it.
 */
import { logged, oneLine, printable } from '../lib/foreign';

type Write = typeof process.stdout.write;

let exact: Write = process.stdout.write.bind(process.stdout);
let guarded = false;

/** From here on both streams print no character that acts. Once per process. */
export function guardStreams(): void {
  if (guarded) return;
  guarded = true;
  exact = process.stdout.write.bind(process.stdout);
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    const shown = stream === process.stderr || acted(stream) ? logged : printable;
    stream.write = ((text: unknown, ...rest: unknown[]) =>
      write(typeof text === 'string' ? shown(text) : text, ...rest)) as Write;
  }
}

/** Somebody, or a build service, reads it as it comes. */
const acted = (stream: { isTTY?: boolean }): boolean => stream.isTTY === true || process.env.GITHUB_ACTIONS === 'true';

/** One line on stderr: line breaks inside it are shown. */
export const note = (text: string): void => void process.stderr.write(`${oneLine(text)}\n`);

/** Text that a program reads to the byte, a patch: as it is into a pipe or file, shown on a terminal. */
export const output = (text: string): void => void (acted(process.stdout) ? process.stdout.write(text) : exact(text));
