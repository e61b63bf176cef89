/** node:module: the guest's Module class with the names of the builtins. */
import type { Guest } from '../guest';
import type { Instance } from '../instance';
import { builtinNames } from './index';

export function createModule(instance: Instance): Guest {
  const { Module } = instance.loader;
  return Object.assign(Module, {
    builtinModules: [...builtinNames],
    enableCompileCache: () => ({ status: 3 }),
    stripTypeScriptTypes() {
      throw new Error('module.stripTypeScriptTypes is not available in this sandbox');
    },
  });
}
