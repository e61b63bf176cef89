/**
 * net within one process: a server listens on a port of its own, and what connects to this machine reaches it. Nothing
 * leaves the process; any other host is not found, and the error says why.
 */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { Buffer } from './buffer';
import { EventEmitter } from './events';
import { refused } from './index';

const v4 = /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const isIPv6 = (text: string) => {
  if (!/^[0-9a-fA-F:.]+(%[\w]+)?$/.test(text) || !text.includes(':')) return false;
  try {
    new URL(`http://[${text.replace(/%.*$/, '')}]`);
    return true;
  } catch {
    return false;
  }
};
const isIP = (text: string) => (v4.test(text) ? 4 : isIPv6(text) ? 6 : 0);
export const isLocal = (host: string): boolean =>
  /^(localhost|.*\.localhost|0\.0\.0\.0|::|::1|\[::1?\]|127(\.\d+){3}|::ffff:127(\.\d+){3})$/i.test(host);

/** A class that can be called without `new`, as Node's of that age: `inherit(Child, Parent, methods)`. */
export function inherit(child: Guest, parent: Guest, methods: object): void {
  Object.setPrototypeOf(child.prototype, parent.prototype);
  Object.setPrototypeOf(child, parent);
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(methods)))
    Object.defineProperty(child.prototype, key, { ...descriptor, enumerable: false, configurable: true });
}
const failure = (syscall: string, code: string, errno: number, message: string, more: object): Error =>
  Object.assign(new Error(message), { errno, code, syscall, ...more });
export const notFound = (host: string): Error =>
  failure('getaddrinfo', 'ENOTFOUND', -3008, `getaddrinfo ENOTFOUND ${host} (this sandbox has no network)`, {
    hostname: host,
  });
const port = (value: Guest) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= 0 && number < 65_536))
    throw Object.assign(
      new RangeError(`options.port should be >= 0 and < 65536. Received type ${typeof value} (${String(value)}).`),
      { code: 'ERR_SOCKET_BAD_PORT' },
    );
  return number | 0;
};
/** (port, host?, backlog?, callback?), (path, callback?) or ({port, host, path}, callback?). */
function parse(args: Guest[]): [options: Guest, done: Guest] {
  const last = args[args.length - 1];
  const done = typeof last === 'function' ? last : undefined;
  const [first, second] = args;
  if (typeof first === 'object' && first !== null) return [{ ...first }, done];
  if (typeof first === 'string' && !/^\d+$/.test(first)) return [{ path: first }, done];
  return [
    { port: typeof first === 'function' ? undefined : first, host: typeof second === 'string' ? second : undefined },
    done,
  ];
}

export function createNet(instance: Instance): Guest {
  const { loop } = instance;
  const { Duplex } = instance.builtin('stream');
  const servers = new Map<string | number, Guest>();
  let ports = 40_000;
  /** What crosses a connection arrives in a later turn of the loop, as from a real one. */
  const later = (run: () => void) => void loop.setImmediate(run, []);

  const Socket: Guest = function (this: Guest, options: Guest = {}) {
    if (!(this instanceof Socket)) return new Socket(options);
    Duplex.call(this, {
      allowHalfOpen: Boolean(options?.allowHalfOpen),
      decodeStrings: true,
      emitClose: false,
      autoDestroy: true,
      ...(options?.signal ? { signal: options.signal } : {}),
    });
    Object.assign(this, {
      connecting: false,
      pending: true,
      server: null,
      bytesRead: 0,
      bytesWritten: 0,
      _hadError: false,
    });
    Object.assign(this, {
      timeout: 0,
      _peer: null,
      _refed: true,
      _release: null,
      _resume: null,
      _eof: false,
      _timer: null,
    });
    return undefined;
  };
  inherit(Socket, Duplex, {
    connect(this: Guest, ...args: Guest[]) {
      const [options, done] = parse(args.length === 1 && Array.isArray(args[0]) ? args[0] : args);
      if (done) this.once('connect', done);
      options.path ??= undefined;
      if (options.path === undefined) options.port = port(options.port);
      const host: string = options.host ?? options.hostname ?? 'localhost';
      Object.assign(this, { connecting: true, _host: host });
      this._hold();
      const reach = (error: Guest, address: Guest, family?: number) => {
        if (this.destroyed) return;
        if (Array.isArray(address)) [{ address, family }] = address;
        if (!options.path) this.emit('lookup', error ?? null, address, family ?? isIP(address ?? ''), host);
        if (error) return void this.destroy(error);
        const server = servers.get(options.path ?? options.port);
        if (!server) return void this.destroy(unanswered(options, address, host));
        server._accept(this, address);
      };
      later(() => {
        if (this.destroyed) return;
        if (options.path || isIP(host)) {
          if (!options.path && !isLocal(host)) return void this.destroy(notFound(host));
          return reach(null, host);
        }
        if (typeof options.lookup === 'function')
          return options.lookup(host, { family: options.family, all: false }, reach);
        reach(isLocal(host) ? null : notFound(host), isLocal(host) ? '127.0.0.1' : undefined, 4);
      });
      return this;
    },
    _hold(this: Guest) {
      if (this._refed && !this.destroyed) this._release ??= loop.hold();
    },
    _active(this: Guest) {
      if (this._timer) loop.arm(this._timer);
    },
    _link(this: Guest, peer: Guest, addresses: object) {
      Object.assign(this, { _peer: peer, connecting: false, pending: false, ...addresses });
      this._hold();
    },
    _read(this: Guest) {
      const resume = this._resume;
      this._resume = null;
      resume?.();
    },
    _write(this: Guest, chunk: Guest, encoding: Guest, done: Guest) {
      if (this.connecting) return void this.once('connect', () => this._write(chunk, encoding, done));
      const peer = this._peer;
      if (!peer || peer.destroyed) return done(failure('write', 'EPIPE', -32, 'write EPIPE', {}));
      this._active();
      this.bytesWritten += chunk.length;
      later(() => {
        if (peer.destroyed) return done();
        peer._active();
        peer.bytesRead += chunk.length;
        if (peer.push(Buffer.from(chunk))) done();
        else peer._resume = done;
      });
    },
    _final(this: Guest, done: Guest) {
      if (this.connecting) return void this.once('connect', () => this._final(done));
      later(() => this._peer?._ends());
      done();
    },
    _ends(this: Guest) {
      if (this._eof || this.destroyed) return;
      this._eof = true;
      this.push(null);
      if (this.readableLength === 0) this.read(0);
    },
    _destroy(this: Guest, error: Guest, done: Guest) {
      this.connecting = false;
      loop.cancel(this._timer);
      const peer = this._peer;
      this._resume?.();
      if (peer)
        later(() =>
          this._reset ? peer.destroy(failure('read', 'ECONNRESET', -104, 'read ECONNRESET', {})) : peer._ends(),
        );
      done(error);
      loop.nextTick(() => {
        this._release?.();
        this._release = null;
        this.emit('close', Boolean(error));
        this.server?._left(this);
      }, []);
    },
    destroySoon(this: Guest) {
      if (this.writable) this.end();
      if (this.writableFinished) this.destroy();
      else this.once('finish', this.destroy);
    },
    resetAndDestroy(this: Guest) {
      this._reset = true;
      return this.destroy();
    },
    setTimeout(this: Guest, ms: number, done?: Guest) {
      this.timeout = ms;
      loop.cancel(this._timer);
      this._timer = null;
      if (ms > 0) {
        this._timer = loop.setTimeout(() => this.emit('timeout'), ms, []).unref();
        if (done) this.once('timeout', done);
      } else if (done) this.removeListener('timeout', done);
      return this;
    },
    setNoDelay: self,
    setKeepAlive: self,
    address(this: Guest) {
      return this.localAddress ? { address: this.localAddress, family: this.localFamily, port: this.localPort } : {};
    },
    ref(this: Guest) {
      this._refed = true;
      if (this._peer) this._hold();
      return this;
    },
    unref(this: Guest) {
      this._refed = false;
      this._release?.();
      this._release = null;
      return this;
    },
    get readyState() {
      const { connecting, readable, writable, destroyed } = this as Guest;
      if (connecting) return 'opening';
      if (destroyed) return 'closed';
      return readable && writable ? 'open' : readable ? 'readOnly' : writable ? 'writeOnly' : 'closed';
    },
    get bufferSize() {
      return (this as Guest).writableLength;
    },
  });

  const Server: Guest = function (this: Guest, options?: Guest, handler?: Guest) {
    if (!(this instanceof Server)) return new Server(options, handler);
    EventEmitter.call(this);
    const run = typeof options === 'function' ? options : handler;
    if (run) this.on('connection', run);
    const { allowHalfOpen = false, pauseOnConnect = false } = typeof options === 'object' && options ? options : {};
    Object.assign(this, { allowHalfOpen, pauseOnConnect, _open: new Set(), _key: undefined, _at: null, _refed: true });
    return undefined;
  };
  inherit(Server, EventEmitter, {
    listen(this: Guest, ...args: Guest[]) {
      const [options, done] = parse(args);
      if (this.listening)
        throw Object.assign(new Error('Listen method has been called more than once without closing.'), {
          code: 'ERR_SERVER_ALREADY_LISTEN',
        });
      options.path ??= undefined;
      const wanted = options.path === undefined ? port(options.port ?? 0) : 0;
      if (done) this.once('listening', done);
      const host: string = options.host ?? '::';
      let key: string | number = options.path ?? wanted;
      if (key === 0) {
        do key = ++ports;
        while (servers.has(key));
      }
      if (servers.has(key)) {
        const where = options.path ?? `${host}:${key}`;
        const error = failure('listen', 'EADDRINUSE', -98, `listen EADDRINUSE: address already in use ${where}`, {
          address: options.path ?? host,
          port: options.path ? -1 : key,
        });
        loop.nextTick(() => this.emit('error', error), []);
        return this;
      }
      servers.set(key, this);
      const address = host === 'localhost' ? '127.0.0.1' : host;
      this._key = key;
      this._at = options.path ?? { address, family: isIPv6(address) ? 'IPv6' : 'IPv4', port: key };
      if (this._refed) this._release = loop.hold();
      options.signal?.addEventListener('abort', () => this.close(), { once: true });
      loop.nextTick(() => this.listening && this.emit('listening'), []);
      return this;
    },
    _accept(this: Guest, client: Guest, address: string) {
      if (this.maxConnections && this._open.size >= this.maxConnections) return void client.destroy();
      const there = new Socket({ allowHalfOpen: this.allowHalfOpen });
      there.server = this;
      this._open.add(there);
      const from = ++ports;
      const wide = this._at.family === 'IPv6' && v4.test(address) ? `::ffff:${address}` : address;
      const family = (one: string) => (isIPv6(one) ? 'IPv6' : 'IPv4');
      const ends = (local: string, localPort: number, remote: string, remotePort: number) =>
        typeof this._key === 'string'
          ? {}
          : {
              localAddress: local,
              localPort,
              localFamily: family(local),
              remoteAddress: remote,
              remotePort,
              remoteFamily: family(remote),
            };
      there._link(client, ends(wide, this._key, wide, from));
      client._link(there, ends(address, from, address, this._key));
      if (this.pauseOnConnect) there.pause();
      later(() => this.emit('connection', there));
      client.emit('connect');
      client.emit('ready');
    },
    _left(this: Guest, socket: Guest) {
      this._open.delete(socket);
      this._closes();
    },
    _closes(this: Guest) {
      if (this._closing && this._open.size === 0) {
        this._closing = false;
        loop.nextTick(() => this.emit('close'), []);
      }
    },
    close(this: Guest, done?: Guest) {
      if (typeof done === 'function') {
        if (this.listening) this.once('close', done);
        else
          this.once('close', () =>
            done(Object.assign(new Error('Server is not running.'), { code: 'ERR_SERVER_NOT_RUNNING' })),
          );
      }
      if (this.listening) servers.delete(this._key);
      this._key = undefined;
      this._at = null;
      this._release?.();
      this._release = undefined;
      this._closing = true;
      this._closes();
      return this;
    },
    address(this: Guest) {
      return this._at;
    },
    getConnections(this: Guest, done: Guest) {
      loop.nextTick(() => done(null, this._open.size), []);
      return this;
    },
    ref(this: Guest) {
      this._refed = true;
      if (this.listening) this._release ??= loop.hold();
      return this;
    },
    unref(this: Guest) {
      this._refed = false;
      this._release?.();
      this._release = undefined;
      return this;
    },
    get listening() {
      return (this as Guest)._key !== undefined;
    },
    [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')](this: Guest) {
      return new Promise<void>((resolve) => this.close(() => resolve()));
    },
  });

  const connect = (...args: Guest[]) => {
    const [options] = parse(args);
    const socket = new Socket(options);
    if (options.timeout) socket.setTimeout(options.timeout);
    return socket.connect(...args);
  };
  let selects = true;
  let attempt = 250;
  return {
    isIP,
    isIPv4: (text: string) => v4.test(text),
    isIPv6,
    Socket,
    Stream: Socket,
    Server,
    connect,
    createConnection: connect,
    createServer: (options?: Guest, handler?: Guest) => new Server(options, handler),
    BlockList: refused('net.BlockList', 'lists of addresses'),
    SocketAddress: refused('net.SocketAddress', 'socket addresses'),
    getDefaultAutoSelectFamily: () => selects,
    setDefaultAutoSelectFamily: (value: boolean) => void (selects = value),
    getDefaultAutoSelectFamilyAttemptTimeout: () => attempt,
    setDefaultAutoSelectFamilyAttemptTimeout: (value: number) => void (attempt = value),
  };
}

/** dns knows this machine; names of others are not found. */
export function createDns(instance: Instance): Guest {
  const find = (host: string, options: Guest) => {
    const address = isIP(host) ? host : isLocal(host) ? (options?.family === 6 ? '::1' : '127.0.0.1') : undefined;
    if (address === undefined) throw notFound(host);
    const found = { address, family: isIP(address) };
    return options?.all ? [found] : found;
  };
  const names = ['resolve', 'resolve4', 'resolve6', 'reverse'];
  const absent = (name: string) => Object.fromEntries(names.map((one) => [one, refused(`${name}.${one}`, 'sockets')]));
  return {
    ...absent('dns'),
    lookup(host: string, options: Guest, done?: Guest) {
      if (typeof options === 'function') [options, done] = [{}, options];
      if (typeof options === 'number') options = { family: options };
      instance.loop.setImmediate(() => {
        let found: Guest;
        try {
          found = find(host, options);
        } catch (error) {
          return done(error);
        }
        if (options?.all) done(null, found);
        else done(null, found.address, found.family);
      }, []);
    },
    promises: {
      ...absent('dns.promises'),
      lookup: async (host: string, options?: Guest) =>
        find(host, typeof options === 'number' ? { family: options } : options),
    },
  };
}

function self(this: Guest): Guest {
  return this;
}

/** Nobody listens there. For a name, Node tries both families and reports both. */
function unanswered(options: Guest, address: string, host: string): Error {
  const refusal = (at: string) =>
    failure('connect', 'ECONNREFUSED', -111, `connect ECONNREFUSED ${at}:${options.port}`, {
      address: at,
      port: options.port,
    });
  if (options.path)
    return failure('connect', 'ENOENT', -2, `connect ENOENT ${options.path}`, { address: options.path });
  if (isIP(host)) return refusal(address);
  return Object.assign(new AggregateError([refusal('::1'), refusal('127.0.0.1')], ''), { code: 'ECONNREFUSED' });
}
