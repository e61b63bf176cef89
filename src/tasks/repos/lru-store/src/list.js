/**
 * A doubly linked list of nodes; the head is the most recent one.
 */
export class RecencyList {
  constructor() {
    this.head = null;
    this.tail = null;
    this.length = 0;
  }

  addFirst(node) {
    node.prev = null;
    node.next = this.head;
    if (this.head) this.head.prev = node;
    this.head = node;
    if (!this.tail) this.tail = node;
    this.length += 1;
    return node;
  }

  remove(node) {
    if (node.prev) node.prev.next = node.next;
    else this.head = node.next;
    if (node.next) node.next.prev = node.prev;
    else this.tail = node.prev;
    node.prev = null;
    node.next = null;
    this.length -= 1;
    return node;
  }

  touch(node) {
    if (this.head === node) return node;
    this.remove(node);
    return this.addFirst(node);
  }

  /** The node nearest to the tail for which `accept` holds, or null. */
  findLast(accept) {
    let node = this.tail;
    while (node && !accept(node)) node = node.prev;
    return node;
  }

  *[Symbol.iterator]() {
    let node = this.head;
    while (node) {
      const next = node.next;
      yield node;
      node = next;
    }
  }
}
