/** Two models side by side, and the first one that a newcomer is offered: judged before anything is loaded. */
import { expect, test } from 'vitest';
import { OFFERS } from '../../src/engines/catalogue';
import { engines, mentor } from '../../src/engines/host';
import { engineFor, ensureRoom, memoryOf, together } from '../../src/engines/pair';
import type { DeviceFacts } from '../../src/engines/preflight';
import { left, starter } from '../../src/engines/starter';

const spec = (id: string, context = 8192) => ({ source: OFFERS.find((offer) => offer.id === id)!.source, context });
const half = spec('qwen2.5-coder-0.5b-instruct-q4_k_m');
const whole = spec('qwen2.5-coder-1.5b-instruct-q4_k_m');
const seven = spec('Qwen2.5-Coder-7B-Instruct-q4f16_1-MLC');
const desk = { memoryGB: 8, browser: { mobile: false } };

test('0.5B asks 1.5B: both fit on a desk, not on a phone, and not beside a 7B in 4 GB', () => {
  expect(together(half, whole, desk).verdict).toBe('fits');
  expect(together(half, whole, { ...desk, browser: { mobile: true } })).toMatchObject({ verdict: 'no' });
  expect(together(half, seven, { ...desk, memoryGB: 4 }).reason).toContain('Both together need');
  expect(together(half, seven, { ...desk, memoryGB: 4 }).verdict).toBe('no');
});

test('a file from disk counts by its size; one of unknown size as the other', () => {
  const source = { engine: 'wllama' as const, id: 'mine', files: [] };
  const file = { source, context: 4096, files: [new Blob([new Uint8Array(2_000_000)])] };
  expect(memoryOf(file)).toBeGreaterThan(250);
  const unknown = { source: { ...source, id: 'else' }, context: 4096 };
  expect(memoryOf(unknown)).toBeNull();
  expect(together(unknown, whole, { ...desk, memoryGB: 2 }).verdict).toBe('no');
  expect(together(unknown, unknown, desk).verdict).toBe('tight');
});

test('each role has an engine of its own; the same model in both is loaded once', () => {
  expect(engineFor('protege', half)).toBe(engines);
  expect(engineFor('expert', whole)).toBe(mentor);
  engines.state = { kind: 'loading', spec: seven, progress: null, again: false };
  try {
    expect(engineFor('expert', seven)).toBe(engines);
    expect(() => ensureRoom(spec('Qwen3-8B-q4f32_1-MLC'), mentor, desk)).toThrow('does not fit beside');
    expect(() => ensureRoom(half, mentor, desk)).not.toThrow();
  } finally {
    engines.state = { kind: 'idle' };
  }
});

const place = (over: Partial<DeviceFacts> = {}): DeviceFacts => ({
  gpu: {
    state: 'none',
    name: '',
    software: false,
    f16: false,
    features: [],
    limits: null,
    error: null,
    trouble: null,
  } as never,
  browser: { name: 'chrome', mobile: false, os: 'linux' },
  memoryGB: 16,
  storage: null,
  memory64: true,
  ...over,
});
const card = {
  state: 'ok',
  software: false,
  f16: true,
  limits: { maxStorageBufferBindingSize: 2 ** 30 },
  error: null,
  trouble: null,
} as never;

test('the first model: 1.5B, or 0.5B where memory or the device says so, or none', () => {
  const take = (at: DeviceFacts, cores = 8) => starter(OFFERS, 8192, at, cores);
  expect(take(place({ gpu: card }))!.offer).toMatchObject({ name: 'Qwen2.5-Coder 1.5B', engine: 'webllm', f16: true });
  expect(take(place())!.offer).toMatchObject({ name: 'Qwen2.5-Coder 1.5B', engine: 'wllama' });
  const few = take(place(), 2)!;
  expect(few.offer.name).toBe('Qwen2.5-Coder 0.5B');
  expect(few.why).toContain('few processor cores');
  expect(few.time).toContain('minutes');
  expect(take(place({ memoryGB: 4 }))!.why).toContain('4 GB');
  const phone = place({ browser: { name: 'chrome', mobile: true, os: 'android' } });
  expect(take(phone)!.offer.name).toBe('Qwen2.5-Coder 0.5B');
  expect(left(few.offer)).toBe('490 MB');
  expect(left(few.offer, { bytes: 480e6, complete: false })).toBe('10 MB');
});
