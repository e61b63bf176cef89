/** Groups changes into hunks with some unchanged lines around them. */
export function toHunks(changes, context) {
  const hunks = [];
  let current = null;
  let oldLine = 1;
  let newLine = 1;

  changes.forEach((change, i) => {
    const near = change.type !== 'same' || hasChangeNear(changes, i, context);
    if (near) {
      if (current === null) {
        current = { oldStart: oldLine, newStart: newLine, oldCount: 0, newCount: 0, changes: [] };
        hunks.push(current);
      }
      current.changes.push(change);
      if (change.type !== 'add') current.oldCount += 1;
      if (change.type !== 'remove') current.newCount += 1;
    } else {
      current = null;
    }
    if (change.type !== 'add') oldLine += 1;
    if (change.type !== 'remove') newLine += 1;
  });
  return hunks;
}

function hasChangeNear(changes, index, context) {
  const from = Math.max(0, index - context);
  const to = Math.min(changes.length - 1, index + context);
  for (let i = from; i <= to; i++) {
    if (changes[i].type !== 'same') return true;
  }
  return false;
}
