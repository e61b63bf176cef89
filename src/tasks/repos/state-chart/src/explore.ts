import { leafOf, lineage, nodeAt, resolveTarget } from './machine.ts';
import type { Machine } from './types.ts';

interface Edge {
  event: string;
  to: string;
}

/** Where a state can go, guards aside; a child's event hides the same event of its parents. */
export function edgesFrom<C>(machine: Machine<C>, state: string): Edge[] {
  if (nodeAt(machine, state).final) return [];
  const edges: Edge[] = [];
  const seen = new Set<string>();
  for (const node of lineage(machine, state)) {
    for (const [event, transitions] of node.on) {
      if (seen.has(event)) continue;
      if (transitions.some((transition) => !transition.when)) seen.add(event);
      for (const { to } of transitions) {
        if (to !== undefined) edges.push({ event, to: leafOf(machine, resolveTarget(machine, node, to)) });
      }
    }
  }
  return edges;
}

function search<C>(machine: Machine<C>): Map<string, string[]> {
  const first = leafOf(machine, machine.initial);
  const routes = new Map<string, string[]>([[first, []]]);
  for (const [state, route] of routes) {
    for (const { event, to } of edgesFrom(machine, state)) {
      if (!routes.has(to)) routes.set(to, [...route, event]);
    }
  }
  return routes;
}

export function reachable<C>(machine: Machine<C>): string[] {
  return [...search(machine).keys()].sort();
}

/** The fewest events that lead to `target`, or null. */
export function shortest<C>(machine: Machine<C>, target: string): string[] | null {
  return search(machine).get(leafOf(machine, target)) ?? null;
}

export function validate<C>(machine: Machine<C>): string[] {
  const problems: string[] = [];
  for (const node of machine.nodes.values()) {
    if (node.initial !== null && !machine.nodes.has(node.initial)) problems.push(`${node.path}: no initial state ${node.initial}`);
    if (node.final && node.on.size > 0) problems.push(`${node.path}: final state has transitions`);
    for (const [event, transitions] of node.on) {
      transitions.forEach((transition, index) => {
        if (transition.to !== undefined && !resolves(machine, node.parent, transition.to)) {
          problems.push(`${node.path}: ${event} goes to unknown ${transition.to}`);
        }
        if (!transition.when && index < transitions.length - 1) problems.push(`${node.path}: ${event} hides later transitions`);
      });
    }
  }
  if (problems.length > 0) return problems;
  const found = new Set(search(machine).keys());
  const leaves = [...machine.nodes.values()].filter((node) => node.initial === null);
  return leaves.filter((node) => !found.has(node.path)).map((node) => `${node.path}: cannot be reached`);
}

function resolves<C>(machine: Machine<C>, parent: string | null, to: string): boolean {
  return machine.nodes.has(parent === null ? to : `${parent}.${to}`) || machine.nodes.has(to);
}
