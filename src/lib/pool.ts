/** Work dealt out to whoever is free, its results in order. */

/**
 * Gives jobs to whoever is free, in order; yields the results in the order of the jobs. An abort ends it early. It ends
 * when nobody works any more.
 */
export async function* inOrder<W, J, R>(
  workers: readonly W[],
  jobs: readonly J[],
  run: (worker: W, job: J) => Promise<R>,
  signal?: AbortSignal,
): AsyncGenerator<R, void> {
  const results = new Map(jobs.map((_, at) => [at, later<R>()]));
  let next = 0;
  const work = async (worker: W) => {
    while (next < jobs.length && !signal?.aborted) {
      const at = next++;
      try {
        results.get(at)!.resolve(await run(worker, jobs[at]!));
      } catch (error) {
        next = jobs.length; // the others finish what they have
        for (const { reject } of results.values()) reject(error); // those that are settled stay so
      }
    }
  };
  const over = Promise.all(workers.map(work)).then(() => results.forEach(({ reject }) => reject(signal?.reason)));
  try {
    for (const [at, { promise }] of results) {
      yield await promise;
      results.delete(at); // what was read is let go
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    next = jobs.length;
    await over;
  }
}

function later<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((yes, no) => ([resolve, reject] = [yes, no]));
  promise.catch(() => {}); // told to whoever reads in order
  return { promise, resolve, reject };
}

/** The same with `count` at once who are all alike; `each` hears the results in order. @returns all of them */
export async function mapInOrder<J, R>(
  jobs: readonly J[],
  count: number,
  run: (job: J, index: number) => Promise<R>,
  each: (result: R, index: number) => void = () => {},
): Promise<R[]> {
  const workers = Array.from({ length: Math.min(count, jobs.length) }, (_, at) => at);
  const indices = jobs.map((_, at) => at);
  const results: R[] = [];
  for await (const result of inOrder(workers, indices, (_, at) => run(jobs[at]!, at))) {
    each(result, results.length);
    results.push(result);
  }
  return results;
}
