const isTable = (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** Sets a dotted key; returns what is wrong, if anything. */
export function assign(table, key, value) {
  const parent = descend(table, key.slice(0, -1));
  const name = key[key.length - 1];
  if (parent === null) return `Key "${key.join('.')}" goes through a value`;
  if (Object.hasOwn(parent, name)) return `Key "${key.join('.')}" is defined twice`;
  define(parent, name, value);
  return '';
}

/** Opens [key]; an array of tables on the way means its last item. */
export function descend(table, key) {
  let node = table;
  for (const name of key) {
    if (!Object.hasOwn(node, name)) define(node, name, {});
    node = node[name];
    if (Array.isArray(node)) node = node[node.length - 1];
    if (!isTable(node)) return null;
  }
  return node;
}

/** Adds an item to the array of tables [[key]]. */
export function appendTable(table, key) {
  const parent = descend(table, key.slice(0, -1));
  const name = key[key.length - 1];
  if (parent === null) return null;
  if (!Object.hasOwn(parent, name)) define(parent, name, []);
  const list = parent[name];
  if (!Array.isArray(list) || !list.every(isTable)) return null;
  const item = {};
  list.push(item);
  return item;
}

function define(table, name, value) {
  Object.defineProperty(table, name, { value, writable: true, enumerable: true, configurable: true });
}
