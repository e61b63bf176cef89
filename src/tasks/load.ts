/** Task files: validation with one clear sentence per fault, and the views of a task that others may see. */
import { changesBetween, diffFiles } from '../lib/diff';
import { acts, oneLine } from '../lib/foreign';
import { pathFault } from './paths';
import type { RunSpec, Task } from '../types';
import { FRAMEWORKS } from './command';
import { isObject, type Json } from '../lib/json';

export { testCommand } from './command';

/** Bad input: one sentence that names the key and says what to do. */
export class TaskError extends Error {
  override name = 'TaskError';
}

const LIMITS = { files: 5_000, fileBytes: 2 * 1024 * 1024, totalBytes: 20 * 1024 * 1024 };
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

function text(task: Json, key: string): string {
  const value = task[key];
  if (typeof value === 'string' && value.trim() !== '') return value;
  if (value === undefined) throw new TaskError(`The key "${key}" is missing; add it as a non-empty string.`);
  throw new TaskError(`The key "${key}" must be a non-empty string.`);
}

/** Text of bytes; throws TaskError naming the file when they are binary or not UTF-8. */
export function decodeText(path: string, bytes: Uint8Array): string {
  if (bytes.includes(0)) throw new TaskError(`The file "${path}" is binary; leave it out, tasks hold text files only.`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new TaskError(`The file "${path}" is not valid UTF-8; save it as UTF-8 or leave it out.`);
  }
}

function content(key: string, path: string, value: unknown): string {
  if (value instanceof Uint8Array) return decodeText(path, value);
  if (typeof value !== 'string') throw new TaskError(`The file "${path}" in "${key}" must be a string with its text.`);
  if (value.includes('\0'))
    throw new TaskError(`The file "${path}" is binary; leave it out, tasks hold text files only.`);
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value))
    throw new TaskError(`The file "${path}" is not valid UTF-8; save it as UTF-8 or leave it out.`);
  return value;
}

/** Checks paths, sizes and text of a whole repository; throws TaskError. `key` names it in the message. */
function checkFiles(key: string, value: unknown, { empty = false } = {}): Record<string, string> {
  if (value === undefined) throw new TaskError(`The key "${key}" is missing; add it as an object of path: text.`);
  if (!isObject(value)) throw new TaskError(`The key "${key}" must be an object of path: text.`);
  const entries = Object.entries(value);
  if (entries.length === 0 && !empty) throw new TaskError(`"${key}" is empty; add at least one file.`);
  if (entries.length > LIMITS.files)
    throw new TaskError(`"${key}" has ${entries.length} files; the limit is ${LIMITS.files}, so leave some out.`);
  const out: Record<string, string> = {};
  const seen = new Map<string, string>();
  let total = 0;
  for (const [path, raw] of entries) {
    const shown = `"${oneLine(path.slice(0, 120))}"`;
    const fault = pathFault(path);
    if (fault) throw new TaskError(`"${key}" has the path ${shown}, ${fault}; use a path inside the repository.`);
    const twin = seen.get(path.toLowerCase());
    if (twin !== undefined)
      throw new TaskError(
        `"${key}" has ${shown} and "${twin}", which differ only in upper and lower case; rename one.`,
      );
    seen.set(path.toLowerCase(), path);
    const body = content(key, path, raw);
    // UTF-16 length bounds the UTF-8 size from below, so this only encodes what could be too big.
    const size = body.length * 3 > LIMITS.fileBytes ? new TextEncoder().encode(body).length : body.length;
    if (size > LIMITS.fileBytes) throw new TaskError(`The file ${shown} is larger than 2 MB; leave it out.`);
    total += size;
    if (total > LIMITS.totalBytes) throw new TaskError(`"${key}" holds more than 20 MB; leave the large files out.`);
    out[path] = body;
  }
  for (const path of Object.keys(out)) {
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      if (Object.hasOwn(out, path.slice(0, at)))
        throw new TaskError(`"${key}" has "${path.slice(0, at)}" both as a file and as a folder; rename one.`);
    }
  }
  return out;
}

function names(task: Json, key: string): string[] {
  const value = task[key];
  if (value === undefined) throw new TaskError(`The key "${key}" is missing; add it as an array of test names.`);
  if (!Array.isArray(value) || value.some((name) => typeof name !== 'string' || name === ''))
    throw new TaskError(`The key "${key}" must be an array of test names (non-empty strings).`);
  return [...new Set(value as string[])];
}

function runSpec(value: unknown, tests: Record<string, string>): RunSpec {
  if (value === undefined || value === '')
    throw new TaskError('The key "run" is missing; add a command such as "npm test".');
  if (typeof value === 'string') {
    if (value.trim() === '') throw new TaskError('The key "run" is empty; write a command such as "npm test".');
    if (value.includes('\0')) throw new TaskError('The key "run" contains a NUL character; write a plain command.');
    return value;
  }
  if (!isObject(value))
    throw new TaskError('The key "run" must be a command or an object {framework, files, loader?, timeoutMs?, tz?}.');
  const { framework, files, loader, timeoutMs, tz, ui } = value;
  if (typeof framework !== 'string' || !Object.hasOwn(FRAMEWORKS, framework))
    throw new TaskError(`"run.framework" must be one of ${Object.keys(FRAMEWORKS).join(', ')}.`);
  if (!Array.isArray(files) || files.length === 0 || files.some((file) => typeof file !== 'string'))
    throw new TaskError('"run.files" must be an array with at least one test file.');
  for (const file of files as string[]) {
    if (!Object.hasOwn(tests, file))
      throw new TaskError(`"run.files" names "${file}", which is not in "tests"; add it there.`);
  }
  if (loader !== undefined && typeof loader !== 'string') throw new TaskError('"run.loader" must be a string.');
  if (timeoutMs !== undefined && !(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= 3_600_000))
    throw new TaskError('"run.timeoutMs" must be a number of milliseconds between 1 and 3,600,000.');
  if (tz !== undefined && !(typeof tz === 'string' && /^[A-Za-z0-9_+\-/:]{1,60}$/.test(tz)))
    throw new TaskError('"run.tz" must be a time zone name such as "UTC" or "Europe/Berlin".');
  if (ui !== undefined && !(typeof ui === 'string' && /^[a-z-]{1,20}$/.test(ui)))
    throw new TaskError('"run.ui" must be the name of a mocha interface such as "tdd".');
  return {
    framework: framework as keyof typeof FRAMEWORKS,
    files: files as string[],
    ...(loader === undefined ? {} : { loader }),
    ...(timeoutMs === undefined ? {} : { timeoutMs: timeoutMs as number }),
    ...(tz === undefined ? {} : { tz: tz as string }),
    ...(ui === undefined ? {} : { ui: ui as string }),
  };
}

/** Paths -> base64 of binary files. */
function assets(value: unknown): { assets?: Record<string, string> } {
  if (!isObject(value) || Object.keys(value).length === 0) return {};
  checkFiles('assets', value);
  if (Object.values(value).some((text) => !/^[A-Za-z0-9+/]*={0,2}$/.test(text as string)))
    throw new TaskError('"assets" must hold base64 text; leave the binary files out.');
  return { assets: value as Record<string, string> };
}

/** Flat facts about where an imported repository came from. */
function origin(value: unknown): { origin?: Record<string, string | number> } {
  if (!isObject(value)) return {};
  const plain = Object.entries(value).filter(([, one]) => typeof one === 'string' || typeof one === 'number');
  return { origin: Object.fromEntries(plain) as Record<string, string | number> };
}

const optional = (task: Json, key: string): Record<string, string> => {
  if (task[key] === undefined || task[key] === null) return {};
  return typeof task[key] === 'string' ? { [key]: task[key] } : {};
};

/** A valid Task out of parsed JSON, or a TaskError. Unknown keys are ignored; nothing is shared with the input. */
export function checkTask(value: unknown): Task {
  if (!isObject(value)) throw new TaskError('A task must be a JSON object; its keys are in docs/headless.md.');
  const id = text(value, 'id');
  if (id.length > 200 || /[/\\]/.test(id) || acts(id) || RESERVED.has(id))
    throw new TaskError('The key "id" must be a short name without slashes or control characters.');
  const language = value.language;
  if (language !== 'javascript' && language !== 'typescript')
    throw new TaskError('The key "language" must be "javascript" or "typescript".');
  const files = checkFiles('files', value.files);
  if (value.tests === undefined || (isObject(value.tests) && Object.keys(value.tests).length === 0))
    throw new TaskError('The task has no tests; add test files to the key "tests".');
  const tests = checkFiles('tests', value.tests);
  const hiddenTests =
    value.hiddenTests === undefined ? undefined : checkFiles('hiddenTests', value.hiddenTests, { empty: true });
  const all = checkFiles('files, tests and hiddenTests together', { ...files, ...tests, ...hiddenTests });
  const run = runSpec(value.run, tests);
  const failToPass = names(value, 'failToPass');
  const passToPass = value.passToPass === undefined ? [] : names(value, 'passToPass');
  // Both empty is the honest way to say "no names known": then every test that runs has to pass.
  if (failToPass.length === 0 && passToPass.length > 0)
    throw new TaskError(
      '"failToPass" is empty; name at least one test that fails now and must pass, or empty "passToPass" too.',
    );
  const both = failToPass.find((name) => passToPass.includes(name));
  if (both !== undefined)
    throw new TaskError(`The test "${both}" is in both "failToPass" and "passToPass"; keep it in one.`);
  let goldPatch = typeof value.goldPatch === 'string' && value.goldPatch.trim() !== '' ? value.goldPatch : undefined;
  if (goldPatch === undefined && isObject(value.goldFiles)) {
    const gold = checkFiles('goldFiles', value.goldFiles);
    if (Object.keys(changesBetween(all, { ...all, ...gold })).length > 0)
      goldPatch = diffFiles(files, { ...files, ...gold });
  }
  return {
    id,
    source: text(value, 'source'),
    licence: text(value, 'licence'),
    language,
    problem: text(value, 'problem'),
    files,
    tests,
    ...(hiddenTests && Object.keys(hiddenTests).length > 0 ? { hiddenTests } : {}),
    run,
    failToPass,
    passToPass,
    ...(goldPatch === undefined ? {} : { goldPatch }),
    ...optional(value, 'repo'),
    ...optional(value, 'title'),
    ...optional(value, 'kind'),
    ...(['easy', 'medium', 'hard'].includes(value.difficulty as string)
      ? { difficulty: value.difficulty as Task['difficulty'] }
      : {}),
    ...(['train', 'dev', 'test', 'real'].includes(value.split as string)
      ? { split: value.split as Task['split'] }
      : {}),
    ...assets(value.assets),
    ...origin(value.origin),
  };
}

/** A valid Task out of the text or bytes of a task file. `name` (the file's name) opens the message of a TaskError. */
export function parseTask(source: string | Uint8Array, name = 'task'): Task {
  try {
    const body = typeof source === 'string' ? source : decodeText(name, source);
    if (body.length > 4 * LIMITS.totalBytes)
      throw new TaskError('The task file is larger than 80 MB; leave files out.');
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.replace(/^\uFEFF/, ''));
    } catch (error) {
      throw new TaskError(`This is not JSON (${(error as Error).message}); write one task object.`);
    }
    return checkTask(parsed);
  } catch (error) {
    if (error instanceof TaskError) throw new TaskError(`${name}: ${error.message}`);
    throw error;
  }
}
