/** What setTimeout and setImmediate give. */
import type { GuestFunction } from './guest';
import type { Loop } from './loop';

let ids = 1;

export class Timeout {
  readonly id = ids++;
  due = 0;
  refed = true;
  active = true;
  constructor(
    private readonly loop: Loop,
    public run: GuestFunction,
    public args: unknown[],
    public delay: number,
    public repeat: boolean,
  ) {}
  ref(): this {
    this.refed = true;
    return this;
  }
  unref(): this {
    this.refed = false;
    this.loop.check();
    return this;
  }
  hasRef(): boolean {
    return this.refed;
  }
  refresh(): this {
    this.loop.arm(this);
    return this;
  }
  close(): this {
    this.loop.cancel(this);
    return this;
  }
  [Symbol.toPrimitive](): number {
    return this.id;
  }
  [Symbol.dispose ?? Symbol.for('Symbol.dispose')](): void {
    this.close();
  }
}

export class Immediate {
  refed = true;
  active = true;
  constructor(
    private readonly loop: Loop,
    public run: GuestFunction,
    public args: unknown[],
  ) {}
  ref(): this {
    this.refed = true;
    return this;
  }
  unref(): this {
    this.refed = false;
    this.loop.check();
    return this;
  }
  hasRef(): boolean {
    return this.refed;
  }
}
