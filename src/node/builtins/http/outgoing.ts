/** http.OutgoingMessage: headers, and a body that waits until there is a socket. */
import type { Guest } from '../../guest';
import type { Instance } from '../../instance';
import { Buffer } from '../buffer';
import { inspect } from '../inspect';
import { inherit } from '../net';

const coded = (error: Error, code: string) => Object.assign(error, { code });
export const validName = (name: Guest, label = 'Header name'): void => {
  if (typeof name !== 'string' || !/^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/.test(name))
    throw coded(new TypeError(`${label} must be a valid HTTP token ["${String(name)}"]`), 'ERR_INVALID_HTTP_TOKEN');
};
export const validValue = (name: string, value: Guest): void => {
  if (value === undefined)
    throw coded(new TypeError(`Invalid value "${value}" for header "${name}"`), 'ERR_HTTP_INVALID_HEADER_VALUE');
  for (const one of Array.isArray(value) ? value : [value])
    if (/[^\t\x20-\x7e\x80-\xff]/.test(String(one)))
      throw coded(new TypeError(`Invalid character in header content ["${name}"]`), 'ERR_INVALID_CHAR');
};
export const sentAlready = (what: string): Error =>
  coded(new Error(`Cannot ${what} headers after they are sent to the client`), 'ERR_HTTP_HEADERS_SENT');

export function createOutgoing(instance: Instance): Guest {
  const { loop } = instance;
  const { Stream } = instance.builtin('stream');
  const OutgoingMessage: Guest = function (this: Guest) {
    Stream.call(this);
    Object.assign(this, {
      outputData: [],
      outputSize: 0,
      writable: true,
      destroyed: false,
      finished: false,
      chunkedEncoding: false,
      shouldKeepAlive: true,
      maxRequestsOnConnectionReached: false,
      useChunkedEncodingByDefault: true,
      sendDate: false,
      strictContentLength: false,
      _last: false,
      _defaultKeepAlive: true,
      _removedConnection: false,
      _removedContLen: false,
      _removedTE: false,
      _contentLength: null,
      _hasBody: true,
      _trailer: '',
      _header: null,
      _headerSent: false,
      _closed: false,
      socket: null,
      _out: new Map(),
      _done: false,
      errored: null,
    });
  };
  inherit(OutgoingMessage, Stream, {
    setHeader(this: Guest, name: string, value: Guest) {
      if (this._header) throw sentAlready('set');
      validName(name);
      validValue(name, value);
      this._out.set(name.toLowerCase(), [name, value]);
      return this;
    },
    setHeaders(this: Guest, headers: Guest) {
      for (const [name, value] of headers) this.setHeader(name, value);
      return this;
    },
    appendHeader(this: Guest, name: string, value: Guest) {
      const now = this.getHeader(name);
      return this.setHeader(name, now === undefined ? value : [now, value].flat());
    },
    getHeader(this: Guest, name: string) {
      return this._out.get(String(name).toLowerCase())?.[1];
    },
    hasHeader(this: Guest, name: string) {
      return this._out.has(String(name).toLowerCase());
    },
    removeHeader(this: Guest, name: string) {
      if (this._header) throw sentAlready('remove');
      const key = String(name).toLowerCase();
      this._out.delete(key);
      if (key === 'connection') this._removedConnection = true;
      if (key === 'content-length') this._removedContLen = true;
      if (key === 'transfer-encoding') this._removedTE = true;
      if (key === 'date') this.sendDate = false;
    },
    getHeaderNames(this: Guest) {
      return [...this._out.keys()];
    },
    getRawHeaderNames(this: Guest) {
      return [...this._out.values()].map(([name]: Guest) => name);
    },
    getHeaders(this: Guest) {
      const out = Object.create(null);
      for (const [key, [, value]] of this._out) out[key] = value;
      return out;
    },
    get _headers() {
      return (this as Guest).getHeaders();
    },
    get headersSent() {
      return Boolean((this as Guest)._header);
    },
    get connection() {
      return (this as Guest).socket;
    },
    set connection(value: Guest) {
      (this as Guest).socket = value;
    },
    get writableFinished() {
      return (this as Guest)._done;
    },
    get writableEnded() {
      return (this as Guest).finished;
    },
    get writableNeedDrain() {
      const self = this as Guest;
      return !self.destroyed && !self.finished && Boolean(self.socket?.writableNeedDrain);
    },
    get writableObjectMode() {
      return false;
    },
    get writableLength() {
      const self = this as Guest;
      return self.outputSize + (self.socket?.writableLength ?? 0);
    },
    get writableHighWaterMark() {
      return (this as Guest).socket?.writableHighWaterMark ?? 16_384;
    },
    get writableCorked() {
      return 0;
    },
    get closed() {
      return (this as Guest)._closed;
    },
    cork() {},
    uncork() {},
    pipe(this: Guest) {
      this.emit('error', coded(new Error('Cannot pipe, not readable'), 'ERR_STREAM_CANNOT_PIPE'));
    },
    setTimeout(this: Guest, ms: number, done?: Guest) {
      if (done) this.on('timeout', done);
      if (this.socket) this.socket.setTimeout(ms);
      else this.once('socket', (socket: Guest) => socket.setTimeout(ms));
      return this;
    },
    destroy(this: Guest, error?: Guest) {
      if (this.destroyed) return this;
      this.destroyed = true;
      this.errored = error ?? null;
      if (this.socket) this.socket.destroy(error);
      else this.once('socket', (socket: Guest) => socket.destroy(error));
      return this;
    },
    flushHeaders(this: Guest) {
      if (!this._header) this._implicitHeader();
      this._send('');
    },
    addTrailers(this: Guest, trailers: Guest) {
      for (const [name, value] of Array.isArray(trailers) ? trailers : Object.entries(trailers)) {
        validName(name, 'Trailer name');
        this._trailer += `${name}: ${String(value)}\r\n`;
      }
    },
    /** The head as it goes over the wire: `first` is its first line with the line end, `headers` come in place of those set. */
    _storeHeader(this: Guest, first: string, headers?: Guest) {
      let text = first;
      const has: Record<string, string> = {};
      const add = (name: string, value: Guest) => {
        const key = name.toLowerCase();
        has[key] = String(value);
        if (Array.isArray(value) && key !== 'cookie') for (const one of value) text += `${name}: ${one}\r\n`;
        else text += `${name}: ${Array.isArray(value) ? value.join('; ') : value}\r\n`;
      };
      if (Array.isArray(headers)) for (const [name, value] of headers) add(name, value);
      else for (const [name, value] of this._out.values()) add(name, value);
      if (has.connection !== undefined) {
        if (/close/i.test(has.connection)) this._last = true;
        else this.shouldKeepAlive = true;
      }
      if (this.sendDate && has.date === undefined) add('Date', new Date().toUTCString());
      if (has.connection === undefined && !this._removedConnection) {
        const keeps =
          this.shouldKeepAlive &&
          (has['content-length'] !== undefined || this.useChunkedEncodingByDefault || this.agent);
        if (!keeps) this._last = true;
        add('Connection', keeps ? 'keep-alive' : 'close');
        if (keeps && this._keepAliveTimeout) add('Keep-Alive', `timeout=${Math.floor(this._keepAliveTimeout / 1000)}`);
      }
      if (has['transfer-encoding'] !== undefined) this.chunkedEncoding = /chunked/i.test(has['transfer-encoding']);
      else if (has['content-length'] === undefined) {
        if (!this._hasBody) this.chunkedEncoding = false;
        else if (!this.useChunkedEncodingByDefault) this._last = true;
        else if (typeof this._contentLength === 'number' && !this._removedContLen && this._trailer === '')
          add('Content-Length', this._contentLength);
        else if (!this._removedTE) {
          add('Transfer-Encoding', 'chunked');
          this.chunkedEncoding = true;
        } else this._last = true;
      }
      this._header = text + '\r\n';
      this._headerSent = false;
    },
    _send(this: Guest, data: Guest, done?: Guest) {
      const parts: Guest[] = [];
      if (!this._headerSent) {
        parts.push(Buffer.from(this._header, 'latin1'));
        this._headerSent = true;
      }
      if (data.length > 0) parts.push(Buffer.from(data));
      return this._writeRaw(parts.length === 1 ? parts[0] : Buffer.concat(parts), done);
    },
    _writeRaw(this: Guest, data: Guest, done?: Guest) {
      const { socket } = this;
      if (socket && socket._httpMessage === this && this.outputData.length === 0 && !socket.connecting) {
        if (data.length === 0) {
          if (done) loop.nextTick(done, []);
          return true;
        }
        return socket.destroyed ? false : socket.write(data, undefined, done);
      }
      this.outputData.push({ data, done });
      this.outputSize += data.length;
      return this.outputSize < 16_384;
    },
    /** Those who wait with the next piece hear of it when the socket has room again. */
    _drains(this: Guest, socket: Guest) {
      socket.on('drain', () => socket._httpMessage === this && !this.finished && this.emit('drain'));
    },
    _flush(this: Guest) {
      const { socket } = this;
      const waiting = this.outputData;
      this.outputData = [];
      this.outputSize = 0;
      for (const { data, done } of waiting)
        if (data.length > 0) socket.write(data, undefined, done);
        else if (done) loop.nextTick(done, []);
      if (waiting.length > 0 && !this.finished) this.emit('drain');
    },
    write(this: Guest, chunk: Guest, encoding?: Guest, done?: Guest) {
      if (typeof encoding === 'function') [encoding, done] = [undefined, encoding];
      return this._body(chunk, encoding, done);
    },
    _body(this: Guest, chunk: Guest, encoding: Guest, done?: Guest) {
      if (chunk === null) throw coded(new TypeError('May not write null values to stream'), 'ERR_STREAM_NULL_VALUES');
      if (typeof chunk !== 'string' && !ArrayBuffer.isView(chunk))
        throw coded(
          new TypeError(
            `The "chunk" argument must be of type string or an instance of Buffer or Uint8Array. Received ${chunk === undefined ? 'undefined' : typeof chunk === 'object' || typeof chunk === 'function' ? `an instance of ${chunk.constructor?.name}` : `type ${typeof chunk} (${inspect(chunk)})`}`,
          ),
          'ERR_INVALID_ARG_TYPE',
        );
      const error = this.finished
        ? coded(new Error('write after end'), 'ERR_STREAM_WRITE_AFTER_END')
        : this.destroyed
          ? coded(new Error('Cannot call write after a stream was destroyed'), 'ERR_STREAM_DESTROYED')
          : undefined;
      if (error) {
        loop.nextTick(() => {
          done?.(error);
          if (this.finished && !this.destroyed) this.emit('error', error);
        }, []);
        return false;
      }
      if (!this._header) this._implicitHeader();
      const bytes = Buffer.from(chunk, encoding);
      if (!this._hasBody) {
        if (done) loop.nextTick(done, []);
        return true;
      }
      if (!this.chunkedEncoding) return this._send(bytes, done);
      if (bytes.length === 0) return this._send('', done);
      return this._send(
        Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]),
        done,
      );
    },
    end(this: Guest, chunk?: Guest, encoding?: Guest, done?: Guest) {
      if (typeof chunk === 'function') [chunk, encoding, done] = [undefined, undefined, chunk];
      else if (typeof encoding === 'function') [encoding, done] = [undefined, encoding];
      if (this.finished) {
        if (typeof done === 'function') {
          if (this._done)
            loop.nextTick(
              () =>
                done(coded(new Error('Cannot call end after a stream was finished'), 'ERR_STREAM_ALREADY_FINISHED')),
              [],
            );
          else this.once('finish', done);
        }
        return this;
      }
      if (typeof done === 'function') this.once('finish', done);
      if (chunk !== undefined && chunk !== null) {
        if (!this._header)
          this._contentLength = typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
        this._body(chunk, encoding);
      } else if (!this._header) {
        this._contentLength = 0;
        this._implicitHeader();
      }
      this.finished = true;
      const finish = () => {
        if (this._done || this.destroyed) return;
        this._done = true;
        this.emit('prefinish');
        this.emit('finish');
        this._ended?.();
      };
      this._send(this._hasBody && this.chunkedEncoding ? `0\r\n${this._trailer}\r\n` : '', finish);
      return this;
    },
    _implicitHeader() {
      throw coded(new Error('The _implicitHeader() method is not implemented'), 'ERR_METHOD_NOT_IMPLEMENTED');
    },
  });
  return OutgoingMessage;
}
