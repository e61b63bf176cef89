/** vm without isolation: runInThisContext is real; contexts are objects whose names are in scope of the code. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { refused } from './index';

const evaluate = globalThis.eval;
const contexts = new WeakSet<object>();

/** Sloppy `with` over a proxy: reads fall through to the builtins of the language, writes stay in the context. */
function runIn(code: string, context: Guest, name: string): Guest {
  const scope = new Proxy(context, {
    has: (_, key) => typeof key === 'string' && !own.has(key),
    get: (target, key) => {
      if (key === Symbol.unscopables) return undefined;
      if (key === 'globalThis') return target;
      if (key in target) return target[key];
      if (language.has(key as string)) return (globalThis as Guest)[key];
      if (asked.has(key as string)) return undefined;
      throw new ReferenceError(`${String(key)} is not defined`);
    },
  });
  /** Names that the code asks for by `typeof`, which no getter can tell from reading: they must not throw. */
  const asked = new Set([...code.matchAll(/\btypeof\s*\(?\s*([\w$]+)/g)].map((match) => match[1]!));
  const declared = [...code.matchAll(/^(?:var|function)\s+([\w$]+)/gm)].map((match) => match[1]!);
  const keep = declared.map((one) => `try{this[${JSON.stringify(one)}]=${one}}catch{}`).join(';');
  const run = evaluate(
    `(function($scope,$code){with($scope){const $value=eval($code);eval($code.length?${JSON.stringify(keep)}:'');return $value}})\n//# sourceURL=${name}`,
  );
  return run.call(context, scope, code);
}
const own = new Set(['$scope', '$code', '$value', 'eval']);
const language = new Set(
  'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef FinalizationRegistry SharedArrayBuffer WebAssembly Iterator Proxy Reflect decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN'.split(
    ' ',
  ),
);

export function createVm(_instance: Instance): Guest {
  const nameOf = (options: Guest) =>
    typeof options === 'string' ? options : (options?.filename ?? 'evalmachine.<anonymous>');
  const check = (code: Guest, name: string) => {
    try {
      new Function(code);
    } catch (error) {
      // Top-level await and the like are errors in scripts too; only the name of the file is ours.
      if (error instanceof SyntaxError && !/return/.test(error.message))
        throw Object.assign(error, { stack: `${name}\n${error.stack}` });
    }
  };
  class Script {
    constructor(
      private readonly code: string,
      private readonly options?: Guest,
    ) {
      check(code, nameOf(options));
    }
    runInThisContext() {
      return evaluate(`${this.code}\n//# sourceURL=${nameOf(this.options)}`);
    }
    runInContext(context: Guest) {
      return runIn(this.code, context, nameOf(this.options));
    }
    runInNewContext(context: Guest = {}) {
      return runIn(this.code, context, nameOf(this.options));
    }
    createCachedData = () => new Uint8Array();
  }
  return {
    Script,
    createContext: (context: Guest = {}) => {
      contexts.add(context);
      return context;
    },
    isContext: (context: Guest) => contexts.has(context),
    runInThisContext: (code: string, options?: Guest) => new Script(code, options).runInThisContext(),
    runInContext: (code: string, context: Guest, options?: Guest) => runIn(code, context, nameOf(options)),
    runInNewContext: (code: string, context: Guest = {}, options?: Guest) => runIn(code, context, nameOf(options)),
    compileFunction: (code: string, parameters: string[] = [], options?: Guest) =>
      evaluate(`(function(${parameters.join(',')}){${code}\n})\n//# sourceURL=${nameOf(options)}`),
    SourceTextModule: refused('vm.SourceTextModule', 'vm modules'),
    measureMemory: refused('vm.measureMemory', 'memory measurement'),
    constants: {},
  };
}
