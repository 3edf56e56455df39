import { describe, expect, test } from 'vitest'
import { ownPath } from '../../web/own-path.ts'

describe('a path to go on to after signing in', () => {
  test.each([
    '/',
    '/works',
    '/works/wrk_1/draft/what',
    '/registry?query=%E9%AA%91%E6%A5%BC&kind=video',
    '/registry?query=a%5Cb%2F%2Fc',
    '/me/security#sessions',
    '/check?next=https://elsewhere.example/',
  ])('%s is ours', (path) => {
    expect(ownPath(path)).toBe(path)
  })

  test.each([
    undefined,
    null,
    7,
    ['/works'],
    '',
    'works',
    'https://elsewhere.example/',
    'javascript:alert(1)',
    ' /works',
    '//elsewhere.example',
    '///elsewhere.example',
    '/\\elsewhere.example',
    '\\\\elsewhere.example',
    '/\t/elsewhere.example',
    '/\n/elsewhere.example',
    '/\u0000/elsewhere.example',
    '/%09/elsewhere.example',
    '/%2509/elsewhere.example',
    '/%5Celsewhere.example',
    '/%5celsewhere.example',
    '/%255Celsewhere.example',
    '/%2Felsewhere.example',
    '/%252felsewhere.example',
    '/.//elsewhere.example',
    '/..//elsewhere.example',
    '/%2e%2e//elsewhere.example',
    '/works/..//elsewhere.example',
    '/works/../..//elsewhere.example',
    '/..%2f/../%2felsewhere.example',
  ])('%j is refused', (path) => {
    expect(ownPath(path)).toBeUndefined()
  })

  test('a path that passes stays on this site', () => {
    const from = 'https://qianyin.example/sign-in'
    for (const path of ['/works/../me', '/a/./b?c#d', '/@elsewhere.example', '/:80', '/;//x']) {
      const own = ownPath(path)
      if (own !== undefined) expect(new URL(own, from).origin).toBe('https://qianyin.example')
    }
  })
})
