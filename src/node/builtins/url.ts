/** url: the platform's URL plus file paths and the legacy parse/format/resolve. */
import type { Guest } from '../guest';
import * as querystring from './querystring';

export function fileURLToPath(value: Guest): string {
  if (typeof value !== 'string' && !(value instanceof URL))
    throw Object.assign(
      new TypeError(
        `The "path" argument must be of type string or an instance of URL. Received ${value === null ? 'null' : typeof value}`,
      ),
      { code: 'ERR_INVALID_ARG_TYPE' },
    );
  const url = typeof value === 'string' ? new URL(value) : value;
  if (url.protocol !== 'file:')
    throw Object.assign(new TypeError('The URL must be of scheme file'), { code: 'ERR_INVALID_URL_SCHEME' });
  if (url.hostname !== '')
    throw Object.assign(new TypeError('File URL host must be "localhost" or empty on linux'), {
      code: 'ERR_INVALID_FILE_URL_HOST',
    });
  if (/%2f/i.test(url.pathname))
    throw Object.assign(new TypeError('File URL path must not include encoded / characters'), {
      code: 'ERR_INVALID_FILE_URL_PATH',
    });
  return decodeURIComponent(url.pathname);
}

const marks: Record<string, string> = {
  '%': '%25',
  '\\': '%5C',
  '\n': '%0A',
  '\r': '%0D',
  '\t': '%09',
  '?': '%3F',
  '#': '%23',
};

const slashed = new Set(['http:', 'https:', 'ftp:', 'file:', 'gopher:', 'ws:', 'wss:']);
export class Url {
  protocol: string | null = null;
  slashes: boolean | null = null;
  auth: string | null = null;
  host: string | null = null;
  port: string | null = null;
  hostname: string | null = null;
  hash: string | null = null;
  search: string | null = null;
  query: Guest = null;
  pathname: string | null = null;
  path: string | null = null;
  href = '';
}

function parse(text: Guest, parseQuery = false, slashesDenoteHost = false): Url {
  if (text instanceof Url) return text;
  if (typeof text !== 'string')
    throw Object.assign(
      new TypeError(
        `The "url" argument must be of type string. Received ${text === null ? 'null' : text === undefined ? 'undefined' : `type ${typeof text} (${String(text)})`}`,
      ),
      { code: 'ERR_INVALID_ARG_TYPE' },
    );
  const out = new Url();
  let rest = text.trim();
  const cut = rest.search(/[?#]/);
  rest = (cut < 0 ? rest : rest.slice(0, cut)).replaceAll('\\', '/') + (cut < 0 ? '' : rest.slice(cut));
  const hash = rest.indexOf('#');
  if (hash >= 0) {
    out.hash = rest.slice(hash);
    rest = rest.slice(0, hash);
  }
  const query = rest.indexOf('?');
  if (query >= 0) {
    out.search = rest.slice(query);
    out.query = parseQuery ? querystring.parse(rest.slice(query + 1)) : rest.slice(query + 1);
    rest = rest.slice(0, query);
  } else if (parseQuery) {
    out.search = null;
    out.query = Object.create(null);
  }
  const protocol = /^([a-z0-9.+-]+:)/i.exec(rest)?.[1];
  if (protocol) {
    out.protocol = protocol.toLowerCase();
    rest = rest.slice(protocol.length);
  }
  const script = out.protocol === 'javascript:';
  if (rest.startsWith('//') && !script && (protocol || slashesDenoteHost || /^\/\/[^@/]+@[^@/]+/.test(rest))) {
    out.slashes = true;
    rest = rest.slice(2);
    const end = rest.search(/[/\s]/);
    let authority = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? '' : rest.slice(end);
    const at = authority.lastIndexOf('@');
    if (at >= 0) {
      out.auth = decodeURIComponent(authority.slice(0, at));
      authority = authority.slice(at + 1);
    }
    const port = /:(\d*)$/.exec(authority);
    if (port) {
      out.port = port[1] || null;
      authority = authority.slice(0, port.index);
    }
    out.hostname = authority.toLowerCase().replace(/^\[(.*)\]$/, '$1');
    out.host = (authority.startsWith('[') ? `[${out.hostname}]` : out.hostname) + (out.port ? `:${out.port}` : '');
    if (out.protocol && slashed.has(out.protocol) && rest === '') rest = '/';
  }

  out.pathname =
    rest === ''
      ? null
      : rest.replace(
          /[\u0000-\u0020"'<>\\^`{|}]/g,
          (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'),
        );
  if (out.pathname !== null || out.search !== null) out.path = (out.pathname ?? '') + (out.search ?? '');
  out.href = format(out);
  return out;
}

function format(value: Guest, options?: Guest): string {
  if (typeof value === 'string') return parse(value).href;
  if (value instanceof URL) {
    const url = new URL(value.href);
    if (options?.fragment === false) url.hash = '';
    if (options?.search === false) url.search = '';
    if (options?.auth === false) url.username = url.password = '';
    return url.href;
  }
  const auth = value.auth ? encodeURIComponent(value.auth).replace(/%3A/i, ':') + '@' : '';
  let protocol = value.protocol ?? '';
  if (protocol && !protocol.endsWith(':')) protocol += ':';
  let pathname = value.pathname ?? '';
  let hash = value.hash ?? '';
  let host: string | false = false;
  if (value.host) host = auth + value.host;
  else if (value.hostname)
    host =
      auth +
      (value.hostname.includes(':') ? `[${value.hostname}]` : value.hostname) +
      (value.port ? `:${value.port}` : '');
  let search =
    value.search ??
    (value.query && typeof value.query === 'object' && Object.keys(value.query).length
      ? `?${querystring.stringify(value.query)}`
      : '');
  if (value.slashes || ((!protocol || slashed.has(protocol)) && host !== false)) {
    host = `//${host || ''}`;
    if (pathname && !pathname.startsWith('/')) pathname = `/${pathname}`;
  } else if (!host) host = '';
  if (hash && !hash.startsWith('#')) hash = `#${hash}`;
  if (search && !search.startsWith('?')) search = `?${search}`;
  return protocol + host + pathname.replace(/[?#]/g, encodeURIComponent) + search.replace('#', '%23') + hash;
}

function resolve(from: string, to: string): string {
  const fake = 'resolve:';
  const base = new URL(from, `${fake}//x.invalid/`);
  const target = new URL(to, base);
  if (target.protocol === fake) {
    const relative = !from.startsWith('/') && !to.startsWith('/');
    const text = target.pathname + target.search + target.hash;
    return relative ? text.slice(1) : text;
  }
  return target.href;
}

export const urlModule: Guest = {
  URL: globalThis.URL,
  URLSearchParams: globalThis.URLSearchParams,
  fileURLToPath,
  pathToFileURL(path: string) {
    const { process } = globalThis as Guest;
    const absolute = path.startsWith('/') ? path : `${process.cwd()}/${path}`;
    const parts: string[] = [];
    for (const part of absolute.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '.' && part !== '') parts.push(part);
    }
    const clean = '/' + parts.join('/') + (absolute.endsWith('/') && parts.length ? '/' : '');
    return new URL('file://' + clean.replace(/[%\\\n\r\t?#]/g, (c) => marks[c]!));
  },
  urlToHttpOptions: (url: URL) => ({
    __proto__: null,
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    hash: url.hash,
    search: url.search,
    pathname: url.pathname,
    path: url.pathname + url.search,
    href: url.href,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(url.username || url.password
      ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }
      : {}),
  }),
  domainToASCII: (domain: string) => {
    try {
      return new URL(`http://${domain}`).hostname;
    } catch {
      return '';
    }
  },
  domainToUnicode: (domain: string) => domain,
  Url,
  parse,
  format,
  resolve,
  resolveObject: (from: string, to: string) => parse(resolve(from, to)),
};
