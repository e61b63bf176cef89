/** readline over any readable: lines, questions, async iteration; no terminal editing. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { EventEmitter } from './events';

export function createReadline(instance: Instance): Guest {
  class Interface extends EventEmitter {
    constructor(input: Guest, output?: Guest) {
      super();
      const options = input?.input || input?.output ? input : { input, output };
      Object.assign(this, {
        input: options.input,
        output: options.output,
        terminal: false,
        line: '',
        closed: false,
        history: [],
        promptText: options.prompt ?? '> ',
        lines: [],
        waiting: [],
        rest: '',
      });
      const { StringDecoder } = instance.builtin('string_decoder');
      const decoder = new StringDecoder('utf8');
      if (!this.input) return;
      this.input.on('data', (chunk: Guest) => this.feed(typeof chunk === 'string' ? chunk : decoder.write(chunk)));
      this.input.on('end', () => {
        if (this.rest !== '') this.give(this.rest);
        this.rest = '';
        this.close();
      });
      this.input.resume?.();
    }
    feed(text: string) {
      const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
      this.rest = lines.pop()!;
      for (const line of lines) this.give(line);
    }
    give(line: string) {
      if (this.closed) return;
      const question = this.waiting.shift();
      if (question) question(line);
      else this.emit('line', line);
    }
    question(text: string, options: Guest, done?: Guest) {
      this.output?.write(text);
      this.waiting.push(done ?? options);
    }
    prompt() {
      this.output?.write(this.promptText);
    }
    setPrompt(text: string) {
      this.promptText = text;
    }
    getPrompt() {
      return this.promptText;
    }
    write(text: string) {
      this.feed(text);
    }
    pause() {
      this.input?.pause?.();
      this.emit('pause');
      return this;
    }
    resume() {
      this.input?.resume?.();
      this.emit('resume');
      return this;
    }
    close() {
      if (this.closed) return;
      this.closed = true;
      this.input?.pause?.();
      this.emit('close');
    }
    async *[Symbol.asyncIterator]() {
      const lines: string[] = [];
      let wake: (() => void) | undefined;
      this.on('line', (line: string) => {
        lines.push(line);
        wake?.();
      });
      this.on('close', () => wake?.());
      for (;;) {
        while (lines.length) yield lines.shift();
        if (this.closed) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
    [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
      this.close();
    }
  }
  class PromiseInterface extends Interface {
    override question(text: string): Guest {
      return new Promise((resolve) => super.question(text, resolve));
    }
  }
  const nothing = (...args: Guest[]) => {
    const done = args[args.length - 1];
    if (typeof done === 'function') done();
    return true;
  };
  return {
    Interface,
    createInterface: (input: Guest, output?: Guest) => new Interface(input, output),
    clearLine: nothing,
    cursorTo: nothing,
    moveCursor: nothing,
    clearScreenDown: nothing,
    emitKeypressEvents() {},
    promises: {
      Interface: PromiseInterface,
      createInterface: (input: Guest, output?: Guest) => new PromiseInterface(input, output),
      Readline: class Readline {},
    },
  };
}
