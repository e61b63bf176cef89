/** A JSON object whose fields are not known yet. */
export type Json = Record<string, unknown>;

/** An object with fields: no array, not null. */
export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
