/** What llama.cpp may use of the processor here, and which of its builds can run. No engine in it: the page asks too. */

const MOST_THREADS = 16;

/** All cores but one; on two, both: while a model thinks, nothing else of ours runs. */
export function threadsFor(cores: number, isolated: boolean): number {
  if (!isolated) return 1;
  return Math.min(MOST_THREADS, cores <= 2 ? cores : cores - 1);
}

/** Whether the default build (64-bit memory, suspended by JSPI) can't run: Safari. Firefox gets by without JSPI. */
export const needsCompat = (agent = navigator.userAgent): boolean => {
  if (!(WebAssembly as { Suspending?: unknown }).Suspending && !/Firefox\//.test(agent)) return true;
  try {
    new WebAssembly.Memory({ address: 'i64', initial: 1n } as unknown as WebAssembly.MemoryDescriptor);
    return false;
  } catch {
    return true;
  }
};
