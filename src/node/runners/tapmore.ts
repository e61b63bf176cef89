/** What tap 16 puts on libtap: other names of its assertions, and mocha's functions over subtests. */
import type { Guest, GuestFunction } from '../guest';
import type { RunnerHost } from '../runner';

const SYNONYMS: Record<string, string> = {
  ok: 'true assert',
  notOk: 'false assertNot',
  error: 'ifError ifErr',
  throws: 'throw',
  doesNotThrow: 'notThrow',
  equal: 'equals isEqual is strictEqual strictEquals strictIs isStrict isStrictly',
  not: 'inequal notEqual notEquals notStrictEqual notStrictEquals isNotEqual isNot doesNotEqual isInequal',
  same: 'equivalent looseEqual looseEquals deepEqual deepEquals isLoose looseIs isSame isEquivalent isSimilar',
  notSame:
    'inequivalent looseInequal notDeep deepInequal notLoose looseNot isNotSame isNotDeepEqual isNotDeeply isNotEquivalent isInequivalent isNotDeepEquals notDeepEqual notDeepEquals notEquivalent',
  strictSame: 'strictEquivalent strictDeepEqual sameStrict deepIs isDeeply isDeep strictDeepEquals',
  strictNotSame:
    'strictInequivalent strictDeepInequal notSameStrict deepNot notDeeply strictDeepInequals notStrictSame',
  match: 'hasFields matches similar like isLike includes include contains',
  notMatch:
    'dissimilar unsimilar notSimilar unlike isUnlike notLike isNotLike doesNotHave isNotSimilar isDissimilar notMatches',
  type: 'isa isA',
  teardown: 'tearDown',
};

interface Suite {
  name: string;
  options: object;
  hooks: Record<'before' | 'after' | 'beforeEach' | 'afterEach', GuestFunction[]>;
  items: (Suite | { name: string; options: object; run?: GuestFunction })[];
}

export function complete(host: RunnerHost, root: Guest): void {
  const { prototype } = root.Test as Guest;
  for (const [name, others] of Object.entries(SYNONYMS))
    for (const other of others.split(' '))
      for (const one of new Set([other, other.replace(/[A-Z]/g, (c) => '_' + c.toLowerCase()), other.toLowerCase()]))
        if (!(one in prototype) && prototype[name])
          Object.defineProperty(prototype, one, { value: prototype[name], writable: true, configurable: true });
  const mocha = mochaOf(root);
  root.mocha = mocha;
  root.mochaGlobals = () => {
    for (const [name, value] of Object.entries(mocha)) host.globals[name as keyof typeof globalThis] = value;
  };
}

/** A function with `done` is over when that is called, another when its promise settles. */
const call = (run: GuestFunction | undefined) =>
  new Promise<void>((resolve, reject) => {
    if (!run) return resolve();
    const self: Guest = { timeout: () => self, slow: () => self, retries: () => self };
    if (run.length > 0) run.call(self, (error: unknown) => (error ? reject(error as Error) : resolve()));
    else Promise.resolve(run.call(self)).then(() => resolve(), reject);
  });

function mochaOf(root: Guest): Guest {
  const made = (name: Guest, options: object): Suite => ({
    name: String(name ?? ''),
    options,
    hooks: { before: [], after: [], beforeEach: [], afterEach: [] },
    items: [],
  });
  const top = made('', {});
  const open = [top];
  const suite = (more: object) =>
    function (name: Guest, run?: GuestFunction) {
      const own = made(name, run ? more : { todo: true });
      const above = open.at(-1)!;
      open.push(own);
      if (!('skip' in more)) run?.call({ timeout() {}, slow() {} });
      open.pop();
      if (above === top) void play(root, own, [top]);
      else above.items.push(own);
    };
  const test = (more: object) =>
    function (name: Guest, run?: GuestFunction) {
      const item = { name: String(name ?? run?.name ?? ''), options: run ? more : { todo: true }, run: run! };
      const above = open.at(-1)!;
      if (above === top) void play(root, item, [top]);
      else above.items.push(item);
    };
  const play = (t: Guest, item: Suite['items'][number], above: Suite[]): Promise<unknown> =>
    t.test(item.name, item.options, async (own: Guest) => {
      if (!('items' in item)) {
        for (const { hooks } of above) for (const hook of hooks.beforeEach) await call(hook);
        await call(item.run);
        for (const { hooks } of [...above].reverse()) for (const hook of hooks.afterEach) await call(hook);
        return;
      }
      for (const hook of item.hooks.before) await call(hook);
      for (const one of item.items) await play(own, one, [...above, item]);
      for (const hook of item.hooks.after) await call(hook);
    });
  const hook = (name: keyof Suite['hooks']) => (first: Guest, second?: Guest) =>
    void open.at(-1)!.hooks[name].push(typeof first === 'function' ? first : second);
  const describe = Object.assign(suite({}), {
    skip: suite({ skip: true }),
    only: suite({}),
    todo: suite({ todo: true }),
  });
  const it = Object.assign(test({}), { skip: test({ skip: true }), only: test({}), todo: test({ todo: true }) });
  return {
    describe,
    context: describe,
    it,
    specify: it,
    before: hook('before'),
    after: hook('after'),
    beforeEach: hook('beforeEach'),
    afterEach: hook('afterEach'),
  };
}
