import { leafOf, lineage, nodeAt, resolveTarget } from './machine.ts';
import type { ChartEvent, Machine, StateNode, Step, Transition, Update } from './types.ts';

export type Listener<C> = (run: Run<C>, step: Step) => void;

interface Choice<C> {
  source: StateNode<C>;
  transition: Transition<C>;
}

export class Run<C> {
  state: string;
  context: C;
  readonly history: Step[] = [];
  readonly machine: Machine<C>;
  private listeners = new Set<Listener<C>>();

  constructor(machine: Machine<C>, state?: string, context?: C) {
    this.machine = machine;
    this.context = { ...(context ?? machine.context) };
    this.state = leafOf(machine, state ?? machine.initial);
    if (state === undefined) this.enterAll(null, this.state, { type: '@start' });
  }

  get done(): boolean {
    return nodeAt(this.machine, this.state).final;
  }

  matches(path: string): boolean {
    return this.state === path || this.state.startsWith(`${path}.`);
  }

  can(input: string | ChartEvent): boolean {
    return this.choose(toEvent(input)) !== null;
  }

  send(input: string | ChartEvent): this {
    const event = toEvent(input);
    const choice = this.choose(event);
    if (!choice) return this;
    const from = this.state;
    const { source, transition } = choice;
    if (transition.to === undefined) {
      this.apply(transition.do, event);
    } else {
      const target = resolveTarget(this.machine, source, transition.to);
      const shared = this.sharedParent(from, target);
      this.exitAll(from, shared, event);
      this.apply(transition.do, event);
      this.state = leafOf(this.machine, target);
      this.enterAll(shared, this.state, event);
    }
    const step = { event: event.type, from, to: this.state };
    this.history.push(step);
    for (const listener of this.listeners) listener(this, step);
    return this;
  }

  subscribe(listener: Listener<C>): () => boolean {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private choose(event: ChartEvent): Choice<C> | null {
    if (this.done) return null;
    for (const source of lineage(this.machine, this.state)) {
      for (const transition of source.on.get(event.type) ?? []) {
        if (!transition.when || transition.when(this.context, event)) return { source, transition };
      }
    }
    return null;
  }

  private sharedParent(from: string, target: string): string | null {
    const parents = lineage(this.machine, target).slice(1).map((node) => node.path);
    return lineage(this.machine, from).slice(1).map((node) => node.path).find((path) => parents.includes(path)) ?? null;
  }

  private exitAll(from: string, stop: string | null, event: ChartEvent): void {
    for (const node of lineage(this.machine, from)) {
      if (node.path === stop) break;
      this.apply(node.exit, event);
    }
  }

  private enterAll(start: string | null, to: string, event: ChartEvent): void {
    const nodes = lineage(this.machine, to).reverse();
    const first = start === null ? 0 : nodes.findIndex((node) => node.path === start) + 1;
    for (const node of nodes.slice(first)) this.apply(node.enter, event);
  }

  private apply(update: Update<C> | undefined, event: ChartEvent): void {
    const change = update?.(this.context, event);
    if (change) this.context = { ...this.context, ...change };
  }
}

function toEvent(input: string | ChartEvent): ChartEvent {
  return typeof input === 'string' ? { type: input } : input;
}

export function start<C>(machine: Machine<C>): Run<C> {
  return new Run(machine);
}

export function replay<C>(machine: Machine<C>, events: Array<string | ChartEvent>): Run<C> {
  return events.reduce((run, event) => run.send(event), new Run(machine));
}
