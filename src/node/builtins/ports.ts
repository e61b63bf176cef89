/** MessageChannel within one process: Node's ports are emitters and event targets, and keep the process alive while heard. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { EventEmitter } from './events';

export function createPorts(instance: Instance): Guest {
  const { loop } = instance;
  const wraps = new WeakMap<object, Map<string, Guest>>();

  class MessagePort extends EventEmitter {
    #other: MessagePort | undefined;
    #queue: Guest[] = [];
    #started = false;
    #closed = false;
    #release: (() => void) | undefined;
    #handler: Guest = null;

    static join(one: MessagePort, two: MessagePort) {
      one.#other = two;
      two.#other = one;
    }
    static take(port: MessagePort): { message: Guest } | undefined {
      return port.#queue.length > 0 ? { message: port.#queue.shift() } : undefined;
    }
    get onmessage() {
      return this.#handler;
    }
    set onmessage(run: Guest) {
      if (this.#handler) this.removeEventListener('message', this.#handler);
      this.#handler = typeof run === 'function' ? run : null;
      if (this.#handler) this.addEventListener('message', this.#handler);
    }
    on(name: Guest, run: Guest): this {
      super.on(name, run);
      if (name === 'message') this.start();
      return this;
    }
    addListener(name: Guest, run: Guest): this {
      return this.on(name, run);
    }
    addEventListener(name: string, run: Guest, options?: Guest) {
      const wrap = (data: Guest) => {
        const event = { type: name, data, target: this, currentTarget: this, ports: [] };
        if (typeof run === 'function') run.call(this, event);
        else run.handleEvent(event);
      };
      if (!wraps.has(run)) wraps.set(run, new Map());
      wraps.get(run)!.set(name, wrap);
      if (options?.once) this.once(name, wrap);
      else this.on(name, wrap);
    }
    removeEventListener(name: string, run: Guest) {
      const wrap = wraps.get(run)?.get(name);
      if (wrap) this.off(name, wrap);
    }
    postMessage(value: Guest, transfer?: Guest) {
      const message = structuredClone(value, Array.isArray(transfer) ? { transfer } : transfer);
      const other = this.#other;
      if (this.#closed || !other || other.#closed) return;
      other.#queue.push(message);
      if (other.#started) other.#deliver();
    }
    start() {
      if (this.#started || this.#closed) return;
      this.#started = true;
      this.ref();
      if (this.#queue.length > 0) this.#deliver();
    }
    #deliver() {
      loop.setImmediate(() => {
        if (this.#queue.length > 0 && !this.#closed) this.emit('message', this.#queue.shift());
      }, []);
    }
    close() {
      for (const port of [this as MessagePort, this.#other])
        if (port && !port.#closed)
          loop.setImmediate(() => {
            if (port.#closed) return;
            port.#closed = true;
            port.unref();
            port.emit('close');
          }, []);
    }
    ref() {
      if (!this.#closed) this.#release ??= loop.hold();
    }
    unref() {
      this.#release?.();
      this.#release = undefined;
    }
    hasRef() {
      return this.#release !== undefined;
    }
  }
  class MessageChannel {
    readonly port1 = new MessagePort();
    readonly port2 = new MessagePort();
    constructor() {
      MessagePort.join(this.port1, this.port2);
    }
  }
  return { MessagePort, MessageChannel, receiveMessageOnPort: (port: Guest) => MessagePort.take(port) };
}
