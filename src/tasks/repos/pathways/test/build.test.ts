import { describe, expect, it } from 'vitest';
import { joinPaths, relativePath, Router, runGuards } from '../src/index.ts';

const router = () =>
  new Router<string>()
    .add('user', '/users/:id(\\d+)', 'u')
    .add('post', '/blog/:year?/:slug', 'p')
    .add('files', '/my files/*', 'f');

describe('build', () => {
  it('fills in parameters', () => {
    expect(router().build('user', { id: 7 })).toBe('/users/7');
    expect(router().build('post', { slug: 'a b' })).toBe('/blog/a%20b');
    expect(router().build('post', { slug: 'x', year: 2024 })).toBe('/blog/2024/x');
  });

  it('keeps slashes of the rest', () => {
    expect(router().build('files', { rest: '/a/b c/' })).toBe('/my%20files/a/b%20c');
    expect(router().build('files')).toBe('/my%20files');
  });

  it('adds a query', () => {
    expect(router().build('user', { id: 1 }, { q: 'a&b', n: 2 })).toBe('/users/1?q=a%26b&n=2');
  });

  it('refuses missing and unfit parameters', () => {
    expect(() => router().build('user')).toThrow('Parameter "id" is missing for "/users/:id(\\d+)"');
    expect(() => router().build('user', { id: 'x' })).toThrow('"x" does not fit "id"');
    expect(() => router().build('gone')).toThrow('No route "gone"');
  });

  it('builds what it matches', () => {
    const url = router().build('files', { rest: 'ä/ö' });
    expect(router().match(url)?.params).toEqual({ rest: 'ä/ö' });
  });
});

describe('mount', () => {
  it('puts routes below a prefix', () => {
    const app = new Router<string>().add('home', '/', 'h').mount('/admin/v2', router());
    expect(app.match('/admin/v2/users/3')?.name).toBe('admin.v2.user');
    expect(app.build('admin.v2.user', { id: 3 })).toBe('/admin/v2/users/3');
    expect(app.match('/users/3')).toBeNull();
  });
});

describe('paths', () => {
  it('joins and resolves dots', () => {
    expect(joinPaths('/a/', './b', '../c//d')).toBe('/a/c/d');
    expect(joinPaths('..', '')).toBe('/');
  });

  it('finds the way between paths', () => {
    expect(relativePath('/a/b/c', '/a/d')).toBe('../../d');
    expect(relativePath('/a', '/a/b')).toBe('b');
    expect(relativePath('/a', '/a')).toBe('.');
  });
});

describe('guards', () => {
  const match = { name: 'n', pattern: '/', params: { id: '1' }, query: {}, value: 'v' };

  it('allows when all agree', async () => {
    expect(await runGuards(match, [() => true, async ({ params }) => params.id === '1'])).toEqual({ allowed: true });
  });

  it('stops at the first objection', async () => {
    const seen: string[] = [];
    const guard = (name: string, verdict: boolean | string) => () => {
      seen.push(name);
      return verdict;
    };
    const outcome = await runGuards(match, [guard('a', true), guard('b', '/login'), guard('c', false)]);
    expect(outcome).toEqual({ allowed: false, redirect: '/login' });
    expect(seen).toEqual(['a', 'b']);
  });

  it('refuses without a redirect', async () => {
    expect(await runGuards(match, [async () => false])).toEqual({ allowed: false, redirect: null });
  });
});
