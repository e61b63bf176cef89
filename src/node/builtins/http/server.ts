/** http.Server and http.ServerResponse over a socket of this process. */
import type { Guest } from '../../guest';
import type { Instance } from '../../instance';
import { inherit } from '../net';
import { sentAlready, validName, validValue } from './outgoing';
import { Parser } from './parser';
import { STATUS } from './status';

const aborted = () => Object.assign(new Error('aborted'), { code: 'ECONNRESET' });

export function createServer(instance: Instance, OutgoingMessage: Guest, IncomingMessage: Guest): Guest {
  const net = instance.builtin('net');
  const ServerResponse: Guest = function (this: Guest, request: Guest) {
    if (!(this instanceof ServerResponse)) return new ServerResponse(request);
    OutgoingMessage.call(this);
    if (request.method === 'HEAD') this._hasBody = false;
    Object.assign(this, { req: request, sendDate: true, _sent100: false, _expect_continue: false });
    if (request.httpVersionMajor < 1 || request.httpVersionMinor < 1) {
      this.useChunkedEncodingByDefault = /chunk/i.test(request.headers.te ?? '');
      this.shouldKeepAlive = false;
    }
    return undefined;
  };
  inherit(ServerResponse, OutgoingMessage, {
    assignSocket(this: Guest, socket: Guest) {
      socket._httpMessage = this;
      this._onClose = () => {
        if (this.destroyed && this._closed) return;
        this.destroyed = true;
        this._closed = true;
        this.emit('close');
      };
      socket.on('close', this._onClose);
      this._drains(socket);
      this.socket = socket;
      this.emit('socket', socket);
      this._flush();
    },
    detachSocket(this: Guest, socket: Guest) {
      socket.removeListener('close', this._onClose);
      socket._httpMessage = null;
      this.socket = null;
    },
    writeContinue(this: Guest, done?: Guest) {
      this.socket.write('HTTP/1.1 100 Continue\r\n\r\n', done);
      this._sent100 = true;
    },
    writeProcessing(this: Guest, done?: Guest) {
      this.socket.write('HTTP/1.1 102 Processing\r\n\r\n', done);
    },
    writeEarlyHints(this: Guest, hints: Guest, done?: Guest) {
      const links = [hints.link ?? []].flat();
      if (links.length > 0) this.socket.write(`HTTP/1.1 103 Early Hints\r\nLink: ${links.join(', ')}\r\n\r\n`, done);
    },
    _implicitHeader(this: Guest) {
      this.writeHead(this.statusCode);
    },
    writeHead(this: Guest, status: Guest, reason?: Guest, headers?: Guest) {
      if (this._header) throw sentAlready('write');
      const given = status;
      status |= 0;
      if (status < 100 || status > 999)
        throw Object.assign(new RangeError(`Invalid status code: ${String(given)}`), {
          code: 'ERR_HTTP_INVALID_STATUS_CODE',
        });
      if (typeof reason === 'string') this.statusMessage = reason;
      else {
        this.statusMessage ||= STATUS[status] ?? 'unknown';
        headers ??= reason;
      }
      this.statusCode = status;
      const list: [string, Guest][] = Array.isArray(headers)
        ? Array.isArray(headers[0])
          ? headers
          : headers.flatMap((name: Guest, i: number) => (i % 2 === 0 ? [[name, headers[i + 1]]] : []))
        : Object.entries(headers ?? {});
      const seen = new Set<string>();
      for (const [name, value] of list) {
        validName(name);
        validValue(name, value);
        const key = name.toLowerCase();
        const before = seen.has(key) && Array.isArray(headers) ? [this._out.get(key)[1]].flat() : undefined;
        this._out.set(key, [name, before ? [...before, value] : value]);
        seen.add(key);
      }
      if (status === 204 || status === 304 || status < 200) this._hasBody = false;
      if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false;
      this._keepAliveTimeout = this.socket?.server?.keepAliveTimeout ?? 5000;
      this._storeHeader(`HTTP/1.1 ${status} ${this.statusMessage}\r\n`);
      return this;
    },
    statusCode: 200,
    statusMessage: undefined,
  });
  ServerResponse.prototype.writeHeader = ServerResponse.prototype.writeHead;
  for (const key of ['statusCode', 'statusMessage'])
    Object.defineProperty(ServerResponse.prototype, key, {
      value: ServerResponse.prototype[key],
      writable: true,
      enumerable: true,
      configurable: true,
    });

  function serve(server: Guest, socket: Guest): void {
    let request: Guest;
    let response: Guest;
    if (server.timeout > 0) socket.setTimeout(server.timeout);
    const parser = new Parser('request', {
      head: (head) => {
        request = new server._Incoming(socket);
        const [major, minor] = head.version.split('.').map(Number);
        Object.assign(request, {
          method: head.method,
          url: head.url,
          httpVersion: head.version,
          httpVersionMajor: major,
          httpVersionMinor: minor,
        });
        request._addHeaderLines(head.raw);
        const upgrade = /upgrade/i.test(request.headers.connection ?? '') && request.headers.upgrade !== undefined;
        if (head.method === 'CONNECT' || (upgrade && server.listenerCount('upgrade') > 0)) {
          request.upgrade = true;
          return { upgrade: true };
        }
        response = new server._Response(request);
        response.shouldKeepAlive =
          !/close/i.test(request.headers.connection ?? '') &&
          (minor! > 0 || /keep-alive/i.test(request.headers.connection ?? ''));
        response._ended = () => done(request, response);
        response.assignSocket(socket);
        parser.pause();
        const [req, res] = [request, response];
        if (/100-continue/i.test(req.headers.expect ?? '')) {
          res._expect_continue = true;
          if (server.listenerCount('checkContinue') > 0) server.emit('checkContinue', req, res);
          else {
            res.writeContinue();
            server.emit('request', req, res);
          }
        } else server.emit('request', req, res);
        return {};
      },
      body: (chunk) => {
        if (!request._dumped && !request.destroyed && !request.push(chunk)) socket.pause();
      },
      end: (trailers) => {
        request._addTrailers(trailers);
        request.complete = true;
        if (!request.destroyed) request.push(null);
      },
      upgrade: (rest) => {
        socket.removeListener('data', onData);
        socket.removeListener('end', onEnd);
        const name = request.method === 'CONNECT' ? 'connect' : 'upgrade';
        if (server.listenerCount(name) > 0) server.emit(name, request, socket, rest);
        else socket.destroy();
      },
    });
    const done = (req: Guest, res: Guest) => {
      if (!req._consuming && !req._dumped) req._dump();
      res.detachSocket(socket);
      instance.loop.nextTick(() => {
        if (res._closed) return;
        res.destroyed = true;
        res._closed = true;
        res.emit('close');
      }, []);
      if (request === req) request = response = undefined;
      if (res._last || !server.listening) socket.destroySoon();
      else parser.resume();
    };
    const onData = (chunk: Guest) => {
      try {
        parser.feed(chunk);
      } catch (error) {
        if (typeof (error as Guest)?.code !== 'string' || !(error as Guest).code.startsWith('HPE_')) throw error;
        if (server.listenerCount('clientError') > 0) server.emit('clientError', error, socket);
        else {
          socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
          socket.destroySoon();
        }
      }
    };
    const onEnd = () => {
      if (server.httpAllowHalfOpen) {
        if (response) response._last = true;
        else socket.end();
        return;
      }
      request?.destroy(aborted());
      socket.end();
    };
    socket.on('data', onData);
    socket.on('end', onEnd);
    socket.on('error', (error: Guest) => {
      if (server.listenerCount('clientError') > 0) server.emit('clientError', error, socket);
      else socket.destroy(error);
    });
    socket.on('timeout', () => {
      const heard =
        request?.emit('timeout', socket) || response?.emit('timeout', socket) || server.emit('timeout', socket);
      if (!heard) socket.destroy();
    });
    socket.on('close', () => {
      request?.destroy(aborted());
    });
    socket._idle = () => !response;
  }

  const Server: Guest = function (this: Guest, options?: Guest, handler?: Guest) {
    if (!(this instanceof Server)) return new Server(options, handler);
    if (typeof options === 'function') [options, handler] = [{}, options];
    net.Server.call(this, { allowHalfOpen: true });
    if (handler) this.on('request', handler);
    Object.assign(this, {
      httpAllowHalfOpen: false,
      timeout: 0,
      keepAliveTimeout: options?.keepAliveTimeout ?? 5000,
      maxHeadersCount: null,
      maxRequestsPerSocket: 0,
      headersTimeout: options?.headersTimeout ?? 60_000,
      requestTimeout: options?.requestTimeout ?? 300_000,
      _Incoming: options?.IncomingMessage ?? IncomingMessage,
      _Response: options?.ServerResponse ?? ServerResponse,
    });
    this.on('connection', (socket: Guest) => serve(this, socket));
    return undefined;
  };
  inherit(Server, net.Server, {
    setTimeout(this: Guest, ms: number, done?: Guest) {
      this.timeout = ms;
      if (done) this.on('timeout', done);
      return this;
    },
    closeAllConnections(this: Guest) {
      for (const socket of this._open) socket.destroy();
    },
    closeIdleConnections(this: Guest) {
      for (const socket of this._open) if (socket._idle?.()) socket.destroy();
    },
    close(this: Guest, done?: Guest) {
      net.Server.prototype.close.call(this, done);
      this.closeIdleConnections();
      return this;
    },
  });
  return { Server, ServerResponse };
}
