/** http.Agent and http.ClientRequest. Each request has a connection of its own: an agent keeps none for the next. */
import type { Guest } from '../../guest';
import type { Instance } from '../../instance';
import { asyncContext } from '../../context';
import { EventEmitter } from '../events';
import { inherit, isLocal, notFound } from '../net';
import { Parser } from './parser';

const coded = (error: Error, code: string) => Object.assign(error, { code });
const reset = (message: string) => coded(new Error(message), 'ECONNRESET');
const BODILESS = /^(GET|HEAD|DELETE|OPTIONS|TRACE|CONNECT)$/;

/** What of a URL a request reads. */
function urlOptions(url: Guest): Guest {
  const { hostname, port, username, password } = url;
  const plain = typeof hostname === 'string' && hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return {
    protocol: url.protocol,
    hostname: plain,
    hash: url.hash,
    search: url.search,
    pathname: url.pathname,
    path: `${url.pathname || ''}${url.search || ''}`,
    href: url.href,
    ...(port !== '' ? { port: Number(port) } : {}),
    ...(username || password ? { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` } : {}),
  };
}

export function createAgent(instance: Instance, protocol: 'http:' | 'https:'): Guest {
  const net = instance.builtin('net');
  const Agent: Guest = function (this: Guest, options: Guest = {}) {
    if (!(this instanceof Agent)) return new Agent(options);
    EventEmitter.call(this);
    const none = () => Object.create(null);
    Object.assign(this, {
      defaultPort: protocol === 'https:' ? 443 : 80,
      protocol,
      options: { noDelay: true, ...options, path: null },
      requests: none(),
      sockets: none(),
      freeSockets: none(),
      keepAliveMsecs: options?.keepAliveMsecs ?? 1000,
      keepAlive: options?.keepAlive ?? false,
      maxSockets: options?.maxSockets ?? Infinity,
      maxFreeSockets: options?.maxFreeSockets ?? 256,
      maxTotalSockets: options?.maxTotalSockets ?? Infinity,
      scheduling: options?.scheduling ?? 'lifo',
      totalSocketCount: 0,
    });
    return undefined;
  };
  inherit(Agent, EventEmitter, {
    createConnection(...args: Guest[]) {
      return net.createConnection(...args);
    },
    getName({ host = 'localhost', port = '', localAddress = '', family }: Guest = {}) {
      return `${host}:${port}:${localAddress}${family === 4 || family === 6 ? `:${family}` : ''}`;
    },
    addRequest(this: Guest, request: Guest, options: Guest) {
      this.createSocket(request, { ...options, ...this.options }, (error: Guest, socket: Guest) =>
        request.onSocket(socket, error),
      );
    },
    createSocket(this: Guest, request: Guest, options: Guest, done: Guest) {
      const name = this.getName(options);
      let told = false;
      const created = (error: Guest, socket: Guest) => {
        if (told) return;
        told = true;
        if (error) return done(error);
        (this.sockets[name] ??= []).push(socket);
        this.totalSocketCount++;
        socket.once('close', () => {
          this.totalSocketCount--;
          const left = this.sockets[name]?.filter((one: Guest) => one !== socket) ?? [];
          if (left.length > 0) this.sockets[name] = left;
          else delete this.sockets[name];
        });
        done(null, socket);
      };
      const socket = this.createConnection(options, created);
      if (socket) created(null, socket);
    },
    keepSocketAlive() {
      return false;
    },
    reuseSocket() {},
    destroy(this: Guest) {
      for (const list of Object.values(this.sockets) as Guest[][]) for (const socket of list) socket.destroy();
    },
  });
  return Agent;
}

export function createClient(instance: Instance, OutgoingMessage: Guest, IncomingMessage: Guest, agents: Guest): Guest {
  const { loop } = instance;
  const net = instance.builtin('net');
  const ClientRequest: Guest = function (this: Guest, input: Guest, options?: Guest, done?: Guest) {
    OutgoingMessage.call(this);
    if (typeof options === 'function') [options, done] = [undefined, options];
    if (typeof input === 'string') input = urlOptions(new URL(input));
    else if (input?.href !== undefined && input.searchParams !== undefined) input = urlOptions(input);
    else [options, input] = [input, {}];
    options = { ...input, ...options };
    const secure = (options.protocol ?? options.agent?.protocol ?? options._defaultAgent?.protocol) === 'https:';
    const standard = options._defaultAgent ?? (secure ? agents.https : agents.http);
    let { agent } = options;
    if (agent === false) agent = new standard.constructor();
    else if (agent === undefined || agent === null)
      agent = typeof options.createConnection === 'function' ? undefined : standard;
    else if (typeof agent.addRequest !== 'function')
      throw coded(
        new TypeError('The "options.agent" property must be one of Agent-like Object, undefined, or false.'),
        'ERR_INVALID_ARG_TYPE',
      );
    const protocol = options.protocol ?? agent?.protocol ?? standard.protocol;
    const expected = agent?.protocol ?? standard.protocol;
    if (protocol !== expected)
      throw coded(
        new TypeError(`Protocol "${protocol}" not supported. Expected "${expected}"`),
        'ERR_INVALID_PROTOCOL',
      );
    if (options.path && /[^\x21-\xff]/.test(String(options.path)))
      throw coded(new TypeError('Request path contains unescaped characters'), 'ERR_UNESCAPED_CHARACTERS');
    const defaultPort = options.defaultPort ?? agent?.defaultPort ?? standard.defaultPort;
    const host = (options.host = options.hostname || options.host || 'localhost');
    const port = (options.port = options.port || defaultPort || 80);
    if (options.timeout !== undefined) this.timeout = options.timeout;
    const method = String(options.method ?? 'GET').toUpperCase();
    Object.assign(this, {
      agent,
      protocol,
      host,
      method,
      path: options.path || '/',
      socketPath: options.socketPath,
      maxHeadersCount: null,
      aborted: false,
      timeoutCb: null,
      reusedSocket: false,
      res: null,
      parser: null,
      upgradeOrConnect: false,
      _ended: null,
      _context: asyncContext.frame,
    });
    this.useChunkedEncodingByDefault = !BODILESS.test(method);
    this.shouldKeepAlive = Boolean(agent?.keepAlive);
    if (done) this.once('response', done);
    if (Array.isArray(options.headers)) {
      const list = options.headers;
      if (Array.isArray(list[0])) for (const [name, value] of list) this.appendHeader(name, value);
      else for (let i = 0; i < list.length; i += 2) this.appendHeader(list[i], list[i + 1]);
    } else for (const [name, value] of Object.entries(options.headers ?? {})) this.setHeader(name, value);
    if (options.setHost !== false && !this.hasHeader('host')) {
      const named = String(host).includes(':') && !String(host).startsWith('[') ? `[${host}]` : host;
      this.setHeader('Host', port && Number(port) !== Number(defaultPort) ? `${named}:${port}` : named);
    }
    if (options.auth && !this.hasHeader('authorization'))
      this.setHeader('Authorization', 'Basic ' + (globalThis as Guest).Buffer.from(options.auth).toString('base64'));
    if (/100-continue/i.test(this.getHeader('expect') ?? '')) this._implicitHeader();
    options.signal?.addEventListener(
      'abort',
      () =>
        this.destroy(
          Object.assign(new Error('The operation was aborted'), {
            name: 'AbortError',
            code: 'ABORT_ERR',
            cause: options.signal.reason,
          }),
        ),
      { once: true },
    );
    if (options.signal?.aborted)
      return void loop.nextTick(() => this.destroy(coded(new Error('The operation was aborted'), 'ABORT_ERR')), []);
    if (options.socketPath) options.path = options.socketPath;
    else if (agent) delete options.path;
    if (agent) agent.addRequest(this, { ...options, path: options.socketPath ?? null });
    else {
      const created = (error: Guest, socket: Guest) => this.onSocket(socket, error);
      const socket = options.createConnection
        ? options.createConnection(options, created)
        : net.createConnection(options);
      if (socket) this.onSocket(socket);
    }
  };
  inherit(ClientRequest, OutgoingMessage, {
    _implicitHeader(this: Guest) {
      if (this._header)
        throw coded(new Error('Cannot render headers after they are sent to the client'), 'ERR_HTTP_HEADERS_SENT');
      this._hasBody = true;
      if (BODILESS.test(this.method) && this._contentLength === 0) this._hasBody = false;
      const body = !BODILESS.test(this.method) || this._contentLength > 0;
      if (body && this._contentLength !== null) this.useChunkedEncodingByDefault = true;
      else if (body || this._contentLength === null)
        this.useChunkedEncodingByDefault ||= !BODILESS.test(this.method) || this.hasHeader('transfer-encoding');
      this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`);
    },
    abort(this: Guest) {
      if (this.aborted) return;
      this.aborted = true;
      loop.nextTick(() => this.emit('abort'), []);
      this.destroy();
    },
    destroy(this: Guest, error?: Guest) {
      if (this.destroyed) return this;
      this.destroyed = true;
      this.errored = error ?? null;
      this.res?._dump?.();
      if (this.socket) this._endWith(error);
      else loop.nextTick(() => !this.socket && !this._closed && this._gone(error ?? reset('socket hang up')), []);
      return this;
    },
    /** Ends the connection; the request reports it once. */
    _endWith(this: Guest, error: Guest) {
      if (error && !this.res) this._fails(error);
      this.socket.destroy(error);
    },
    _fails(this: Guest, error: Guest) {
      if (this._failed) return;
      this._failed = true;
      loop.nextTick(() => this.emit('error', error), []);
    },
    _gone(this: Guest, error: Guest) {
      this._fails(error);
      this._closed = true;
      loop.nextTick(() => this.emit('close'), []);
    },
    onSocket(this: Guest, socket: Guest, error?: Guest) {
      loop.nextTick(() => {
        if (error) return this._gone(error);
        if (this.destroyed) {
          socket.on('error', () => {});
          socket.destroy();
          if (!this._closed) this._gone(this.errored ?? reset('socket hang up'));
          return;
        }
        this._attach(socket);
      }, []);
    },
    _attach(this: Guest, socket: Guest) {
      this.socket = socket;
      socket._httpMessage = this;
      this._drains(socket);
      const before = asyncContext.frame;
      const inContext =
        (run: (...args: Guest[]) => void) =>
        (...args: Guest[]) => {
          asyncContext.frame = this._context;
          try {
            run(...args);
          } finally {
            asyncContext.frame = before;
          }
        };
      const parser = (this.parser = new Parser('response', {
        head: (head) => this._heard(head, socket),
        body: (chunk) => {
          const { res } = this;
          if (!res._dumped && !res.destroyed && !res.push(chunk)) socket.pause();
        },
        end: (trailers) => {
          const { res } = this;
          if (!res || res.complete || (res.statusCode < 200 && res.statusCode !== 101)) return;
          res._addTrailers(trailers);
          res.complete = true;
          if (!res.destroyed) res.push(null);
          if (res._dumped) socket.destroy();
        },
        upgrade: (rest) => {
          socket.removeListener('data', onData);
          socket.removeListener('close', onClose);
          const name = this.method === 'CONNECT' ? 'connect' : 'upgrade';
          if (this.listenerCount(name) === 0) return void socket.destroy();
          this.upgradeOrConnect = true;
          this.emit(name, this.res, socket, rest);
          this.destroyed = true;
          this._closed = true;
          this.emit('close');
        },
      }));
      const onData = inContext((chunk) => {
        try {
          parser.feed(chunk);
        } catch (error) {
          if (!String((error as Guest)?.code).startsWith('HPE_')) throw error;
          this._fails(error);
          socket.destroy();
        }
      });
      const onClose = inContext(() => {
        parser.finish();
        const { res } = this;
        this.destroyed = true;
        if (res) {
          if (!res.complete) res.destroy(reset('aborted'));
          this._closed = true;
          this.emit('close');
          if (!res.destroyed && res.readable) res.push(null);
        } else {
          this._fails(reset('socket hang up'));
          this._closed = true;
          loop.nextTick(() => this.emit('close'), []);
        }
      });
      socket.on('data', onData);
      socket.on(
        'end',
        inContext(() => {
          parser.finish();
          if (!this.res) this._fails(reset('socket hang up'));
        }),
      );
      socket.on('close', onClose);
      socket.on(
        'error',
        inContext((error) => {
          if (!this.res) this._fails(error);
          else this.res.destroy?.(error);
        }),
      );
      socket.on('timeout', () => this.emit('timeout'));
      if (this.timeout) socket.setTimeout(this.timeout);
      this.emit('socket', socket);
      if (socket.connecting) socket.once('connect', () => this._flush());
      else this._flush();
    },
    _heard(this: Guest, head: Guest, socket: Guest) {
      const res = new IncomingMessage(socket);
      const [major, minor] = head.version.split('.').map(Number);
      Object.assign(res, {
        statusCode: head.status,
        statusMessage: head.message,
        httpVersion: head.version,
        httpVersionMajor: major,
        httpVersionMinor: minor,
        req: this,
      });
      res._addHeaderLines(head.raw);
      if (head.status === 101 || (this.method === 'CONNECT' && head.status === 200)) {
        res.upgrade = true;
        this.res = res;
        return { upgrade: true };
      }
      if (head.status < 200) {
        if (head.status === 100) this.emit('continue');
        const { statusCode, statusMessage, httpVersion, headers, rawHeaders } = res;
        this.emit('information', { statusCode, statusMessage, httpVersion, headers, rawHeaders });
        return { skip: true };
      }
      this.res = res;
      res.on('end', () => loop.setImmediate(() => socket.destroy(), []));
      if (this.aborted || !this.emit('response', res)) res._dump();
      return { skip: this.method === 'HEAD' || head.status === 204 || head.status === 304 };
    },
    setNoDelay() {},
    setSocketKeepAlive() {},
    clearTimeout(this: Guest, done?: Guest) {
      this.setTimeout(0, done);
    },
  });
  return ClientRequest;
}

/** https has no servers here: every connection of its fails by name. */
export function secureConnection(instance: Instance): Guest {
  const net = instance.builtin('net');
  return (options: Guest) => {
    const socket = new net.Socket();
    const host = String(options.host ?? 'localhost');
    instance.loop.setImmediate(
      () =>
        socket.destroy(
          isLocal(host)
            ? coded(new Error('https is not available in this sandbox: no TLS'), 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM')
            : notFound(host),
        ),
      [],
    );
    return Object.assign(socket, { encrypted: true, authorized: false, connecting: true });
  };
}
