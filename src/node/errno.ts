/** File system errors as Node words them. */

const errnos: Record<string, [number, string]> = {
  ENOENT: [-2, 'no such file or directory'],
  EEXIST: [-17, 'file already exists'],
  ENOTDIR: [-20, 'not a directory'],
  EISDIR: [-21, 'illegal operation on a directory'],
  ENOTEMPTY: [-39, 'directory not empty'],
  ELOOP: [-40, 'too many symbolic links encountered'],
  EINVAL: [-22, 'invalid argument'],
  EBADF: [-9, 'bad file descriptor'],
  EACCES: [-13, 'permission denied'],
  EROFS: [-30, 'read-only file system'],
  EPERM: [-1, 'operation not permitted'],
};

/** Node's error shape: message `CODE: text, syscall 'path'`, with errno, code, syscall, path (and dest). */
export function fsError(code: string, syscall: string, path?: string, dest?: string): Error {
  const [errno, text] = errnos[code] ?? [-1, 'error'];
  const where = (path === undefined ? '' : ` '${path}'`) + (dest === undefined ? '' : ` -> '${dest}'`);
  const error = new Error(`${code}: ${text}, ${syscall}${where}`);
  Object.assign(error, { errno, code, syscall });
  if (path !== undefined) Object.assign(error, { path });
  if (dest !== undefined) Object.assign(error, { dest });
  return error;
}
