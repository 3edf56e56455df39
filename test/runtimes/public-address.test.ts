import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicAddress, outsideUrl } from '../../src/kernel/public-address.ts'

/** IANA's IPv4 and IPv6 special-purpose registries, told to Node's own matcher as a second opinion. */
const special = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(net, bits, 'ipv4')
special.addAddress('168.63.129.16', 'ipv4')

const octet = fc.integer({ min: 0, max: 255 })
const anyIpv4 = fc.tuple(octet, octet, octet, octet)
const inside = fc
  .oneof(
    fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
  )
  .map((octets) => octets as [number, number, number, number])
const hex4 = (high: number, low: number) => (high * 256 + low).toString(16)
const groups = ([a, b, c, d]: number[]) => `${hex4(a ?? 0, b ?? 0)}:${hex4(c ?? 0, d ?? 0)}`

describe('an address', () => {
  it('is public only outside of the special-purpose registries', () => {
    fc.assert(
      fc.property(fc.oneof(anyIpv4, inside), (octets) => {
        const address = octets.join('.')
        expect(isPublicAddress(address)).toBe(!special.check(address, 'ipv4'))
      }),
      { numRuns: 2000 },
    )
  })

  it('is not public when it carries an IPv4 address, whichever', () => {
    fc.assert(
      fc.property(fc.oneof(anyIpv4, inside), (octets) => {
        const tail = groups(octets)
        const carriers = [
          `::${tail}`,
          `::ffff:${tail}`,
          `::ffff:${octets.join('.')}`,
          `::ffff:0:${tail}`,
          `64:ff9b::${tail}`,
          `64:ff9b:1::${tail}`,
          `2002:${tail}::1`,
          `2001:0:${tail}::1`,
        ]
        for (const address of carriers) expect(isPublicAddress(address), address).toBe(false)
      }),
    )
  })

  it.each([
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd12:3456:789a::1',
    'ff02::1',
    '100::1',
    '2001:db8::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
    '',
    'localhost',
    '127.1',
    '0x7f.1',
  ])('%j is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['93.184.216.34', '8.8.8.8', '223.5.5.5', '2606:4700:4700::1111', '240e:ff::1', '2400:3200::1'])(
    '%j is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )
})

describe('a URL', () => {
  const refused = expect.objectContaining({ kind: 'Invalid', code: 'address_refused' })
  const isRefused = (url: string) => {
    try {
      outsideUrl(url)
    } catch (error) {
      expect(error, url).toEqual(refused)
      return true
    }
    return false
  }

  it('that spells an address of the inside is refused, however it spells it', () => {
    fc.assert(
      fc.property(inside, fc.constantFrom('http', 'https', 'HTTP'), (octets, scheme) => {
        const [a, b, c, d] = octets
        const whole = ((a * 256 + b) * 256 + c) * 256 + d
        const oct = octets.map((o) => `0${o.toString(8)}`)
        const hex = octets.map((o) => `0x${o.toString(16)}`)
        const spellings = [
          octets.join('.'),
          `${octets.join('.')}.`,
          String(whole),
          `0x${whole.toString(16)}`,
          `0${whole.toString(8)}`,
          oct.join('.'),
          hex.join('.'),
          `${a}.${(b * 256 + c) * 256 + d}`,
          `${hex[0]}.${oct[1]}.${c * 256 + d}`,
          octets.join('。'),
          octets.join('%2e'),
          String(octets.join('.')).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
          `[::ffff:${octets.join('.')}]`,
          `[::${octets.join('.')}]`,
          `[64:ff9b::${groups(octets)}]`,
          `[2002:${groups(octets)}::]`,
        ]
        for (const host of spellings) expect(isRefused(`${scheme}://${host}/`), host).toBe(true)
      }),
    )
  })

  it.each([
    'http://localhost/',
    'http://localhost./',
    'http://LOCALHOST/',
    'http://ⓛocalhost/',
    'http://a.b.localhost/',
    'http://metadata/',
    'http://metadata.google.internal/',
    'http://printer.local/',
    'http://router.home.arpa/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fe80::1%25eth0]/',
    'http://user@film.example/',
    'http://user:password@film.example/',
    'http://film.example@127.0.0.1/',
    'http://film.example:22/',
    'http://film.example:8080/',
    'https://film.example:8443/',
    'http://film.example:0/',
    'file:///etc/passwd',
    'file://film.example/x',
    'ftp://film.example/',
    'gopher://film.example/_x',
    'data:text/plain,x',
    'blob:http://film.example/x',
    'javascript:alert(1)',
    'ws://film.example/',
    '//film.example/',
    'film.example',
    'http://',
    '',
  ])('%j is refused', (url) => {
    expect(isRefused(url)).toBe(true)
  })

  it.each([
    'http://film.example/',
    'https://film.example/a?b=c#d',
    'http://film.example:80/',
    'https://film.example:443/',
    'http://film.example:443/',
    'https://电影.example/夜雨',
    'http://93.184.216.34/',
    'https://[2606:4700:4700::1111]/',
    'http://localhost.film.example/',
  ])('%j may be asked for', (url) => {
    expect(isRefused(url)).toBe(false)
  })
})
