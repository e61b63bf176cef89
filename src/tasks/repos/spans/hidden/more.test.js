import test from 'tape';
import { assignRooms, busiest, contains, firstFit, format, gaps, intersect, invert, merge, parse, pickMost, rooms, subtract, total } from '../../src/index.js';

test('merge of many spans in one', (t) => {
  t.equal(format(merge(parse('5-6 1-2 2-3 7-9 6-7 20-21'))), '1-3 5-9 20-21');
  t.end();
});

test('subtract from several spans', (t) => {
  t.equal(format(subtract(parse('0-4 6-10'), parse('3-7 8-9'))), '0-3 7-8 9-10');
  t.end();
});

test('subtracting nothing only merges', (t) => {
  t.deepEqual(subtract(parse('1-3 2-5'), []), [[1, 5]]);
  t.end();
});

test('intersect of contained spans', (t) => {
  t.equal(format(intersect(parse('0-100'), parse('5-6 10-20 99-120'))), '5-6 10-20 99-100');
  t.deepEqual(intersect([], parse('1-2')), []);
  t.end();
});

test('invert twice gives the merged list', (t) => {
  const list = parse('1-3 5-6');
  t.deepEqual(invert(invert(list, [0, 9]), [0, 9]), list);
  t.end();
});

test('gap lengths and totals add up', (t) => {
  const list = parse('2-4 3-7 9-10');
  t.equal(total(list) + total(gaps(list, [0, 12])), 12);
  t.equal(total(list), 6);
  t.end();
});

test('contains in a long list', (t) => {
  const list = Array.from({ length: 50 }, (_, i) => [i * 10, i * 10 + 4]);
  t.equal(contains(list, 493), true);
  t.equal(contains(list, 494), false);
  t.equal(contains(list, 123), true);
  t.equal(contains(list, 128), false);
  t.end();
});

test('assigned rooms number as many as needed', (t) => {
  const list = parse('0-4 1-5 2-6 4-7 5-8 6-9');
  t.equal(rooms(list), 3);
  t.deepEqual(assignRooms(list).map((entry) => entry.room), [0, 1, 2, 0, 1, 2]);
  t.deepEqual(busiest(list), { span: [2, 4], count: 3 });
  t.end();
});

test('first fit without bounds looks between', (t) => {
  t.deepEqual(firstFit(parse('0-1 3-4 8-9'), 3), [4, 7]);
  t.deepEqual(firstFit(parse('0-1 3-4'), 2), [1, 3]);
  t.end();
});

test('pickMost of equal ends keeps one', (t) => {
  t.equal(pickMost(parse('1-5 2-5 3-5 5-6')).length, 2);
  t.end();
});
