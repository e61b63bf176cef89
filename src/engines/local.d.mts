export interface WeightsFile {
  file: string;
  name: string;
  bytes: number;
  sha256: string;
  licence: string;
  packages: string[];
}
export const ENGINE_VERSION: string;
export const WEIGHTS: Record<string, WeightsFile>;
export function weightsFolder(): string;
export function weightsFile(name: string): string | undefined;
export function adapterFile(name: string): string | undefined;
export function missing(name: string): string | undefined;
export function engineFolder(): string | undefined;
