'use strict';

const { checkCommand, makeGroup, revertAll, weightOf } = require('./group');

class History {
  constructor({ limit = Infinity, maxWeight = Infinity } = {}) {
    if (!(limit >= 1)) throw new RangeError('limit must be at least 1');
    this.limit = limit;
    this.maxWeight = maxWeight;
    this.done = [];
    this.undone = [];
    this.open = null;
    this.sealed = false;
    this.clean = 0;
    this.checkpoints = new Map();
    this.listeners = [];
  }

  get canUndo() {
    return this.done.length > 0 && !this.open;
  }

  get canRedo() {
    return this.undone.length > 0 && !this.open;
  }

  get isClean() {
    return this.clean === this.done.length;
  }

  run(command) {
    checkCommand(command).apply();
    if (this.open) {
      this.open.push(command);
    } else {
      this.record(command);
      this.emit('run', command.label);
    }
    return this;
  }

  record(command) {
    this.forgetRedo();
    const last = this.done[this.done.length - 1];
    const merged = this.mergeable(last) ? last.merge(command) : null;
    if (merged) this.done[this.done.length - 1] = merged;
    else this.done.push(command);
    this.sealed = false;
    this.trim();
  }

  mergeable(last) {
    return Boolean(last && last.merge) && !this.sealed && !this.isClean && !this.isCheckpoint(this.done.length);
  }

  isCheckpoint(position) {
    return [...this.checkpoints.values()].includes(position);
  }

  forgetRedo() {
    if (this.clean > this.done.length) this.clean = -1;
    for (const [name, position] of this.checkpoints) {
      if (position > this.done.length) this.checkpoints.delete(name);
    }
    this.undone = [];
  }

  trim() {
    let total = this.done.reduce((sum, command) => sum + weightOf(command), 0);
    let drop = Math.max(0, this.done.length - this.limit);
    for (let i = 0; i < drop; i += 1) total -= weightOf(this.done[i]);
    while (total > this.maxWeight && drop < this.done.length - 1) {
      total -= weightOf(this.done[drop]);
      drop += 1;
    }
    if (drop === 0) return;
    this.done.splice(0, drop);
    this.clean = this.clean < drop ? -1 : this.clean - drop;
    for (const [name, position] of this.checkpoints) {
      if (position < drop) this.checkpoints.delete(name);
      else this.checkpoints.set(name, position - drop);
    }
  }

  undo() {
    if (!this.canUndo) return null;
    const command = this.done.pop();
    command.revert();
    this.undone.push(command);
    this.sealed = true;
    this.emit('undo', command.label);
    return command.label;
  }

  redo() {
    if (!this.canRedo) return null;
    const command = this.undone.pop();
    command.apply();
    this.done.push(command);
    this.sealed = true;
    this.emit('redo', command.label);
    return command.label;
  }

  /** Runs `fn`; what it runs is undone and redone as one. */
  group(label, fn) {
    if (this.open) return fn();
    this.open = [];
    let result;
    try {
      result = fn();
    } catch (error) {
      revertAll(this.open);
      this.open = null;
      throw error;
    }
    const commands = this.open;
    this.open = null;
    if (commands.length > 0) {
      this.record(makeGroup(label, commands));
      this.emit('run', label);
    }
    return result;
  }

  seal() {
    this.sealed = true;
    return this;
  }

  mark() {
    this.clean = this.done.length;
    return this;
  }

  checkpoint(name) {
    this.checkpoints.set(name, this.done.length);
    return this;
  }

  /** Undoes or redoes until the checkpoint is reached; returns the number of steps. */
  goTo(name) {
    const target = this.checkpoints.get(name);
    if (target === undefined) throw new Error(`no checkpoint ${name}`);
    let steps = 0;
    while (this.done.length > target && this.undo() !== null) steps += 1;
    while (this.done.length < target && this.redo() !== null) steps += 1;
    return steps;
  }

  peekUndo() {
    return this.canUndo ? this.done[this.done.length - 1].label : null;
  }

  peekRedo() {
    return this.canRedo ? this.undone[this.undone.length - 1].label : null;
  }

  labels() {
    return { undo: this.done.map((c) => c.label).reverse(), redo: this.undone.map((c) => c.label).reverse() };
  }

  onChange(listener) {
    this.listeners.push(listener);
    return () => {
      this.listeners = this.listeners.filter((other) => other !== listener);
    };
  }

  emit(kind, label) {
    for (const listener of this.listeners) listener({ kind, label, canUndo: this.canUndo, canRedo: this.canRedo });
  }
}

module.exports = { History };
