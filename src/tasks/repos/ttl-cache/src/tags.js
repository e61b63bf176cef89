export function createTagIndex() {
  const keysByTag = new Map();

  function add(tag, key) {
    if (!keysByTag.has(tag)) keysByTag.set(tag, new Set());
    keysByTag.get(tag).add(key);
  }

  function remove(tag, key) {
    const keys = keysByTag.get(tag);
    if (!keys) return;
    keys.delete(key);
    if (keys.size === 0) keysByTag.delete(tag);
  }

  return {
    link(key, tags) {
      for (const tag of tags) add(tag, key);
    },
    unlink(key, tags) {
      for (const tag of tags) remove(tag, key);
    },
    keysOf(tag) {
      return [...(keysByTag.get(tag) ?? [])];
    },
    names() {
      return [...keysByTag.keys()].sort();
    },
  };
}
