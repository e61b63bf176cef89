/** path.posix and path.win32. `cwd` is asked for only when a relative path is resolved. */
import type { Guest } from '../guest';

const need = (value: unknown, name: string): void => {
  if (typeof value === 'string') return;
  const got =
    value === null
      ? 'null'
      : value === undefined
        ? 'undefined'
        : typeof value === 'function'
          ? `function ${value.name}`
          : typeof value === 'object'
            ? `an instance of ${(value as Guest).constructor?.name}`
            : `type ${typeof value} (${String(value)})`;
  throw Object.assign(new TypeError(`The "${name}" argument must be of type string. Received ${got}`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
};

function segments(path: string, above: boolean, isSep: (c: string) => boolean, sep: string): string {
  const out: string[] = [];
  let part = '';
  for (let i = 0; i <= path.length; i++) {
    const c = i < path.length ? path[i]! : sep;
    if (!isSep(c)) {
      part += c;
      continue;
    }
    if (part === '..') {
      if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
      else if (above) out.push('..');
    } else if (part !== '' && part !== '.') out.push(part);
    part = '';
  }
  return out.join(sep);
}

export function createPath(cwd: () => string): Guest {
  const isSlash = (c: string) => c === '/';
  const isAny = (c: string) => c === '/' || c === '\\';

  const formatWith = (sep: string) => (parts: Guest) => {
    if (parts === null || typeof parts !== 'object')
      throw Object.assign(
        new TypeError(
          `The "pathObject" argument must be of type object. Received ${parts === null ? 'null' : `type ${typeof parts} (${String(parts)})`}`,
        ),
        { code: 'ERR_INVALID_ARG_TYPE' },
      );
    const dir = parts.dir || parts.root;
    const extension = parts.ext ? (parts.ext[0] === '.' ? parts.ext : `.${parts.ext}`) : '';
    const base = parts.base || `${parts.name || ''}${extension}`;
    return !dir ? base : dir === parts.root ? `${dir}${base}` : `${dir}${sep}${base}`;
  };
  const baseWith =
    (isSep: (c: string) => boolean, start: (path: string) => number) => (path: string, suffix?: string) => {
      need(path, 'path');
      if (suffix !== undefined) need(suffix, 'suffix');
      let end = path.length;
      const from = start(path);
      while (end > from && isSep(path[end - 1]!)) end--;
      let at = end;
      while (at > from && !isSep(path[at - 1]!)) at--;
      const base = path.slice(at, end);
      return suffix !== undefined && suffix !== '' && base !== suffix && base.endsWith(suffix)
        ? base.slice(0, -suffix.length)
        : base;
    };
  const extOf = (base: string) => {
    const dot = base.lastIndexOf('.');
    return dot <= 0 || base === '..' ? '' : base.slice(dot);
  };

  const posix: Guest = {
    sep: '/',
    delimiter: ':',
    resolve(...paths: string[]) {
      let path = '';
      for (let i = paths.length - 1; i >= -1 && !path.startsWith('/'); i--) {
        const one = i >= 0 ? paths[i]! : cwd();
        if (i >= 0) need(one, `paths[${i}]`);
        if (one !== '') path = path === '' ? one : `${one}/${path}`;
      }
      const out = segments(path, !path.startsWith('/'), isSlash, '/');
      return path.startsWith('/') ? '/' + out : out || '.';
    },
    normalize(path: string) {
      need(path, 'path');
      if (path === '') return '.';
      const absolute = path.startsWith('/');
      let out = segments(path, !absolute, isSlash, '/');
      if (out === '') {
        if (absolute) return '/';
        return path.endsWith('/') ? './' : '.';
      }
      if (path.endsWith('/')) out += '/';
      return absolute ? '/' + out : out;
    },
    isAbsolute(path: string) {
      need(path, 'path');
      return path.startsWith('/');
    },
    join(...paths: string[]) {
      for (const path of paths) need(path, 'path');
      const joined = paths.filter((path) => path !== '').join('/');
      return joined === '' ? '.' : posix.normalize(joined);
    },
    relative(from: string, to: string) {
      need(from, 'from');
      need(to, 'to');
      if (from === to) return '';
      const a = posix.resolve(from).split('/').filter(Boolean);
      const b = posix.resolve(to).split('/').filter(Boolean);
      let same = 0;
      while (same < a.length && same < b.length && a[same] === b[same]) same++;
      return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
    },
    toNamespacedPath: (path: string) => path,
    dirname(path: string) {
      need(path, 'path');
      if (path === '') return '.';
      let end = path.length;
      while (end > 1 && path[end - 1] === '/') end--;
      let at = path.lastIndexOf('/', end - 1);
      if (at < 0 || (end === 1 && path === '/')) return path.startsWith('/') ? '/' : '.';
      while (at > 1 && path[at - 1] === '/') at--;
      return at === 0
        ? '/'
        : at === 1 && path.startsWith('//') && path.lastIndexOf('/', end - 1) === 1
          ? '//'
          : path.slice(0, at);
    },
    basename: baseWith(isSlash, () => 0),
    extname(path: string) {
      need(path, 'path');
      return extOf(posix.basename(path));
    },
    format: formatWith('/'),
    parse(path: string) {
      need(path, 'path');
      if (path === '') return { root: '', dir: '', base: '', ext: '', name: '' };
      const root = path.startsWith('/') ? '/' : '';
      const base = posix.basename(path);
      const ext = extOf(base);
      let end = path.length;
      while (end > root.length && path[end - 1] === '/') end--;
      const at = path.lastIndexOf('/', end - 1);
      const dir = at > 0 && base !== '' ? path.slice(0, at) : root;
      return { root, dir, base, ext, name: ext ? base.slice(0, -ext.length) : base };
    },
    matchesGlob(path: string, pattern: string) {
      return globToRegExp(pattern).test(path);
    },
    win32: null,
    posix: null,
  };

  /** Device or UNC root, and whether a separator follows. */
  const split = (path: string): { device: string; absolute: boolean; tail: number } => {
    const unc = /^[\\/]{2}([^\\/]+)[\\/]+([^\\/]+)(?:[\\/]+|$)/.exec(path);
    if (unc) return { device: `\\\\${unc[1]}\\${unc[2]}`, absolute: true, tail: unc[0].length };
    const drive = /^([A-Za-z]:)([\\/]*)/.exec(path);
    if (drive)
      return {
        device: drive[1]!,
        absolute: drive[2] !== '',
        tail: drive[1]!.length + (drive[2] ? drive[2].length : 0),
      };
    const root = /^[\\/]+/.exec(path);
    return { device: '', absolute: !!root, tail: root ? root[0].length : 0 };
  };
  const win32: Guest = {
    sep: '\\',
    delimiter: ';',
    resolve(...paths: string[]) {
      let device = '';
      let tail = '';
      let absolute = false;
      for (let i = paths.length - 1; i >= -1; i--) {
        const path = i >= 0 ? paths[i]! : cwd();
        if (i >= 0) need(path, `paths[${i}]`);
        if (path === '') continue;
        const parts = split(path);
        if (parts.device !== '') {
          if (device !== '') {
            if (parts.device.toLowerCase() !== device.toLowerCase()) continue;
          } else device = parts.device;
        }
        if (absolute) {
          if (device !== '') break;
        } else {
          tail = `${path.slice(parts.tail)}\\${tail}`;
          absolute = parts.absolute;
          if (absolute && device !== '') break;
        }
      }
      tail = segments(tail, !absolute, isAny, '\\');
      return absolute ? `${device}\\${tail}` : `${device}${tail}` || '.';
    },
    normalize(path: string) {
      need(path, 'path');
      if (path === '') return '.';
      const { device, absolute, tail: from } = split(path);
      let tail = from < path.length ? segments(path.slice(from), !absolute, isAny, '\\') : '';
      if (tail === '' && !absolute) tail = '.';
      if (tail !== '' && isAny(path[path.length - 1]!) && from < path.length) tail += '\\';
      if (device.startsWith('\\\\')) return `${device}\\${tail}`;
      return absolute ? `${device}\\${tail}` : `${device}${tail}`;
    },
    isAbsolute(path: string) {
      need(path, 'path');
      return /^([\\/]|[A-Za-z]:[\\/])/.test(path);
    },
    join(...paths: string[]) {
      for (const path of paths) need(path, 'path');
      const parts = paths.filter((path) => path !== '');
      if (parts.length === 0) return '.';
      let joined = parts.join('\\');
      if (!/^[\\/]{2}[^\\/]/.test(parts[0]!)) joined = joined.replace(/^[\\/]{2,}/, '\\');
      return win32.normalize(joined);
    },
    relative(from: string, to: string) {
      need(from, 'from');
      need(to, 'to');
      if (from === to) return '';
      const a = win32.resolve(from);
      const b = win32.resolve(to);
      if (a.toLowerCase() === b.toLowerCase()) return '';
      const left = a.split('\\').filter(Boolean);
      const right = b.split('\\').filter(Boolean);
      let same = 0;
      while (same < left.length && same < right.length && left[same].toLowerCase() === right[same].toLowerCase())
        same++;
      if (same === 0) return b;
      return [...left.slice(same).map(() => '..'), ...right.slice(same)].join('\\');
    },
    toNamespacedPath(path: string) {
      if (typeof path !== 'string' || path === '') return path;
      const resolved = win32.resolve(path);
      if (/^\\\\[^?.]/.test(resolved)) return `\\\\?\\UNC\\${resolved.slice(2)}`;
      return /^[A-Za-z]:\\/.test(resolved) ? `\\\\?\\${resolved}` : path;
    },
    dirname(path: string) {
      need(path, 'path');
      if (path === '') return '.';
      const parts = split(path);
      const root = path.slice(0, parts.tail);
      let end = path.length;
      while (end > parts.tail && isAny(path[end - 1]!)) end--;
      let at = end;
      while (at > parts.tail && !isAny(path[at - 1]!)) at--;
      while (at > parts.tail && isAny(path[at - 1]!)) at--;
      if (at > parts.tail) return path.slice(0, at);
      return root === '' ? '.' : parts.device !== '' || root.length === 1 ? root : root[0]!;
    },
    basename: baseWith(isAny, (path) => (/^[A-Za-z]:/.test(path) ? 2 : 0)),
    extname(path: string) {
      need(path, 'path');
      return extOf(win32.basename(path));
    },
    format: formatWith('\\'),
    parse(path: string) {
      need(path, 'path');
      if (path === '') return { root: '', dir: '', base: '', ext: '', name: '' };
      const parts = split(path);
      const root = path.slice(0, parts.tail);
      const base = path.length > parts.tail ? win32.basename(path.slice(parts.tail)) : '';
      const ext = extOf(base);
      const dir = base === '' ? root : win32.dirname(path);
      return {
        root,
        dir: dir === '.' && root === '' ? '' : dir,
        base,
        ext,
        name: ext ? base.slice(0, -ext.length) : base,
      };
    },
    matchesGlob: (path: string, pattern: string) => globToRegExp(pattern).test(path.replaceAll('\\', '/')),
    win32: null,
    posix: null,
  };
  posix.posix = win32.posix = posix;
  posix.win32 = win32.win32 = win32;
  posix._makeLong = posix.toNamespacedPath;
  return posix;
}

/** `**`, `*`, `?`, `[...]`, `{a,b}` over whole slash-separated paths. */
export function globToRegExp(pattern: string): RegExp {
  let out = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') {
      if (pattern[i + 1] === '*') {
        const slash = pattern[i + 2] === '/';
        out += slash ? '(?:[^/]+/)*' : '.*';
        i += slash ? 2 : 1;
      } else out += '[^/]*';
    } else if (c === '?') out += '[^/]';
    else if (c === '[') {
      const end = pattern.indexOf(']', i + 1);
      if (end < 0) out += '\\[';
      else {
        out += '[' + pattern.slice(i + 1, end).replace(/^!/, '^') + ']';
        i = end;
      }
    } else if (c === '{') {
      depth++;
      out += '(?:';
    } else if (c === '}' && depth > 0) {
      depth--;
      out += ')';
    } else if (c === ',' && depth > 0) out += '|';
    else if ((c === '@' || c === '+' || c === '!') && pattern[i + 1] === '(') {
      const end = pattern.indexOf(')', i);
      out +=
        (c === '!' ? '(?!' : '(?:') + pattern.slice(i + 2, end).replaceAll('.', '\\.') + ')' + (c === '+' ? '+' : '');
      i = end;
    } else out += c.replace(/[.+^$()|\\/]/g, '\\$&');
  }
  return new RegExp(`^${out}$`);
}
