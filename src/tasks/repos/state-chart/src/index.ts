export { createMachine } from './machine.ts';
export { Run, replay, start } from './run.ts';
export { edgesFrom, reachable, shortest, validate } from './explore.ts';
export type { ChartEvent, Machine, MachineConfig, StateConfig, Step, Transition } from './types.ts';
