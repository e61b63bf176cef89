/** What a row looks like, written once: parquet's schema is made from it and exports read back are held against it. */

/** `json` is a text that must itself be JSON; a `maybe` value is null or left out. */
export type ColumnShape =
  'text' | 'json' | 'int' | 'number' | 'bool' | { list: ColumnShape } | { maybe: ColumnShape } | Struct;
export interface Struct {
  struct: Record<string, ColumnShape>;
}

export const list = (of: ColumnShape): ColumnShape => ({ list: of });
export const maybe = (of: ColumnShape): ColumnShape => ({ maybe: of });
export const struct = (fields: Record<string, ColumnShape>): Struct => ({ struct: fields });

/** What is wrong with a value and where, or null. Fields that the shape does not name are wrong too. */
export function misfit(value: unknown, shape: ColumnShape, at: string): string | null {
  if (typeof shape === 'string') return isA(value, shape) ? null : `${at} should be ${WORDS[shape]}`;
  if ('maybe' in shape) return value === null || value === undefined ? null : misfit(value, shape.maybe, at);
  if ('list' in shape) {
    if (!Array.isArray(value)) return `${at} should be a list`;
    return first(value.map((item, i) => misfit(item, shape.list, `${at}[${i}]`)));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} should be an object`;
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(shape.struct, key));
  if (unknown !== undefined) return `${at}.${unknown} is no field of this format`;
  const fields = Object.entries(shape.struct);
  return first(fields.map(([key, of]) => misfit((value as Record<string, unknown>)[key], of, `${at}.${key}`)));
}

const WORDS = {
  text: 'a text',
  json: 'JSON as a text',
  int: 'a whole number',
  number: 'a number',
  bool: 'true or false',
};

function isA(value: unknown, shape: keyof typeof WORDS): boolean {
  switch (shape) {
    case 'text':
      return typeof value === 'string';
    case 'json':
      return typeof value === 'string' && isJson(value);
    case 'int':
      return Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'bool':
      return typeof value === 'boolean';
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const first = (found: (string | null)[]) => found.find((problem) => problem !== null) ?? null;
