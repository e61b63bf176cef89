/** The offers against the installed web-llm, and the pre-flight's judgement over devices. */
import fs from 'node:fs';
import { prebuiltAppConfig } from '@mlc-ai/web-llm';
import { describe, expect, test } from 'vitest';
import { ADAPTERS } from '../../src/engines/adapters.mjs';
import { adapted, memoryAt, OFFERS } from '../../src/engines/catalogue';
import { address, recordedOptions, specOf } from '../../src/engines/choice';
import { offerOf } from '../../src/engines/custom';
import { browserOf } from '../../src/engines/faults';
import type { Gpu } from '../../src/engines/gpu';
import { fitOf, ladder, sensible, type DeviceFacts } from '../../src/engines/preflight';
import { ownPart } from '../../src/engines/store';

const mlc = OFFERS.filter(({ engine }) => engine === 'webllm');

describe('catalogue', () => {
  test.each(mlc.map((offer) => [offer.id, offer] as const))('%s is what web-llm lists', (id, offer) => {
    const record = prebuiltAppConfig.model_list.find(({ model_id }) => model_id === id)!;
    expect(record).toBeDefined();
    expect(offer.source).toMatchObject({ weights: record.model, lib: record.model_lib });
    expect(offer.memoryMB).toBe(record.vram_required_MB);
    expect(offer.source).not.toHaveProperty('features', expect.anything());
    expect(record.required_features ?? []).toEqual([]); // so the need for f16 must be known here
  });

  test('every model says its licence, size and whether it needs 16-bit shaders', () => {
    for (const { id, licence, downloadMB, f16, quantization } of OFFERS) {
      expect(licence.url, id).toMatch(/^https:/);
      expect(downloadMB, id).toBeGreaterThan(100);
      expect(f16).toBe(quantization === 'q4f16_1');
    }
    expect(new Set(OFFERS.map(({ id }) => id)).size).toBe(OFFERS.length);
  });

  test('a spec survives being recorded', () => {
    for (const { source, engine } of OFFERS) {
      const spec = { source, context: 8192 };
      expect(specOf(engine, JSON.parse(JSON.stringify(recordedOptions(spec))) as Record<string, unknown>)).toEqual(
        spec,
      );
    }
  });
});

test.each(['fill', 'loop'] as const)(
  'the adapter %s goes with its base: its file lies where the site says, small enough, and a spec survives being recorded',
  (adapter) => {
    const site = 'https://example.org/playground/';
    const base = OFFERS.find(({ id }) => id === ADAPTERS[adapter].base)!;
    const { id, source, downloadMB } = adapted(base, adapter, site);
    if (source.engine !== 'wllama') throw new Error('not llama.cpp');
    expect(source.files).toEqual([...(base.source as typeof source).files, `${site}${ADAPTERS[adapter].file}`]);
    expect(specOf('wllama', recordedOptions({ source, context: 8192 }))).toEqual({ source, context: 8192 });
    expect(id).not.toBe(base.id);
    const listed = [base, { source }];
    expect(ownPart(source, listed)).toEqual({ ...source, files: [`${site}${ADAPTERS[adapter].file}`] }); // the base stays
    expect(ownPart(base.source, listed)).toEqual(base.source);
    expect(ownPart(source, [{ source }])).toEqual(source);
    const { size } = fs.statSync(new URL(`../../public/${ADAPTERS[adapter].file}`, import.meta.url));
    expect(size).toBeLessThan(12e6);
    expect(Math.abs(downloadMB! - base.downloadMB! - size / 1e6)).toBeLessThan(0.6);
  },
);

describe('own models', () => {
  const own = {
    engine: 'webllm' as const,
    name: 'swe-protege-7b',
    weights: 'https://x.org/w',
    lib: 'https://x.org/l.wasm',
  };

  test('are offers like others, with their hashes', () => {
    const { source } = offerOf({ ...own, integrity: 'config sha256-AAAA=\nlib: sha384-BBBB' });
    expect(source).toMatchObject({ integrity: { config: 'sha256-AAAA=', lib: 'sha384-BBBB' } });
    expect(specOf('webllm', recordedOptions({ source, context: 4096 })).source).toEqual(source);
  });

  test.each([
    [{ ...own, weights: 'http://x.org/w' }, /https/],
    [{ ...own, weights: 'ftp://x.org/w' }, /https/],
    [{ ...own, weights: 'not an address' }, /https/],
    [{ ...own, weights: 'https://me:secret@x.org/w' }, /login/],
    [{ ...own, lib: 'javascript:alert(1)' }, /https/],
    [{ ...own, name: '' }, /name/],
    [{ ...own, integrity: 'config md5-1' }, /integrity hash/],
    [{ ...own, integrity: 'weights sha256-AAAA' }, /not understood/],
    [{ engine: 'wllama' as const, name: 'g', weights: 'https://x/a.gguf', sha256: 'abc' }, /64 hex/],
  ])('%o are refused in one sentence', (custom, says) => {
    expect(() => offerOf(custom)).toThrow(says);
  });

  test.each(['http://localhost:8000/w', 'http://127.0.0.1/w', 'https://x.org/w'])('%s is allowed', (text) => {
    expect(address(text)).toBe(new URL(text).href);
  });
});

const limits = {
  maxBufferSize: 2 ** 31,
  maxStorageBufferBindingSize: 2 ** 31,
  maxComputeWorkgroupStorageSize: 32768,
  maxComputeInvocationsPerWorkgroup: 256,
  maxStorageBuffersPerShaderStage: 10,
};
const card: Gpu = {
  state: 'ok',
  name: 'card',
  software: false,
  f16: true,
  features: [],
  limits,
  error: 1e-6,
  trouble: '',
};
const desktop: DeviceFacts = {
  gpu: card,
  browser: browserOf('Chrome/140 Windows'),
  memoryGB: 16,
  storage: { used: 0, quota: 50e9, persistent: true },
  memory64: true,
};
const find = (id: string) => OFFERS.find((offer) => offer.id.includes(id))!;
const small = find('Coder-1.5B-Instruct-q4f16_1');
const big = find('Coder-7B-Instruct-q4f16_1');

describe('pre-flight', () => {
  test.each<[string, Partial<DeviceFacts>, RegExp, 'fits' | 'tight' | 'no']>([
    ['a good machine', {}, /memory/, 'fits'],
    ['no WebGPU', { gpu: { ...card, state: 'none' } }, /no WebGPU/, 'no'],
    ['no adapter', { gpu: { ...card, state: 'no-adapter' } }, /no graphics card/, 'no'],
    ['no f16', { gpu: { ...card, f16: false } }, /q4f32/, 'no'],
    ['wrong numbers', { gpu: { ...card, error: 3, trouble: 'It computes wrong results here.' } }, /wrong/, 'no'],
    [
      'a self-test that did not end',
      { gpu: { ...card, error: null, trouble: 'The self-test did not end.' } },
      /self-test/,
      'tight',
    ],
    ['software rendering', { gpu: { ...card, software: true } }, /software/, 'tight'],
    [
      'small buffers',
      { gpu: { ...card, limits: { ...limits, maxStorageBufferBindingSize: 2 ** 26 } } },
      /Buffers/,
      'no',
    ],
    ['a full disk', { storage: { used: 49.9e9, quota: 50e9, persistent: true } }, /storage/, 'no'],
    ['an almost full disk', { storage: { used: 49e9, quota: 50e9, persistent: true } }, /fill most/, 'tight'],
    ['a phone', { browser: browserOf('Android Chrome/140 Mobile') }, /phones/, 'no'],
    ['2 GB of memory', { memoryGB: 2 }, /2\.1 GB|seems to have/, 'tight'],
    ['no 64-bit memory', { memory64: false }, /memory/, 'fits'],
  ])('%s', (_, over, says, verdict) => {
    const fit = fitOf(small, 8192, { ...desktop, ...over });
    expect(fit.verdict).toBe(verdict);
    expect(fit.reason).toMatch(says);
  });

  test('a longer context needs more', () => {
    expect(memoryAt(small, 32768)).toBeGreaterThan(memoryAt(small, 4096) + 700);
    expect(fitOf(small, 65536, desktop).verdict).toBe('no');
  });

  test('the ladder offers the f32 build first, then smaller ones, and nothing that does not fit', () => {
    const place = { ...desktop, gpu: { ...card, f16: false } };
    const steps = ladder(small, 4096, place, OFFERS);
    expect(steps[0]!.id).toContain('Coder-1.5B-Instruct-q4f32_1');
    for (const step of steps) expect(fitOf(step, 4096, place).verdict).not.toBe('no');
    const none = ladder(big, 4096, { ...desktop, gpu: { ...card, state: 'none' } }, OFFERS);
    expect(none.every(({ engine }) => engine === 'wllama')).toBe(true);
    expect(none.length).toBeGreaterThan(0);
  });

  test('a sensible first choice by device', () => {
    expect(sensible(desktop, OFFERS).id).toContain('Coder-1.5B-Instruct-q4f16_1');
    expect(sensible({ ...desktop, gpu: { ...card, f16: false } }, OFFERS).id).toContain('1.5B-Instruct-q4f32_1');
    expect(sensible({ ...desktop, memoryGB: 4 }, OFFERS).id).toContain('0.5B-Instruct-q4f16_1');
    expect(sensible({ ...desktop, gpu: { ...card, state: 'none' } }, OFFERS).engine).toBe('wllama');
    expect(sensible({ ...desktop, gpu: { ...card, software: true } }, OFFERS).engine).toBe('wllama');
  });
});
