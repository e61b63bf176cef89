/** http, https and net: importable, with the harmless parts; whatever needs a socket says so. */
import type { Guest } from '../guest';
import { EventEmitter } from './events';
import { refused } from './index';

const STATUS: Record<number, string> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  418: "I'm a Teapot",
  422: 'Unprocessable Entity',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
const METHODS =
  'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE'.split(
    ' ',
  );

class Server extends EventEmitter {
  listening = false;
  constructor(_options?: Guest, handler?: Guest) {
    super();
    const run = typeof _options === 'function' ? _options : handler;
    if (run) this.on('request', run);
  }
  listen = refused('server.listen', 'sockets');
  close(done?: Guest) {
    done?.(Object.assign(new Error('Server is not running.'), { code: 'ERR_SERVER_NOT_RUNNING' }));
    return this;
  }
  address = () => null;
}
class Agent extends EventEmitter {
  destroy() {}
}

const client = (module: string) => ({
  request: refused(`${module}.request`, 'sockets'),
  get: refused(`${module}.get`, 'sockets'),
  createServer: (options?: Guest, handler?: Guest) => new Server(options, handler),
  Server,
  Agent,
  globalAgent: new Agent(),
});
class IncomingMessage extends EventEmitter {}
class ServerResponse extends EventEmitter {}
export const http: Guest = {
  ...client('http'),
  STATUS_CODES: STATUS,
  METHODS,
  IncomingMessage,
  ServerResponse,
  ClientRequest: refused('http.ClientRequest', 'sockets'),
  OutgoingMessage: ServerResponse,
  validateHeaderName() {},
  validateHeaderValue() {},
  maxHeaderSize: 16384,
};
export const https: Guest = client('https');

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
export const net: Guest = {
  isIP: (text: string) => (v4.test(text) ? 4 : isIPv6(text) ? 6 : 0),
  isIPv4: (text: string) => v4.test(text),
  isIPv6,
  Socket: refused('net.Socket', 'sockets'),
  connect: refused('net.connect', 'sockets'),
  createConnection: refused('net.createConnection', 'sockets'),
  createServer: (options?: Guest, handler?: Guest) => new Server(options, handler),
  Server,
};
