/** http.IncomingMessage: a request at the server, a response at the client. */
import type { Guest } from '../../guest';
import type { Instance } from '../../instance';
import { inherit } from '../net';

const ONCE = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
);

/** Puts one header line where Node puts it: lists for cookies, joined values, the first one of some. */
function addLine(to: Guest, name: string, value: string): void {
  const key = name.toLowerCase();
  if (key === 'set-cookie') (to[key] ??= []).push(value);
  else if (!(key in to)) to[key] = value;
  else if (!ONCE.has(key)) to[key] += (key === 'cookie' ? '; ' : ', ') + value;
}

export function createIncoming(instance: Instance): Guest {
  const { Readable } = instance.builtin('stream');
  const IncomingMessage: Guest = function (this: Guest, socket?: Guest) {
    if (!(this instanceof IncomingMessage)) return new IncomingMessage(socket);
    Readable.call(this, { highWaterMark: socket?.readableHighWaterMark ?? 16_384 });
    Object.assign(this, {
      socket,
      httpVersionMajor: null,
      httpVersionMinor: null,
      httpVersion: null,
      complete: false,
      headers: {},
      rawHeaders: [],
      trailers: {},
      rawTrailers: [],
      aborted: false,
      upgrade: null,
      url: '',
      method: null,
      statusCode: null,
      statusMessage: null,
      client: socket,
      _consuming: false,
      _dumped: false,
    });
    return undefined;
  };
  inherit(IncomingMessage, Readable, {
    get connection() {
      return (this as Guest).socket;
    },
    set connection(value: Guest) {
      (this as Guest).socket = value;
    },
    get headersDistinct() {
      return distinct((this as Guest).rawHeaders);
    },
    get trailersDistinct() {
      return distinct((this as Guest).rawTrailers);
    },
    setTimeout(this: Guest, ms: number, done?: Guest) {
      if (done) this.on('timeout', done);
      this.socket.setTimeout(ms);
      return this;
    },
    _read(this: Guest) {
      this._consuming = true;
      if (this.socket?.readable) this.socket.resume();
    },
    _destroy(this: Guest, error: Guest, done: Guest) {
      if (!this.readableEnded || !this.complete) {
        this.aborted = true;
        this.emit('aborted');
        if (this.socket && !this.socket.destroyed) this.socket.destroy(error);
      }
      instance.loop.nextTick(() => done(this.listenerCount('error') > 0 ? error : null), []);
    },
    _addHeaderLine(this: Guest, name: string, value: string, to: Guest) {
      addLine(to ?? this.headers, name, value);
    },
    _addHeaderLines(this: Guest, raw: string[]) {
      this.rawHeaders = raw;
      for (let i = 0; i < raw.length; i += 2) addLine(this.headers, raw[i]!, raw[i + 1]!);
    },
    _addTrailers(this: Guest, raw: string[]) {
      this.rawTrailers = raw;
      for (let i = 0; i < raw.length; i += 2) addLine(this.trailers, raw[i]!, raw[i + 1]!);
    },
    _dump(this: Guest) {
      if (this._dumped) return;
      this._dumped = true;
      this.resume();
    },
  });
  return IncomingMessage;
}

function distinct(raw: string[]): Guest {
  const out = Object.create(null);
  for (let i = 0; i < raw.length; i += 2) (out[raw[i]!.toLowerCase()] ??= []).push(raw[i + 1]);
  return out;
}
