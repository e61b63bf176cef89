/** Batches what the guest prints (one message per ~8 ms or 64 KiB) and caps it, so a flood cannot starve the page. */
import { now, realSetTimeout } from './primordials';
import type { FromWorker } from './protocol';

const BATCH_MS = 8;
const BATCH_CHARS = 65_536;

export class CappedOutput {
  dropped = 0;
  private left: number;
  private text = '';
  private fd: 1 | 2 = 1;
  private last = -Infinity;
  private armed = false;

  constructor(
    private readonly send: (message: FromWorker) => void,
    cap: number,
  ) {
    this.left = cap;
  }

  write(fd: 1 | 2, text: string): void {
    if (text === '') return;
    const bytes = utf8Length(text);
    if (bytes > this.left) {
      this.dropped += bytes - this.left;
      text = this.left > 0 ? text.slice(0, this.left) : '';
      this.left = 0;
      if (text === '') return;
    } else this.left -= bytes;
    if (fd !== this.fd) this.flush();
    this.fd = fd;
    this.text += text;
    const elapsed = now() - this.last;
    if (elapsed > BATCH_MS || this.text.length > BATCH_CHARS) this.flush();
    else if (!this.armed) {
      this.armed = true;
      realSetTimeout(() => {
        this.armed = false;
        this.flush();
      }, BATCH_MS);
    }
  }

  flush(): void {
    if (this.text === '') return;
    this.last = now();
    const text = this.text;
    this.text = '';
    this.send({ type: 'output', fd: this.fd, text });
  }
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7ff) bytes += 2;
    else if (code > 0x7f) bytes += 1;
    if (code >= 0xd800 && code <= 0xdfff) bytes -= 1;
  }
  return bytes;
}
