/** HTTP/1.1 as it comes over a socket: heads, bodies by length, in chunks or to the end, trailers. */
import type { Guest } from '../../guest';
import { Buffer } from '../buffer';

export interface Head {
  /** Of a request. */
  method: string;
  url: string;
  /** Of a response. */
  status: number;
  message: string;
  version: string;
  /** Names and values in turn, as they came. */
  raw: string[];
}

export interface Hears {
  /** `skip`: no body follows, whatever the head says. `upgrade`: what follows is no HTTP any more. */
  head(head: Head): { skip?: boolean; upgrade?: boolean };
  body(chunk: Guest): void;
  end(trailers: string[]): void;
  upgrade?(rest: Guest): void;
}

const LIMIT = 16_384;
const wrong = (code: string, reason: string) =>
  Object.assign(new Error(`Parse Error: ${reason}`), { code, reason, bytesParsed: 0 });

export class Parser {
  private rest: Guest = Buffer.alloc(0);
  private state: 'head' | 'length' | 'chunk' | 'chunkend' | 'trailers' | 'close' | 'off' = 'head';
  private left = 0;
  /** Waits with the next message. */
  private paused = false;

  constructor(
    private readonly kind: 'request' | 'response',
    private readonly hears: Hears,
  ) {}

  /** Throws an error with a code of llhttp's where it is not HTTP. */
  feed(chunk: Guest): void {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    this.go();
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
    this.go();
  }

  /** The other side said its last word. */
  finish(): void {
    if (this.state === 'close') {
      this.state = 'off';
      this.hears.end([]);
    }
  }

  private take(n: number): Guest {
    const out = this.rest.subarray(0, n);
    this.rest = this.rest.subarray(n);
    return out;
  }

  private go(): void {
    while (this.step());
  }

  /** One piece; false when more has to come first. */
  private step(): boolean {
    if (this.state === 'off') return false;
    if (this.state === 'head') return !this.paused && this.head();
    if (this.rest.length === 0) return false;
    if (this.state === 'close') {
      this.hears.body(this.take(this.rest.length));
      return false;
    }
    if (this.state === 'length') {
      const part = this.take(Math.min(this.left, this.rest.length));
      this.left -= part.length;
      this.hears.body(part);
      if (this.left === 0) this.over([]);
      return true;
    }
    if (this.state === 'chunkend') {
      if (this.left > 0) {
        const part = this.take(Math.min(this.left, this.rest.length));
        this.left -= part.length;
        this.hears.body(part);
        return true;
      }
      if (this.rest.length < 2) return false;
      this.take(2);
      this.state = 'chunk';
      return true;
    }
    const at = this.rest.indexOf('\r\n');
    if (at < 0) return false;
    if (this.state === 'chunk') {
      const size = this.take(at + 2)
        .toString('latin1')
        .split(';')[0]
        .trim();
      if (!/^[\da-f]+$/i.test(size)) throw wrong('HPE_INVALID_CHUNK_SIZE', 'Invalid character in chunk size');
      this.left = parseInt(size, 16);
      this.state = this.left > 0 ? 'chunkend' : 'trailers';
      return true;
    }
    const end = at === 0 ? 0 : this.rest.indexOf('\r\n\r\n');
    if (end < 0) return false;
    const lines = this.take(end === 0 ? 2 : end + 4)
      .toString('latin1')
      .trim();
    this.over(lines === '' ? [] : fields(lines.split('\r\n')));
    return true;
  }

  private over(trailers: string[]): void {
    this.state = 'head';
    this.hears.end(trailers);
  }

  private head(): boolean {
    while (this.rest[0] === 13 || this.rest[0] === 10) this.take(1);
    const end = this.rest.indexOf('\r\n\r\n');
    if (end > LIMIT || (end < 0 && this.rest.length > LIMIT)) throw wrong('HPE_HEADER_OVERFLOW', 'Header overflow');
    if (end < 0) {
      if (this.kind === 'request' && this.rest.length > 0 && !/^[A-Z]/.test(this.rest.toString('latin1', 0, 1)))
        throw wrong('HPE_INVALID_METHOD', 'Invalid method encountered');
      return false;
    }
    const [first, ...lines] = this.take(end + 4)
      .toString('latin1', 0, end)
      .split('\r\n') as [string, ...string[]];
    const raw = fields(lines);
    const found =
      this.kind === 'request'
        ? /^([A-Z-]+) (\S+) HTTP\/(\d\.\d)$/.exec(first)
        : /^HTTP\/(\d\.\d) (\d{3}) ?(.*)$/.exec(first);
    if (!found)
      throw this.kind === 'request'
        ? wrong('HPE_INVALID_METHOD', 'Invalid method encountered')
        : wrong('HPE_INVALID_CONSTANT', 'Expected HTTP/');
    const request = this.kind === 'request';
    const head: Head = request
      ? { method: found[1]!, url: found[2]!, version: found[3]!, status: 0, message: '', raw }
      : { method: '', url: '', version: found[1]!, status: Number(found[2]), message: found[3]!, raw };
    const get = (name: string) => raw.find((_, i) => i % 2 === 1 && raw[i - 1]!.toLowerCase() === name);
    const { skip = false, upgrade = false } = this.hears.head(head);
    if (upgrade) {
      this.state = 'off';
      this.hears.upgrade?.(this.take(this.rest.length));
      return false;
    }
    const length = get('content-length');
    if (skip) this.over([]);
    else if (/chunked\s*$/i.test(get('transfer-encoding') ?? '')) this.state = 'chunk';
    else if (length !== undefined) {
      if (!/^\d+$/.test(length)) throw wrong('HPE_INVALID_CONTENT_LENGTH', 'Invalid character in Content-Length');
      this.left = Number(length);
      if (this.left > 0) this.state = 'length';
      else this.over([]);
    } else if (request) this.over([]);
    else this.state = 'close';
    return true;
  }
}

function fields(lines: string[]): string[] {
  const out: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw wrong('HPE_INVALID_HEADER_TOKEN', 'Invalid header token');
    out.push(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return out;
}
