/** Errors of the module system under Node's codes. */
import type { Guest } from '../guest';

export function moduleError(code: string, message: string, extra: object = {}): Error {
  const error = code === 'ERR_INVALID_MODULE_SPECIFIER' ? new TypeError(message) : new Error(message);
  Object.assign(error, { code, ...extra });
  if (code.startsWith('ERR_')) {
    // Node shows `Error [CODE]: message` in the stack and keeps the plain name.
    const { name } = error;
    error.name = `${name} [${code}]`;
    void error.stack;
    delete (error as Guest).name;
  }
  return error;
}
