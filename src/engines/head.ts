/** What the head of a GGUF file tells before it is loaded: its texts stand there with their lengths, so they are looked for as bytes. */

/** The vocabulary lies in the head too; the largest in use take about 8 MB. */
const HEAD = 12 * 2 ** 20;

export class GgufHead {
  constructor(readonly bytes: Uint8Array) {}

  /** The text stands in it, with its length in front: a key, a value or a token. */
  has(text: string): boolean {
    return this.#find(text) >= 0;
  }

  /** The text that is kept under a key. */
  text(key: string): string | undefined {
    const at = this.#find(key);
    if (at < 0) return undefined;
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset);
    const end = at + 8 + new TextEncoder().encode(key).length;
    if (end + 12 > this.bytes.length || view.getUint32(end, true) !== 8) return undefined;
    const length = Number(view.getBigUint64(end + 4, true));
    return new TextDecoder().decode(this.bytes.subarray(end + 12, end + 12 + Math.min(length, 4096)));
  }

  #find(text: string): number {
    const data = new TextEncoder().encode(text);
    const wanted = new Uint8Array(8 + data.length);
    new DataView(wanted.buffer).setBigUint64(0, BigInt(data.length), true);
    wanted.set(data, 8);
    const { bytes } = this;
    outer: for (let at = bytes.indexOf(wanted[0]!); at >= 0; at = bytes.indexOf(wanted[0]!, at + 1)) {
      for (let i = 1; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) continue outer;
      return at;
    }
    return -1;
  }
}

export const headOf = async (blob: Blob): Promise<GgufHead> =>
  new GgufHead(new Uint8Array(await blob.slice(0, HEAD).arrayBuffer()));

/** A LoRA adapter, not a model. */
export const isAdapter = (head: GgufHead): boolean => head.text('general.type') === 'adapter';

/** Billions of weights from labels like 494M, 1.5B and 8x7B. */
export function sizeOf(label: string | undefined): number | undefined {
  const [, times = '1', number, unit] = /^(?:(\d+)x)?(\d+(?:\.\d+)?)([MB])$/i.exec(label ?? '') ?? [];
  if (number === undefined || unit === undefined) return undefined;
  return (Number(times) * Number(number)) / (unit.toUpperCase() === 'M' ? 1000 : 1);
}
