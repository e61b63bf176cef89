/** Packages of the bundle that bring no types of their own. */
declare module 'process/' {
  const process: { nextTick: (...args: unknown[]) => void };
  export default process;
}
declare module 'readable-stream' {
  const stream: Record<string, unknown>;
  export default stream;
}
