/** http and https of one process. */
import type { Guest } from '../../guest';
import type { Instance } from '../../instance';
import { refused } from '../index';
import { createAgent, createClient, secureConnection } from './client';
import { createIncoming } from './incoming';
import { createOutgoing, validName, validValue } from './outgoing';
import { createServer } from './server';
import { METHODS, STATUS } from './status';

/** Both at once: a request names its own protocol. */
export function createHttp(instance: Instance): { http: Guest; https: Guest } {
  const IncomingMessage = createIncoming(instance);
  const OutgoingMessage = createOutgoing(instance);
  const { Server, ServerResponse } = createServer(instance, OutgoingMessage, IncomingMessage);
  const Agent = createAgent(instance, 'http:');
  const SecureAgent = createAgent(instance, 'https:');
  SecureAgent.prototype.createConnection = secureConnection(instance);
  const agents = {
    http: new Agent({ keepAlive: true, timeout: 5000 }),
    https: new SecureAgent({ keepAlive: true, timeout: 5000 }),
  };
  const ClientRequest = createClient(instance, OutgoingMessage, IncomingMessage, agents);
  const client = (protocol: 'http' | 'https') => {
    const request = (input: Guest, options?: Guest, done?: Guest) => {
      if (protocol === 'http') return new ClientRequest(input, options, done);
      if (typeof options === 'function') [options, done] = [undefined, options];
      const secure = { _defaultAgent: module.globalAgent };
      const given = typeof input === 'string' || input?.searchParams !== undefined;
      return given
        ? new ClientRequest(input, { ...secure, ...options }, done)
        : new ClientRequest({ ...secure, ...input }, done ?? options);
    };
    const module: Guest = {
      request,
      get(input: Guest, options?: Guest, done?: Guest) {
        const sent = request(input, options, done);
        sent.end();
        return sent;
      },
      globalAgent: agents[protocol],
    };
    return module;
  };
  const createServerOf = (options?: Guest, handler?: Guest) => new Server(options, handler);
  const http = Object.assign(client('http'), {
    createServer: createServerOf,
    Server,
    Agent,
    STATUS_CODES: STATUS,
    METHODS,
    IncomingMessage,
    ServerResponse,
    ClientRequest,
    OutgoingMessage,
    validateHeaderName: validName,
    validateHeaderValue: validValue,
    maxHeaderSize: 16_384,
    setMaxIdleHTTPParsers() {},
  });
  Object.defineProperty(http, 'globalAgent', {
    get: () => agents.http,
    set: (agent: Guest) => (agents.http = agent),
    enumerable: true,
    configurable: true,
  });
  const https = Object.assign(client('https'), {
    Agent: SecureAgent,
    Server: function (this: Guest, options?: Guest, handler?: Guest) {
      return Object.assign(new Server({}, handler ?? (typeof options === 'function' ? options : undefined)), {
        listen: refused('https server.listen', 'TLS'),
      });
    },
    createServer: (options?: Guest, handler?: Guest) => new https.Server(options, handler),
  }) as Guest;
  return { http, https };
}
