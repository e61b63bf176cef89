'use strict';

const { Calendar } = require('../src/index.js');

const make = () =>
  new Calendar()
    .add('gym', 'every week on mon,thu from 2024-01-01')
    .add('rent', 'every month on 1 from 2024-01-01')
    .add('party', 'every year from 2020-01-04');

const lines = (list) => list.map(({ date, name }) => `${date} ${name}`);

describe('Calendar', () => {
  test('merges events by date', () => {
    expect(lines(make().between('2024-01-01', '2024-01-08'))).toEqual([
      '2024-01-01 gym', '2024-01-01 rent', '2024-01-04 gym', '2024-01-04 party', '2024-01-08 gym',
    ]);
  });

  test('skips exceptions', () => {
    const calendar = make().skip('gym', '2024-01-04');
    expect(calendar.datesOf('gym', '2024-01-01', '2024-01-11')).toEqual(['2024-01-01', '2024-01-08', '2024-01-11']);
  });

  test('moves single dates', () => {
    const calendar = make().move('gym', '2024-01-04', '2024-01-05');
    expect(calendar.datesOf('gym', '2024-01-03', '2024-01-08')).toEqual(['2024-01-05', '2024-01-08']);
  });

  test('a move from elsewhere into the window counts', () => {
    const calendar = make().move('rent', '2024-02-01', '2024-01-31');
    expect(calendar.datesOf('rent', '2024-01-15', '2024-01-31')).toEqual(['2024-01-31']);
    expect(calendar.datesOf('rent', '2024-02-01', '2024-02-10')).toEqual([]);
  });

  test('a move of a date without occurrence does nothing', () => {
    const calendar = make().move('rent', '2024-01-02', '2024-01-03');
    expect(calendar.datesOf('rent', '2024-01-01', '2024-01-10')).toEqual(['2024-01-01']);
  });

  test('finds conflicts', () => {
    expect(make().conflicts('2024-01-01', '2024-01-31')).toEqual([
      { date: '2024-01-01', names: ['gym', 'rent'] },
      { date: '2024-01-04', names: ['gym', 'party'] },
    ]);
  });

  test('complains about unknown and doubled names', () => {
    expect(() => make().skip('tennis', '2024-01-01')).toThrow('no event tennis');
    expect(() => make().add('gym', 'every day from 2024-01-01')).toThrow('event gym exists already');
  });
});
