/** node:module: the guest's Module class with the names of the builtins. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { builtinNames } from './index';

export function createModule(instance: Instance): Guest {
  return Object.assign(instance.loader.Module, {
    builtinModules: [...builtinNames],
    enableCompileCache: () => ({ status: 3 }),
    stripTypeScriptTypes() {
      throw new Error('module.stripTypeScriptTypes is not available in this sandbox');
    },
  });
}
