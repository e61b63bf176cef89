import type { Machine, MachineConfig, StateConfig, StateNode, Transition, TransitionConfig } from './types.ts';

function toTransitions<C>(config: TransitionConfig<C>): Transition<C>[] {
  const list = Array.isArray(config) ? config : [config];
  return list.map((entry) => (typeof entry === 'string' ? { to: entry } : entry));
}

function addNodes<C>(nodes: Map<string, StateNode<C>>, states: Record<string, StateConfig<C>>, parent: string | null): void {
  for (const [name, config] of Object.entries(states)) {
    if (name.includes('.')) throw new Error(`state names must not contain dots: ${name}`);
    const path = parent === null ? name : `${parent}.${name}`;
    const on = new Map<string, Transition<C>[]>();
    for (const [type, transition] of Object.entries(config.on ?? {})) on.set(type, toTransitions(transition));
    nodes.set(path, {
      path,
      parent,
      initial: config.states ? `${path}.${config.initial ?? Object.keys(config.states)[0]}` : null,
      final: config.final ?? false,
      enter: config.enter,
      exit: config.exit,
      on,
    });
    if (config.states) addNodes(nodes, config.states, path);
  }
}

export function createMachine<C extends object = Record<string, never>>(config: MachineConfig<C>): Machine<C> {
  const nodes = new Map<string, StateNode<C>>();
  addNodes(nodes, config.states, null);
  const machine = { initial: config.initial, context: config.context ?? ({} as C), nodes };
  nodeAt(machine, config.initial);
  return machine;
}

export function nodeAt<C>(machine: Machine<C>, path: string): StateNode<C> {
  const node = machine.nodes.get(path);
  if (!node) throw new Error(`no state ${path}`);
  return node;
}

/** The state itself and all its parents, innermost first. */
export function lineage<C>(machine: Machine<C>, path: string): StateNode<C>[] {
  const out: StateNode<C>[] = [];
  let at: string | null = path;
  while (at !== null) {
    const node: StateNode<C> = nodeAt(machine, at);
    out.push(node);
    at = node.parent;
  }
  return out;
}

/** Follows `initial` down to a state without children. */
export function leafOf<C>(machine: Machine<C>, path: string): string {
  let node = nodeAt(machine, path);
  while (node.initial !== null) node = nodeAt(machine, node.initial);
  return node.path;
}

/** A target is looked up among the siblings first and then from the root. */
export function resolveTarget<C>(machine: Machine<C>, source: StateNode<C>, to: string): string {
  const sibling = source.parent === null ? to : `${source.parent}.${to}`;
  return machine.nodes.has(sibling) ? sibling : nodeAt(machine, to).path;
}
