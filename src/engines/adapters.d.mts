/** LoRA adapters that this site ships, by name: the file under public/, and the id of the model they were made for. */
export const ADAPTERS: Record<'fill', { file: string; base: string; downloadMB: number }>;
/** What a model with an adapter is called. */
export function adaptedId(base: string, adapter: string): string;
/** The model below it; one without an adapter is its own. */
export function baseId(id: string): string;
