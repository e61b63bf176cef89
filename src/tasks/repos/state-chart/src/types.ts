export interface ChartEvent {
  type: string;
  [key: string]: unknown;
}

export type Update<C> = (context: C, event: ChartEvent) => Partial<C> | void;

export interface Transition<C> {
  to?: string;
  when?: (context: C, event: ChartEvent) => boolean;
  do?: Update<C>;
}

export type TransitionConfig<C> = string | Transition<C> | Array<string | Transition<C>>;

export interface StateConfig<C> {
  on?: Record<string, TransitionConfig<C>>;
  enter?: Update<C>;
  exit?: Update<C>;
  final?: boolean;
  initial?: string;
  states?: Record<string, StateConfig<C>>;
}

export interface MachineConfig<C> {
  initial: string;
  context?: C;
  states: Record<string, StateConfig<C>>;
}

export interface StateNode<C> {
  path: string;
  parent: string | null;
  initial: string | null;
  final: boolean;
  enter?: Update<C>;
  exit?: Update<C>;
  on: Map<string, Transition<C>[]>;
}

export interface Machine<C> {
  initial: string;
  context: C;
  nodes: Map<string, StateNode<C>>;
}

export interface Step {
  event: string;
  from: string;
  to: string;
}
