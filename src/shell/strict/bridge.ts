/** The strict engine's way out: host functions that take and give numbers and text only. */
export type Any = ReturnType<typeof JSON.parse>;

export const scope: Any = globalThis;

export const host: {
  send(text: string): void;
  now(): number;
  timer(id: number, ms: number): void;
  url(text: string): string;
  random(n: number): string;
} = scope.__host;
delete scope.__host;
