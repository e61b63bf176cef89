/** Where the fault may be, as heat on the lines: the harness's ranking, or the lines that the failing tests ran. Pure. */
import { isTrace, ochiai, readTrace } from '../facts/trace';
import type { Place, Step } from '../types';
import { decisive } from './view';

const traced = new WeakMap<Step, Place[]>();

/** Where the fault may be, by this step: the harness's ranking, or the lines that the failing tests ran. */
export function faultPlaces(step: Step): Place[] | undefined {
  if (step.observation.places) return step.observation.places;
  const action = decisive(step)?.action;
  if (action?.kind !== 'run' || !isTrace(action.command)) return undefined;
  let places = traced.get(step);
  if (!places) traced.set(step, (places = linesOfTrace(step.observation.text)));
  return places;
}

/** Lines in the order of suspicion: run by many of the failing tests, and by few others. */
function linesOfTrace(text: string): Place[] {
  const [, failing = 0, passing = 0] = (/failing\/passing tests, of (\d+)\/(\d+)/.exec(text) ?? []).map(Number);
  const lines = new Map<string, Place>();
  for (const [path, points] of readTrace(text) ?? [])
    for (const [at, [f, p]] of points) {
      const line = Number.parseInt(at);
      const score = ochiai(f, p, failing);
      const why = [`run by ${f} of ${failing} failing and ${p} of ${passing} passing tests`];
      const known = lines.get(`${path}:${line}`);
      if (!known || known.score < score) lines.set(`${path}:${line}`, { path, from: line, to: line, score, why });
    }
  return [...lines.values()].sort((a, b) => b.score - a.score);
}

/** The newest ranking at or before step `index`. */
export function placesAt(steps: readonly Step[], index: number): Place[] {
  for (let i = Math.min(index, steps.length - 1); i >= 0; i--) {
    const step = steps[i];
    const places = step && faultPlaces(step);
    if (places) return places;
  }
  return [];
}

/** Degrees of suspicion that are shown as heat; places alike are of one degree, later ones say little. */
const WARM = 12;

/** Line of a file -> 0..1, the most suspicious of all files = 1. */
export function heatOf(places: readonly Place[], path: string): Map<number, number> {
  const heat = new Map<number, number>();
  const degrees = [...new Set(places.map(({ score }) => score))].sort((a, b) => b - a);
  for (const place of places) {
    const rank = degrees.indexOf(place.score);
    if (place.path !== path || rank >= WARM) continue;
    for (let line = place.from; line <= Math.max(place.from, place.to); line++)
      heat.set(line, Math.max(heat.get(line) ?? 0, (1 - rank / WARM) ** 1.5));
  }
  return heat;
}
