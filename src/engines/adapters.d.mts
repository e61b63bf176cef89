/** How a protégé plays where nothing else was chosen. */
export interface Plays {
  scaffold?: 'guided' | 'free';
  dialect?: string;
}
export interface Adapter {
  /** Under public/. */
  file: string;
  /** Id of the model that it was made for. */
  base: string;
  downloadMB: number;
  /** What follows the base's name. */
  label: string;
  plays?: Plays;
}
/** LoRA adapters that this site ships, by name. */
export const ADAPTERS: Record<'fill' | 'loop', Adapter>;
/** How a model was tuned to play: by the adapter that the terminal's options name, or that the page's id ends with; {} = as its base. */
export function adapterPlays(options?: Record<string, unknown>): Plays;
/** What a model with an adapter is called. */
export function adaptedId(base: string, adapter: string): string;
/** The model below it; one without an adapter is its own. */
export function baseId(id: string): string;
