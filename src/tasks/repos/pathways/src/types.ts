export type Params = Record<string, string>;

export type Segment =
  | { kind: 'fixed'; text: string }
  | { kind: 'param'; name: string; optional: boolean; test: RegExp | null }
  | { kind: 'rest'; name: string };

export interface Route<T> {
  name: string;
  pattern: string;
  segments: Segment[];
  score: number[];
  value: T;
}

export interface Match<T> {
  name: string;
  pattern: string;
  params: Params;
  query: Params;
  value: T;
}
