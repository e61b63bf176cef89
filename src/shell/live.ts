/**
 * Output while a command still runs. just-bash gives its output only at the end, so only a plain command (no pipe, no
 * redirection, no list) is shown live: there, what a process prints is what comes out.
 */
import type { Output } from '../types';

const QUOTED = /'[^']*'|"(?:[^"\\$`]|\\.)*"/g;
const PLAIN = /^\s*(?:cd\s+[\w./-]+\s*&&\s*)?[^|<>$`&;(){}\n*?[\]#]+?(2>&1)?\s*$/;
const CAP = 256 * 1024;

export interface StreamMark {
  1: number;
  2: number;
}

export class Live {
  private readonly plain: boolean;
  /** `2>&1`: everything is shown as stdout. */
  private readonly merged: boolean;
  private readonly shown = { 1: '', 2: '' };
  private all = '';
  private full = false;

  constructor(
    command: string,
    private readonly emit: (output: Output) => void,
  ) {
    const match = PLAIN.exec(command.replace(QUOTED, 'q'));
    this.plain = match !== null;
    this.merged = match?.[1] !== undefined;
  }

  /** A process printed this. */
  show(fd: 1 | 2, text: string): void {
    if (!text || this.full) return;
    this.full = this.all.length + text.length > CAP;
    if (this.full) return;
    this.shown[fd] += text;
    this.all += text;
    if (this.plain) this.emit({ fd: this.merged ? 1 : fd, text });
  }

  mark(): StreamMark {
    return { 1: this.shown[1].length, 2: this.shown[2].length };
  }

  /** A part of the command is over and printed this since the mark: what was not shown of it is shown now. */
  rest(mark: StreamMark, stdout: string, stderr: string): void {
    for (const [fd, text] of [
      [1, stdout],
      [2, stderr],
    ] as const) {
      const since = this.shown[fd].slice(mark[fd]);
      if (text.startsWith(since)) this.show(fd, text.slice(since.length));
    }
  }

  /** What a killed command printed, as far as it is known. */
  sofar(): { stdout: string; stderr: string } {
    return { stdout: this.shown[1], stderr: this.shown[2] };
  }

  /** Settles shown and final text: the final parts in the order they came, and what is still to be shown. */
  settle(stdout: string, stderr: string): { stdout: string; stderr: string; output: string; rest: Output[] } {
    const plain = this.plain && !(this.merged && stderr);
    const one = plain && this.merged && stdout.length === this.all.length;
    const ordered =
      one || (plain && !this.merged && stdout.startsWith(this.shown[1]) && stderr.startsWith(this.shown[2]));
    if (one) return { stdout: this.all, stderr, output: this.all, rest: [] };
    const skip = ordered ? this.mark() : { 1: 0, 2: 0 };
    const rest = (
      [
        [1, stdout],
        [2, stderr],
      ] as const
    )
      .map(([fd, text]) => ({ fd, text: text.slice(skip[fd]) }))
      .filter(({ text }) => text);
    return { stdout, stderr, output: (ordered ? this.all : '') + rest.map(({ text }) => text).join(''), rest };
  }
}
