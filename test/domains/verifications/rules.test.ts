import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isCreditCode,
  normalisedNumber,
  numberKey,
  websiteFindingIn,
  websiteOf,
} from '../../../src/domains/verifications/rules.ts'

const published = [
  ['the example of the standard', '91350100M000100Y43'],
  ['Xiaomi', '91110108551385082Q'],
  ['Huawei', '914403001922038216'],
  ['Tencent', '91440300708461136T'],
  ['Alibaba', '91330100799655058B'],
  ['Quanjude', '91110000101623741K'],
] as const
const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']

/** Any 17 characters with the check character that makes them whole; there is one, and only one. */
const creditCode = fc.array(fc.constantFrom(...alphabet), { minLength: 17, maxLength: 17 }).map((head) => {
  const whole = alphabet.map((last) => [...head, last].join('')).filter(isCreditCode)
  expect(whole).toHaveLength(1)
  return whole[0] ?? ''
})
const swapped = (code: string, a: number, b: number) =>
  [...code].map((character, at) => (at === a ? code[b] : at === b ? code[a] : character)).join('')

describe('a unified social credit code', () => {
  test.each(published)('of %s is right', (_whose, code) => expect(isCreditCode(code)).toBe(true))

  test.each([
    ['the wrong example of the standard', '91350100M000100Y4Z'],
    ['17 characters', '9135010M000100Y43'],
    ['19 characters', '91350100M000100Y430'],
    ['small letters', '91350100m000100y43'],
    ['a letter that is not used', 'I1350100M000100Y43'],
    ['none', ''],
    ['a character of two UTF-16 units', '91350100M000100Y4𝟑'],
  ])('of %s is wrong', (_what, code) => expect(isCreditCode(code)).toBe(false))

  test('with any one character changed is wrong', () =>
    fc.assert(
      fc.property(creditCode, fc.nat(17), fc.constantFrom(...alphabet), (code, at, other) => {
        fc.pre(code[at] !== other)
        expect(isCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false)
      }),
    ))

  test('with any two different characters swapped is wrong, except the first with the last, which weigh the same', () =>
    fc.assert(
      fc.property(creditCode, fc.nat(17), fc.nat(17), (code, a, b) => {
        fc.pre(code[a] !== code[b])
        expect(isCreditCode(swapped(code, a, b))).toBe(Math.abs(a - b) === 17)
      }),
    ))

  test('is kept in capitals and without spaces, also when typed full-width', () => {
    expect(normalisedNumber('business_licence', ' 9111 0108 5513 85082q\u3000')).toBe('91110108551385082Q')
    expect(normalisedNumber('business_licence', '９１１１０１０８５５１３８５０８２Ｑ')).toBe('91110108551385082Q')
  })
})

test('the same number written differently has one key', () => {
  const keys = ['HRB 12345', 'hrb-12345', 'HRB  12.345', 'ＨＲＢ１２３４５'].map((text) =>
    numberKey(normalisedNumber('overseas_registration', text)),
  )
  expect(new Set(keys)).toEqual(new Set(['HRB12345']))
  expect(numberKey('--')).toBe('--')
})

describe('a website', () => {
  test.each([
    ['https://studio.example', 'https://studio.example/'],
    ['HTTPS://Studio.Example/about#top', 'https://studio.example/about'],
    ['https://工作室.中国/', 'https://xn--2qq421aovb.xn--fiqs8s/'],
  ])('%s is kept', (text, kept) => {
    expect(websiteOf(text)).toBe(kept)
  })

  test.each([
    'http://studio.example/',
    'https://studio.example:8443/',
    'https://user:pass@studio.example/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://0x7f000001/',
    'https://localhost/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'studio.example',
    'https://',
  ])('%s is refused', (text) => expect(websiteOf(text)).toBeNull())
})

test.each([
  ['alone', 200, 'https://a.example/x', 'secret', 'confirmed'],
  [
    'on a line of its own, after a byte order mark',
    200,
    'https://a.example/x',
    '\uFEFFother\r\n secret \r\n',
    'confirmed',
  ],
  ['inside of other words', 200, 'https://a.example/x', 'code=secret', 'code_not_found'],
  ['on an error page', 404, 'https://a.example/x', 'secret', 'code_not_found'],
  ['where no one vouches for the way', 200, 'http://a.example/x', 'secret', 'website_not_https'],
])('a code %s: %#', (_where, status, url, body, finding) => {
  expect(websiteFindingIn({ status, url, body: new TextEncoder().encode(body) }, 'secret')).toBe(finding)
})
