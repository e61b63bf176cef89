import { describe, expect, it } from 'vitest';
import { joinPaths, relativePath, Router, runGuards } from '../../src/index.ts';

describe('pathways, more', () => {
  it('prefers longer fixed routes over wildcards', () => {
    const router = new Router<number>().add('all', '/*', 1).add('a', '/a/:x', 2).add('ab', '/a/b', 3);
    expect(['/a/b', '/a/c', '/z/z/z', '/'].map((url) => router.match(url)?.value)).toEqual([3, 2, 1, 1]);
    expect(router.matchAll('/a/b').map(({ name }) => name)).toEqual(['ab', 'a', 'all']);
  });

  it('prefers a required parameter to an optional one', () => {
    const router = new Router<number>().add('o', '/:x?', 1).add('r', '/:y', 2);
    expect(router.match('/q')?.name).toBe('r');
    expect(router.match('/')?.name).toBe('o');
  });

  it('tests the whole value', () => {
    const router = new Router<number>().add('x', '/:v(a|b)', 1);
    expect(router.match('/a')?.params.v).toBe('a');
    expect(router.match('/ab')).toBeNull();
  });

  it('reads two optional parts from the left', () => {
    const router = new Router<number>().add('d', '/:y(\\d+)?/:m(\\d+)?', 1);
    expect(router.match('/5')?.params).toEqual({ y: '5' });
    expect(router.match('/5/6')?.params).toEqual({ y: '5', m: '6' });
    expect(router.match('/')?.params).toEqual({});
  });

  it('matches encoded fixed parts', () => {
    const router = new Router<number>().add('x', '/caf%C3%A9', 1);
    expect(router.match('/café')?.name).toBe('x');
    expect(router.build('x')).toBe('/caf%C3%A9');
  });

  it('mounts at the root under plain names', () => {
    const router = new Router<number>().mount('/', new Router<number>().add('a', '/a', 1));
    expect(router.build('a')).toBe('/a');
  });

  it('finds routes added after a match', () => {
    const router = new Router<number>().add('p', '/:p', 1);
    expect(router.match('/x')?.name).toBe('p');
    expect(router.add('x', '/x', 2).match('/x')?.name).toBe('x');
  });

  it('leaves an optional parameter out when it is empty', () => {
    expect(new Router<number>().add('o', '/a/:b?/c', 1).build('o', { b: '' })).toBe('/a/c');
  });

  it('joins many parts and relates far ones', () => {
    expect(joinPaths('a', 'b/c', '../../..', 'd')).toBe('/d');
    expect(relativePath('/x/y', '/z')).toBe('../../z');
    expect(relativePath('/', '/z/q')).toBe('z/q');
  });

  it('allows with no guards', async () => {
    const match = { name: 'n', pattern: '/', params: {}, query: {}, value: 1 };
    expect(await runGuards(match, [])).toEqual({ allowed: true });
  });
});
