/** Pairs of indexes of a longest common subsequence. */
export function commonPairs(a, b) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let aEnd = a.length;
  let bEnd = b.length;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }

  const pairs = [];
  for (let i = 0; i < start; i++) pairs.push([i, i]);
  pairs.push(...middlePairs(a, b, start, aEnd, bEnd));
  for (let i = 0; i < a.length - aEnd; i++) pairs.push([aEnd + i, bEnd + i]);
  return pairs;
}

function middlePairs(a, b, start, aEnd, bEnd) {
  const lengths = table(a, b, start, aEnd, bEnd);
  const pairs = [];
  let i = start;
  let j = start;
  while (i < aEnd && j < bEnd) {
    if (a[i] === b[j]) {
      pairs.push([i, j]);
      i++;
      j++;
    } else if (lengths[i + 1 - start][j - start] >= lengths[i - start][j + 1 - start]) {
      i++;
    } else {
      j++;
    }
  }
  return pairs;
}

function table(a, b, start, aEnd, bEnd) {
  const rows = aEnd - start;
  const columns = bEnd - start;
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      lengths[i][j] =
        a[start + i] === b[start + j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}
