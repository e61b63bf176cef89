/** What WebGPU offers here, found out by asking and by computing something. */
import { adapterName, isEmulated, type AdapterInfo } from '../lib/adapter';

interface GpuLimits {
  maxBufferSize: number;
  maxStorageBufferBindingSize: number;
  maxComputeWorkgroupStorageSize: number;
  maxComputeInvocationsPerWorkgroup: number;
  maxStorageBuffersPerShaderStage: number;
}
interface Buffer {
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}
interface Pass {
  setPipeline(pipeline: unknown): void;
  setBindGroup(index: number, group: unknown): void;
  dispatchWorkgroups(x: number): void;
  end(): void;
}
interface Encoder {
  beginComputePass(): Pass;
  copyBufferToBuffer(from: Buffer, a: number, to: Buffer, b: number, size: number): void;
  finish(): unknown;
}
interface Device {
  queue: { writeBuffer(buffer: Buffer, at: number, data: ArrayBufferView): void; submit(commands: unknown[]): void };
  createBuffer(options: { size: number; usage: number }): Buffer;
  createShaderModule(options: { code: string }): unknown;
  createComputePipelineAsync(options: unknown): Promise<{ getBindGroupLayout(index: number): unknown }>;
  createBindGroup(options: unknown): unknown;
  createCommandEncoder(): Encoder;
  destroy(): void;
}
interface Adapter {
  features: Set<string>;
  limits: GpuLimits;
  info?: AdapterInfo;
  isFallbackAdapter?: boolean;
  requestDevice(): Promise<Device>;
}

export interface Gpu {
  /** Whether the browser has the interface at all, and offered an adapter. */
  state: 'none' | 'no-adapter' | 'ok';
  name: string;
  /** A software adapter: computes on the processor, too slow for a language model. */
  software: boolean;
  f16: boolean;
  features: string[];
  limits: GpuLimits | null;
  /** Largest difference of the self-test from the processor's result; null when it did not run. */
  error: number | null;
  /** Why the self-test did not run or what it found, in words; '' when all is well. */
  trouble: string;
}

const NONE: Gpu = {
  state: 'none',
  name: '',
  software: false,
  f16: false,
  features: [],
  limits: null,
  error: null,
  trouble: '',
};
const TEST_MS = 10_000;
/** Sums of 256 products of numbers below 1 differ by rounding only. */
const TOLERANCE = 1e-3;

let probed: Promise<Gpu> | undefined;

/** Asked once per page; `again` asks anew. */
export const probe = (again = false): Promise<Gpu> => (again || !probed ? (probed = ask()) : probed);

async function ask(): Promise<Gpu> {
  const gpu = (navigator as { gpu?: { requestAdapter(options?: unknown): Promise<Adapter | null> } }).gpu;
  if (!gpu) return NONE;
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { ...NONE, state: 'no-adapter' };
  const { info = {}, limits, features } = adapter;
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize } = limits;
  const { maxComputeInvocationsPerWorkgroup, maxStorageBuffersPerShaderStage } = limits;
  const base: Gpu = {
    state: 'ok',
    name: adapterName(info),
    software: isEmulated(info) || adapter.isFallbackAdapter === true,
    f16: features.has('shader-f16'),
    features: [...features].sort(),
    limits: {
      maxBufferSize,
      maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup,
      maxStorageBuffersPerShaderStage,
    },
    error: null,
    trouble: '',
  };
  try {
    const error = await Promise.race([compute(adapter), late()]);
    const wrong = !(error <= TOLERANCE);
    return { ...base, error, trouble: wrong ? `It computes wrong results here (off by ${error.toPrecision(2)}).` : '' };
  } catch (error) {
    return { ...base, trouble: `The self-test did not end: ${(error as Error).message}` };
  }
}

const late = () =>
  new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`no answer in ${TEST_MS / 1000} s.`)), TEST_MS));

const SIDE = 64;
const INNER = 256;

const SHADER = `
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x / ${SIDE}u;
  let column = id.x % ${SIDE}u;
  var sum = 0.0;
  for (var k = 0u; k < ${INNER}u; k++) { sum += a[row * ${INNER}u + k] * b[k * ${SIDE}u + column]; }
  c[id.x] = sum;
}`;

/** A matrix product on the graphics card against the same on the processor: the largest difference. */
async function compute(adapter: Adapter): Promise<number> {
  const a = Float32Array.from({ length: SIDE * INNER }, (_, i) => Math.sin(i));
  const b = Float32Array.from({ length: SIDE * INNER }, (_, i) => Math.cos(i * 0.7));
  const size = SIDE * SIDE * 4;
  const device = await adapter.requestDevice();
  try {
    const [STORAGE, COPY_DST, COPY_SRC, MAP_READ] = [0x80, 0x8, 0x4, 0x1];
    const inputs = [a, b].map((data) => {
      const buffer = device.createBuffer({ size: data.byteLength, usage: STORAGE | COPY_DST });
      device.queue.writeBuffer(buffer, 0, data);
      return buffer;
    });
    const output = device.createBuffer({ size, usage: STORAGE | COPY_SRC });
    const read = device.createBuffer({ size, usage: COPY_DST | MAP_READ });
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module: device.createShaderModule({ code: SHADER }), entryPoint: 'main' },
    });
    const entries = [...inputs, output].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups((SIDE * SIDE) / 64);
    pass.end();
    encoder.copyBufferToBuffer(output, 0, read, 0, size);
    device.queue.submit([encoder.finish()]);
    await read.mapAsync(1);
    return largestError(a, b, new Float32Array(read.getMappedRange()));
  } finally {
    device.destroy();
  }
}

function largestError(a: Float32Array, b: Float32Array, c: Float32Array): number {
  let largest = 0;
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++) {
      let sum = 0;
      for (let k = 0; k < INNER; k++) sum += a[row * INNER + k]! * b[k * SIDE + column]!;
      const off = Math.abs(sum - c[row * SIDE + column]!);
      largest = Number.isNaN(off) ? Infinity : Math.max(largest, off);
    }
  return largest;
}
