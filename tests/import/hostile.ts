/** Archives that nobody would make in good faith, byte by byte where no tool would write them. */
import zlib from 'node:zlib';
import { strToU8, zipSync, type Zippable } from 'fflate';

const ZERO = (mb: number) => new Uint8Array(mb * 1024 * 1024);

interface ZipEntry {
  name: string | Uint8Array;
  data?: Uint8Array;
  method?: 0 | 8 | 99;
  /** What the headers claim instead of the truth. */
  size?: number;
  crc?: number;
  mode?: number;
  flags?: number;
  /** Another local name. */
  local?: string;
  /** Points at an earlier entry's data. */
  offset?: number;
}

/** A zip with exactly these headers. */
export function rawZip(
  entries: ZipEntry[],
  { comment = '', count }: { comment?: string; count?: number } = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, data = new Uint8Array(), method = 8, size, crc, mode, flags = 0x800, local, offset } of entries) {
    const packed = method === 8 ? zlib.deflateRawSync(data) : Buffer.from(data);
    const bytes = Buffer.from(name as Uint8Array);
    const here = Buffer.from(local ?? bytes);
    const sum = crc ?? zlib.crc32(data);
    const head = (signature: number, extra: (buffer: Buffer) => void, length: number, own: Buffer) => {
      const buffer = Buffer.alloc(length);
      buffer.writeUInt32LE(signature, 0);
      extra(buffer);
      return Buffer.concat([buffer, own]);
    };
    const fields = (buffer: Buffer, from: number, length: number) => {
      buffer.writeUInt16LE(20, from);
      buffer.writeUInt16LE(flags, from + 2);
      buffer.writeUInt16LE(method, from + 4);
      buffer.writeUInt32LE(sum, from + 10);
      buffer.writeUInt32LE(packed.length, from + 14);
      buffer.writeUInt32LE(size ?? data.length, from + 18);
      buffer.writeUInt16LE(length, from + 22);
    };
    const start = offset ?? at;
    if (offset === undefined) {
      const block = Buffer.concat([head(0x04034b50, (b) => fields(b, 4, here.length), 30, here), packed]);
      parts.push(block);
      at += block.length;
    }
    central.push(
      head(
        0x02014b50,
        (b) => {
          b.writeUInt16LE(mode === undefined ? 20 : (3 << 8) | 20, 4);
          fields(b, 6, bytes.length);
          b.writeUInt32LE(((mode ?? 0) << 16) >>> 0, 38);
          b.writeUInt32LE(start, 42);
        },
        46,
        bytes,
      ),
    );
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count ?? entries.length, 8);
  end.writeUInt16LE(count ?? entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return new Uint8Array(Buffer.concat([...parts, directory, end, Buffer.from(comment)]));
}

interface TarEntry {
  name: string;
  data?: Uint8Array;
  type?: string;
  link?: string;
  size?: number;
}

export function rawTar(entries: TarEntry[], { end = true, sum = true } = {}): Uint8Array {
  const blocks = entries.flatMap(({ name, data = new Uint8Array(), type = '0', link = '', size }) => {
    const head = Buffer.alloc(512);
    head.write(name.slice(0, 100), 0);
    head.write('0000644\0', 100);
    head.write('0000000\0', 108);
    head.write('0000000\0', 116);
    head.write(`${(size ?? data.length).toString(8).padStart(11, '0')}\0`, 124);
    head.write('00000000000\0', 136);
    head.write('        ', 148);
    head.write(type, 156);
    head.write(link, 157);
    head.write('ustar\x0000', 257);
    const total = head.reduce((a, b) => a + b, 0);
    head.write(sum ? `${total.toString(8).padStart(6, '0')}\0 ` : '000000\0 ', 148);
    return [head, Buffer.from(data), Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return new Uint8Array(Buffer.concat([...blocks, ...(end ? [Buffer.alloc(1024)] : [])]));
}

export const gzip = (bytes: Uint8Array): Uint8Array => new Uint8Array(zlib.gzipSync(bytes));

const good = { 'src/a.js': strToU8('a') };
const file = { name: 'src/a.js', data: strToU8('a') };
const SYMLINK = 0o120777;

/** Name -> bytes. Each must be refused or come in without its bad entries. */
export const hostile: Record<string, () => Uint8Array> = {
  'zip: traversal': () => rawZip([file, { name: '../../etc/passwd', data: strToU8('x') }]),
  'zip: traversal inside': () => rawZip([file, { name: 'src/../../x', data: strToU8('x') }]),
  'zip: absolute': () => rawZip([file, { name: '/etc/passwd', data: strToU8('x') }]),
  'zip: drive': () => rawZip([file, { name: 'C:\\Windows\\x', data: strToU8('x') }]),
  'zip: drive with slashes': () => rawZip([file, { name: 'c:/x', data: strToU8('x') }]),
  'zip: UNC': () => rawZip([file, { name: '\\\\host\\share\\x', data: strToU8('x') }]),
  'zip: backslashes': () => rawZip([file, { name: '..\\..\\x', data: strToU8('x') }]),
  'zip: NUL': () => rawZip([file, { name: 'src/b\0.js', data: strToU8('x') }]),
  'zip: empty name': () => rawZip([file, { name: '', data: strToU8('x') }]),
  'zip: dots': () => rawZip([file, { name: 'src/./b.js', data: strToU8('x') }]),
  'zip: double slash': () => rawZip([file, { name: 'src//b.js', data: strToU8('x') }]),
  'zip: __proto__': () => rawZip([file, { name: '__proto__', data: strToU8('x') }]),
  'zip: __proto__ folder': () => rawZip([file, { name: '__proto__/polluted.js', data: strToU8('x') }]),
  'zip: constructor': () => rawZip([file, { name: 'constructor', data: strToU8('x') }]),
  'zip: 4 KB name': () => rawZip([file, { name: `src/${'n'.repeat(4096)}`, data: strToU8('x') }]),
  'zip: deep': () => rawZip([file, { name: `${'d/'.repeat(200)}x`, data: strToU8('x') }]),
  'zip: right-to-left': () => rawZip([file, { name: 'src/\u202Esj.exe', data: strToU8('x') }]),
  'zip: bytes that are no UTF-8': () =>
    rawZip([file, { name: new Uint8Array([0xff, 0xfe, 0x2f, 0x61]), data: strToU8('x') }]),
  'zip: symlink': () => rawZip([file, { name: 'src/link', data: strToU8('/etc/passwd'), mode: SYMLINK }]),
  'zip: symlink then through it': () =>
    rawZip([{ name: 'd', data: strToU8('/tmp'), mode: SYMLINK }, { name: 'd/x', data: strToU8('x') }, file]),
  'zip: twice': () => rawZip([file, { name: 'src/a.js', data: strToU8('evil') }]),
  'zip: case clash': () => rawZip([file, { name: 'SRC/A.JS', data: strToU8('evil') }]),
  'zip: file and folder': () => rawZip([file, { name: 'src', data: strToU8('evil') }]),
  'zip: bomb': () => zipSync({ ...good, 'zero.bin': ZERO(12) } as Zippable, { level: 9 }),
  'zip: bomb of many': () =>
    zipSync({ ...good, ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`z${i}`, ZERO(1.9)])) } as Zippable, {
      level: 9,
    }),
  'zip: size too small': () => rawZip([file, { name: 'src/b.js', data: ZERO(8), size: 10 }]),
  'zip: size too large': () => rawZip([file, { name: 'src/b.js', data: strToU8('x'), size: 2 ** 31 }]),
  'zip: wrong checksum': () => rawZip([file, { name: 'src/b.js', data: strToU8('x'), crc: 1 }]),
  'zip: overlapping entries': () => rawZip([file, { name: 'src/b.js', data: strToU8('a'), offset: 0 }]),
  'zip: another local name': () => rawZip([{ ...file, local: 'evil.sh.' }]),
  'zip: locked': () => rawZip([{ ...file, flags: 0x801 }]),
  'zip: unknown method': () => rawZip([{ ...file, method: 99 }]),
  'zip: count lies': () => rawZip([file], { count: 60_000 }),
  'zip: cut': () => rawZip([file, { name: 'b', data: ZERO(1) }]).slice(0, -40),
  'zip: only a head': () => strToU8('PK\x03\x04'),
  'zip: empty': () => rawZip([]),
  'zip: nested': () => zipSync({ ...good, 'inner.zip': rawZip([{ name: '../x', data: strToU8('x') }]) } as Zippable),
  'zip: only folders': () => rawZip([{ name: 'a/' }, { name: 'a/b/' }]),
  'zip: 5,001 files': () =>
    zipSync(Object.fromEntries(Array.from({ length: 5001 }, (_, i) => [`f${i}`, strToU8('')])) as Zippable),
  'tar: traversal': () => gzip(rawTar([file, { name: '../../x', data: strToU8('x') }])),
  'tar: absolute': () => rawTar([file, { name: '/x', data: strToU8('x') }]),
  'tar: symlink': () =>
    rawTar([file, { name: 'l', type: '2', link: '/etc' }, { name: 'l/passwd', data: strToU8('x') }]),
  'tar: hard link': () => rawTar([file, { name: 'l', type: '1', link: '../../x' }]),
  'tar: device': () => rawTar([file, { name: 'dev', type: '3' }]),
  'tar: pipe': () => rawTar([file, { name: 'pipe', type: '6' }]),
  'tar: size lies': () => rawTar([{ ...file, size: 2 ** 32 }]),
  'tar: cut': () => rawTar([file, { name: 'b', data: ZERO(1) }], { end: false }).slice(0, 4096),
  'tar: wrong checksum': () => rawTar([file], { sum: false }),
  'tar: pax path': () => rawTar([{ name: 'p', type: 'x', data: strToU8('18 path=../../x\n\n\n') }, file]),
  'tar.gz: bomb': () =>
    gzip(rawTar([file, ...Array.from({ length: 8 }, (_, i) => ({ name: `z${i}`, data: ZERO(1.9) }))])),
  'tar.gz: cut': () => gzip(rawTar([file])).slice(0, 60),
  'tar.gz: no tar inside': () => gzip(strToU8('hello '.repeat(300))),
  'no archive': () => strToU8('hello'),
  nothing: () => new Uint8Array(),
};
