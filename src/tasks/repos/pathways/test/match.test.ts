import { describe, expect, it } from 'vitest';
import { Router } from '../src/index.ts';

const router = () =>
  new Router<number>()
    .add('home', '/', 0)
    .add('rest', '/files/*path', 1)
    .add('user', '/users/:id', 2)
    .add('number', '/users/:id(\\d+)', 3)
    .add('me', '/users/me', 4)
    .add('post', '/blog/:year(\\d{4})?/:slug', 5);

describe('match', () => {
  it('finds the root', () => {
    expect(router().match('/')?.name).toBe('home');
    expect(router().match('')?.name).toBe('home');
  });

  it('reads parameters', () => {
    expect(router().match('/users/ada')).toEqual({ name: 'user', pattern: '/users/:id', params: { id: 'ada' }, query: {}, value: 2 });
  });

  it('prefers fixed parts, then patterns, then names', () => {
    expect(['/users/me', '/users/12', '/users/12a'].map((url) => router().match(url)?.name)).toEqual(['me', 'number', 'user']);
  });

  it('ignores extra slashes', () => {
    expect(router().match('//users///me/')?.name).toBe('me');
  });

  it('takes the rest, even when empty', () => {
    expect(router().match('/files/a/b.txt')?.params).toEqual({ path: 'a/b.txt' });
    expect(router().match('/files')?.params).toEqual({ path: '' });
  });

  it('skips optional parts', () => {
    expect(router().match('/blog/2024/hi')?.params).toEqual({ year: '2024', slug: 'hi' });
    expect(router().match('/blog/hi')?.params).toEqual({ slug: 'hi' });
    expect(router().match('/blog/2024')?.params).toEqual({ slug: '2024' });
  });

  it('returns null when nothing fits', () => {
    expect(router().match('/nope')).toBeNull();
    expect(router().match('/users/a/b')).toBeNull();
    expect(router().match('/users')).toBeNull();
  });

  it('decodes parts', () => {
    expect(router().match('/users/a%20b%2Fc')?.params.id).toBe('a b/c');
    expect(router().match('/users/100%')?.params.id).toBe('100%');
  });

  it('reads the query and drops the hash', () => {
    expect(router().match('/users/me?a=1&b=x+y=z&&c#top?d=1')?.query).toEqual({ a: '1', b: 'x y=z', c: '' });
  });

  it('lists all matches from the most specific', () => {
    expect(router().matchAll('/users/7').map(({ value }) => value)).toEqual([3, 2]);
  });
});

describe('patterns', () => {
  it('refuses a name used twice', () => {
    expect(() => new Router().add('x', '/:a/:a', 1)).toThrow('Parameter "a" is used twice');
  });

  it('refuses a wildcard in the middle', () => {
    expect(() => new Router().add('x', '/*a/b', 1)).toThrow('"*a" must come last');
  });

  it('refuses what it cannot read', () => {
    expect(() => new Router().add('x', '/:1', 1)).toThrow('Cannot read ":1" in "/:1"');
  });

  it('refuses a route defined twice', () => {
    expect(() => new Router().add('x', '/a', 1).add('x', '/b', 2)).toThrow('Route "x" is defined twice');
  });
});
