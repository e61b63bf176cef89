/** Gates made of gates. */
import { expertCalls } from '../facts/step';
import type { Gate, Reading } from '../types';

/** The highest score counts; its reason and question with it. The first gate wins a tie. */
export function any(...gates: Gate[]): Gate {
  return async (state, proposal) => {
    const readings = await Promise.all(gates.map((gate) => gate(state, proposal)));
    return readings.reduce<Reading>(
      (best, reading) => (reading.score > best.score ? reading : best),
      readings[0] ?? EMPTY,
    );
  };
}

const EMPTY: Reading = { score: 0, reason: 'No gate is chosen.' };

/** Closed after `n` escalations in the episode, whatever caused them. */
export function budget(gate: Gate, n: number): Gate {
  return async (state, proposal) => {
    const used = expertCalls(state.steps);
    const reading = await gate(state, proposal);
    if (used < n) return reading;
    return { ...reading, score: 0, reason: `The budget of ${n} escalations is used up. (${reading.reason})` };
  };
}
