/** perf_hooks on the platform's performance object. */
import type { Guest } from '../guest';

export function createPerf(): Guest {
  const perf: Guest = performance;
  const extras: Guest = {
    timerify: (run: Guest) => run,
    eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
    nodeTiming: { name: 'node', entryType: 'node', startTime: 0, duration: perf.now() },
  };
  for (const name in extras)
    if (!(name in perf)) Object.defineProperty(perf, name, { value: extras[name], configurable: true, writable: true });
  const scope = globalThis as Guest;
  const out: Guest = { performance: perf, constants: {} };
  for (const name of [
    'Performance',
    'PerformanceEntry',
    'PerformanceMark',
    'PerformanceMeasure',
    'PerformanceObserver',
    'PerformanceObserverEntryList',
    'PerformanceResourceTiming',
  ])
    out[name] = scope[name];
  const histogram = () => ({
    min: 0,
    max: 0,
    mean: 0,
    stddev: 0,
    exceeds: 0,
    count: 0,
    percentiles: new Map(),
    percentile: () => 0,
    enable: () => true,
    disable: () => true,
    reset() {},
    record() {},
  });
  return Object.assign(out, { monitorEventLoopDelay: histogram, createHistogram: histogram });
}
