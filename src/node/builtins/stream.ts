/** stream: the `readable-stream` package (Node's own code for browsers) wired to this process's nextTick. */
import tick from 'process/';
import readable from 'readable-stream';
import type { Guest } from '../guest';

(tick as Guest).nextTick = (run: Guest, ...args: Guest[]) => (globalThis as Guest).process.nextTick(run, ...args);

export const stream: Guest = Object.assign((readable as Guest).Stream, readable, {
  Stream: (readable as Guest).Stream,
});
const { Readable, Writable } = stream;
const scope = globalThis as Guest;
export const web: Guest = Object.fromEntries(
  [
    'ReadableStream',
    'ReadableStreamDefaultReader',
    'ReadableStreamBYOBReader',
    'WritableStream',
    'WritableStreamDefaultWriter',
    'TransformStream',
    'ByteLengthQueuingStrategy',
    'CountQueuingStrategy',
    'TextEncoderStream',
    'TextDecoderStream',
    'CompressionStream',
    'DecompressionStream',
  ].map((name) => [name, scope[name]]),
);

Readable.fromWeb = (source: Guest, options?: Guest) => {
  const reader = source.getReader();
  return new Readable({
    ...options,
    async read() {
      try {
        const { done, value } = await reader.read();
        this.push(done ? null : value);
      } catch (error) {
        this.destroy(error);
      }
    },
    destroy(error: Guest, done: Guest) {
      reader.cancel(error).then(() => done(error), done);
    },
  });
};
Readable.toWeb = (source: Guest) => {
  const items = source[Symbol.asyncIterator]();
  return new scope.ReadableStream({
    async pull(controller: Guest) {
      const { done, value } = await items.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason: Guest) => void source.destroy(reason),
  });
};
Writable.toWeb = (target: Guest) =>
  new scope.WritableStream({
    write: (chunk: Guest) =>
      new Promise<void>((resolve, reject) =>
        target.write(chunk, (error: Guest) => (error ? reject(error) : resolve())),
      ),
    close: () => new Promise<void>((resolve) => target.end(resolve)),
  });
Writable.fromWeb = (target: Guest) => {
  const writer = target.getWriter();
  return new Writable({
    objectMode: true,
    write: (chunk: Guest, _encoding: Guest, done: Guest) => void writer.write(chunk).then(() => done(), done),
    final: (done: Guest) => void writer.close().then(() => done(), done),
  });
};

async function chunks(source: Guest): Promise<Guest> {
  const { Buffer } = scope;
  const parts: Guest[] = [];
  for await (const chunk of source) parts.push(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk));
  return Buffer.concat(parts);
}
export const consumers: Guest = {
  buffer: chunks,
  text: async (source: Guest) => (await chunks(source)).toString(),
  json: async (source: Guest) => JSON.parse((await chunks(source)).toString()),
  arrayBuffer: async (source: Guest) => {
    const bytes = await chunks(source);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  },
  blob: async (source: Guest) => new Blob([await chunks(source)]),
};
