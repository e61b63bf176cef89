/** process.stdout, stderr and stdin as real streams; made only when the guest looks at them. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { toText } from '../vfs';
import { Buffer } from './buffer';

export function createStdio(instance: Instance): Guest {
  const { Writable, Readable } = instance.builtin('stream');
  return {
    writable(fd: 1 | 2) {
      const stream: Guest = new Writable({
        decodeStrings: false,
        highWaterMark: 16384,
        write(chunk: Guest, encoding: Guest, done: () => void) {
          instance.write(
            fd,
            typeof chunk === 'string'
              ? encoding && encoding !== 'utf8' && encoding !== 'buffer'
                ? Buffer.from(chunk, encoding).toString()
                : chunk
              : toText(chunk),
          );
          done();
        },
      });
      const refuseEnd = () => stream;
      stream.end = (chunk?: Guest, ...rest: Guest[]) => {
        if (chunk !== undefined && typeof chunk !== 'function') stream.write(chunk);
        const done = [chunk, ...rest].find((one) => typeof one === 'function');
        if (done) instance.loop.nextTick(done, []);
        return refuseEnd();
      };
      stream.destroy = refuseEnd;
      stream._isStdio = true;
      stream.setMaxListeners(0);
      return Object.assign(stream, {
        fd,
        getColorDepth: () => 1,
        hasColors: () => false,
        getWindowSize: () => [80, 24],
        cursorTo: () => true,
        clearLine: () => true,
        moveCursor: () => true,
      });
    },
    readable() {
      let sent = false;
      const stream: Guest = new Readable({
        read() {
          if (sent) return;
          sent = true;
          const text = instance.stdinText().slice(instance.stdinPosition);
          if (text !== '') this.push(Buffer.from(text));
          this.push(null);
        },
      });
      return Object.assign(stream, {
        fd: 0,
        isTTY: undefined,
        setRawMode: () => stream,
        ref: () => stream,
        unref: () => stream,
      });
    },
  };
}
