import { fillSegments, matchSegments } from './match.ts';
import { joinPaths, splitPath, splitUrl } from './path.ts';
import { compareScores, parsePattern, scoreOf } from './pattern.ts';
import type { Match, Params, Route } from './types.ts';

export class Router<T> {
  #routes: Route<T>[] = [];
  #sorted = true;

  add(name: string, pattern: string, value: T): this {
    if (this.#routes.some((route) => route.name === name)) throw new Error(`Route "${name}" is defined twice`);
    const segments = parsePattern(pattern);
    this.#routes.push({ name, pattern, segments, score: scoreOf(segments), value });
    this.#sorted = false;
    return this;
  }

  mount(prefix: string, other: Router<T>): this {
    const label = splitPath(prefix).join('.');
    for (const route of other.#routes) {
      const name = label === '' ? route.name : `${label}.${route.name}`;
      this.add(name, joinPaths(prefix, route.pattern), route.value);
    }
    return this;
  }

  match(url: string): Match<T> | null {
    return this.#find(url).next().value ?? null;
  }

  matchAll(url: string): Match<T>[] {
    return [...this.#find(url)];
  }

  build(name: string, params: Record<string, string | number> = {}, query: Record<string, string | number> = {}): string {
    const route = this.#routes.find((candidate) => candidate.name === name);
    if (!route) throw new Error(`No route "${name}"`);
    const texts: Params = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]));
    const path = fillSegments(route.segments, texts, route.pattern);
    const pairs = Object.entries(query).map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`);
    return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path;
  }

  *#find(url: string): Generator<Match<T>, undefined> {
    if (!this.#sorted) {
      this.#routes.sort((a, b) => compareScores(a.score, b.score));
      this.#sorted = true;
    }
    const { path, query } = splitUrl(url);
    const parts = splitPath(path);
    for (const { name, pattern, segments, value } of this.#routes) {
      const params = matchSegments(segments, parts);
      if (params) yield { name, pattern, params, query, value };
    }
    return undefined;
  }
}
