/** Events, DOMException and aborts for an engine without them. */
import { scope, type Any } from './bridge';

export class Exception extends Error {
  constructor(message = '', name = 'Error') {
    super(message);
    Object.defineProperty(this, 'name', { value: name, configurable: true });
  }
  get code() {
    return (
      ({ AbortError: 20, DataCloneError: 25, TimeoutError: 23, InvalidCharacterError: 5 } as Record<string, number>)[
        this.name
      ] ?? 0
    );
  }
}

export class GuestEvent {
  defaultPrevented = false;
  target: Any = null;
  stopped = false;
  readonly cancelable: boolean;
  constructor(
    readonly type: string,
    init: Any = {},
  ) {
    this.cancelable = Boolean(init?.cancelable);
  }
  preventDefault() {
    this.defaultPrevented = true;
  }
  stopImmediatePropagation() {
    this.stopped = true;
  }
  stopPropagation() {}
  get currentTarget() {
    return this.target;
  }
}
export class DetailEvent extends GuestEvent {
  readonly detail: Any;
  constructor(type: string, init: Any = {}) {
    super(type, init);
    this.detail = init.detail ?? null;
  }
}

export class Target {
  #listeners = new Map<string, { run: Any; once: boolean }[]>();
  addEventListener(type: string, run: Any, options: Any = {}) {
    const list = this.#listeners.get(type) ?? [];
    if (run && !list.some((one) => one.run === run)) list.push({ run, once: Boolean(options?.once) });
    this.#listeners.set(type, list);
    options?.signal?.addEventListener('abort', () => this.removeEventListener(type, run));
  }
  removeEventListener(type: string, run: Any) {
    this.#listeners.set(
      type,
      (this.#listeners.get(type) ?? []).filter((one) => one.run !== run),
    );
  }
  dispatchEvent(event: Any) {
    event.target = this;
    for (const { run, once } of [...(this.#listeners.get(event.type) ?? [])]) {
      if (once) this.removeEventListener(event.type, run);
      if (typeof run === 'function') run.call(this, event);
      else run.handleEvent(event);
      if (event.stopped) break;
    }
    return !event.defaultPrevented;
  }
}

export class Signal extends Target {
  aborted = false;
  reason: Any = undefined;
  onabort: Any = null;
  throwIfAborted() {
    if (this.aborted) throw this.reason;
  }
  static abort(reason?: Any) {
    const control = new Controller();
    control.abort(reason);
    return control.signal;
  }
  static timeout(ms: number) {
    const control = new Controller();
    scope.setTimeout(
      () => control.abort(new Exception('The operation was aborted due to timeout', 'TimeoutError')),
      ms,
    );
    return control.signal;
  }
  static any(signals: Signal[]) {
    const control = new Controller();
    for (const signal of signals) {
      if (signal.aborted) control.abort(signal.reason);
      signal.addEventListener('abort', () => control.abort(signal.reason));
    }
    return control.signal;
  }
}
export class Controller {
  signal = new Signal();
  abort(reason: Any = new Exception('This operation was aborted', 'AbortError')) {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    this.signal.reason = reason;
    const event = new GuestEvent('abort');
    this.signal.onabort?.(event);
    this.signal.dispatchEvent(event);
  }
}
