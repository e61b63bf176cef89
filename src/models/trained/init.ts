/** Random weights, the same for the same seed. */
import { rng } from '../../lib/ids';
import { dimensions, size, type Shape, type Weights } from './net';

export function randomWeights(shape: Shape, seed: number): Weights {
  const random = rng(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Object.fromEntries(
    Object.entries(dimensions(shape)).map(([name, dims]) => {
      // a quiet last norm: untrained, the harness's prior decides
      if (dims.length === 1) return [name, new Float32Array(dims[0]!).fill(name === 'norm' ? 0.2 : 1)];
      const scale =
        name === 'embed'
          ? 0.1
          : /\.(o|down)$/.test(name)
            ? 1 / Math.sqrt(dims[0]! * 2 * shape.layers)
            : 1 / Math.sqrt(dims[0]!);
      return [name, Float32Array.from({ length: size(dims) }, () => normal() * scale)];
    }),
  );
}
