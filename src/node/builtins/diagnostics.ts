/** diagnostics_channel: named publish/subscribe channels and tracing channels. */
import type { Guest } from '../guest';

class Channel {
  readonly #subscribers = new Set<Guest>();
  constructor(readonly name: PropertyKey) {}
  get hasSubscribers() {
    return this.#subscribers.size > 0;
  }
  subscribe(run: Guest) {
    this.#subscribers.add(run);
  }
  unsubscribe(run: Guest) {
    return this.#subscribers.delete(run);
  }
  publish(message: Guest) {
    for (const run of this.#subscribers) run(message, this.name);
  }
  bindStore() {}
  unbindStore() {}
  runStores(context: Guest, run: Guest, self?: Guest, ...args: Guest[]) {
    this.publish(context);
    return run.apply(self, args);
  }
}

export function createDiagnostics(): Guest {
  const channels = new Map<PropertyKey, Channel>();
  const channel = (name: PropertyKey) => {
    let found = channels.get(name);
    if (!found) channels.set(name, (found = new Channel(name)));
    return found;
  };
  return {
    Channel,
    channel,
    hasSubscribers: (name: PropertyKey) => channel(name).hasSubscribers,
    subscribe: (name: PropertyKey, run: Guest) => channel(name).subscribe(run),
    unsubscribe: (name: PropertyKey, run: Guest) => channel(name).unsubscribe(run),
    tracingChannel(name: string) {
      const parts: Guest = {};
      for (const event of ['start', 'end', 'asyncStart', 'asyncEnd', 'error'])
        parts[event] = channel(`tracing:${name}:${event}`);
      return Object.assign(parts, {
        traceSync(run: Guest, context: Guest = {}, self?: Guest, ...args: Guest[]) {
          parts.start.publish(context);
          try {
            return (context.result = run.apply(self, args));
          } catch (error) {
            context.error = error;
            parts.error.publish(context);
            throw error;
          } finally {
            parts.end.publish(context);
          }
        },
      });
    },
  };
}
