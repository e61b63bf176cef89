export class Graph {
  #edges = new Map();

  constructor({ directed = false } = {}) {
    this.directed = directed;
  }

  static parse(text) {
    const parts = text.split(',').map((part) => part.trim()).filter(Boolean);
    const graph = new Graph({ directed: parts.some((part) => part.includes('>')) });
    for (const part of parts) {
      const match = /^(\w+)(?:([->])(\w+)(?::(-?\d+(?:\.\d+)?))?)?$/.exec(part);
      if (!match) throw new SyntaxError(`cannot read the edge "${part}"`);
      const [, from, arrow, to, weight] = match;
      if (!arrow) graph.addNode(from);
      else if (graph.directed && arrow === '-') throw new SyntaxError('mixed - and > edges');
      else graph.addEdge(from, to, weight === undefined ? 1 : Number(weight));
    }
    return graph;
  }

  addNode(node) {
    if (!this.#edges.has(node)) this.#edges.set(node, new Map());
    return this;
  }

  addEdge(from, to, weight = 1) {
    if (Number.isNaN(weight)) throw new TypeError(`weight of ${from}-${to} is not a number`);
    this.addNode(from).addNode(to);
    this.#edges.get(from).set(to, weight);
    if (!this.directed) this.#edges.get(to).set(from, weight);
    return this;
  }

  removeEdge(from, to) {
    const removed = this.#edges.get(from)?.delete(to) ?? false;
    if (removed && !this.directed) this.#edges.get(to).delete(from);
    return removed;
  }

  has(node) {
    return this.#edges.has(node);
  }

  nodes() {
    return [...this.#edges.keys()];
  }

  neighbours(node) {
    const out = this.#edges.get(node);
    if (!out) throw new Error(`no node ${node}`);
    return [...out];
  }

  weight(from, to) {
    return this.#edges.get(from)?.get(to);
  }

  edges() {
    const list = [];
    const seen = new Set();
    for (const [from, out] of this.#edges) {
      for (const [to, weight] of out) {
        if (!this.directed && seen.has(to)) continue;
        list.push({ from, to, weight });
      }
      seen.add(from);
    }
    return list;
  }
}
