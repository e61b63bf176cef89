'use strict';

/** Rounds in which everybody meets everybody once; with an odd number one player rests each round. */
function roundRobin(players) {
  if (new Set(players).size !== players.length) throw new Error('players must have different names');
  const ring = players.length % 2 === 0 ? [...players] : [...players, null];
  const rounds = [];
  for (let round = 1; round < ring.length; round += 1) {
    const pairs = [];
    for (let i = 0; i < ring.length / 2; i += 1) pairs.push([ring[i], ring[ring.length - 1 - i]]);
    rounds.push(pairs.filter((pair) => !pair.includes(null)));
    ring.splice(1, 0, ring.pop());
  }
  return rounds;
}

function emptyRow(name) {
  return { name, played: 0, won: 0, drawn: 0, lost: 0, goals: 0, against: 0, points: 0 };
}

function record(row, scored, conceded, { win, draw }) {
  row.played += 1;
  row.goals += scored;
  row.against += conceded;
  if (scored > conceded) {
    row.won += 1;
    row.points += win;
  } else if (scored === conceded) {
    row.drawn += 1;
    row.points += draw;
  } else {
    row.lost += 1;
  }
}

function compareRows(a, b) {
  return (
    b.points - a.points ||
    b.goals - b.against - (a.goals - a.against) ||
    b.goals - a.goals ||
    (a.name < b.name ? -1 : 1)
  );
}

/** Matches are texts such as `Ada 3:1 Bob`. */
function standings(matches, { win = 3, draw = 1 } = {}) {
  const table = new Map();
  const rowOf = (name) => {
    if (!table.has(name)) table.set(name, emptyRow(name));
    return table.get(name);
  };
  for (const match of matches) {
    const parts = /^(.+?) (\d+):(\d+) (.+)$/.exec(match);
    if (!parts) throw new SyntaxError(`not a match: ${match}`);
    const [, home, homeGoals, awayGoals, away] = parts;
    record(rowOf(home), Number(homeGoals), Number(awayGoals), { win, draw });
    record(rowOf(away), Number(awayGoals), Number(homeGoals), { win, draw });
  }
  return [...table.values()].sort(compareRows);
}

module.exports = { roundRobin, standings };
