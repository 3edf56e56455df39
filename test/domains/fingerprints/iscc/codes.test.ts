import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareIsccs,
  composeIscc,
  decodeIscc,
  normaliseIscc,
} from '../../../../src/domains/fingerprints/iscc/codes.ts'
import { createDataCode } from '../../../../src/domains/fingerprints/iscc/data-code.ts'
import { createMinhash } from '../../../../src/domains/fingerprints/iscc/minhash.ts'
import { textCode } from '../../../../src/domains/fingerprints/iscc/text-code.ts'
import { decodeHeader, encodeHeader, encodeUnit, MAIN_TYPES } from '../../../../src/domains/fingerprints/iscc/units.ts'
import { AppError } from '../../../../src/kernel/errors.ts'

const bits = fc.constantFrom(64, 96, 128, 160, 192, 224, 256)
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const unit = fc
  .record({
    kind: fc.constantFrom(['META', 0], ['CONTENT', 0], ['CONTENT', 3], ['DATA', 0], ['INSTANCE', 0] as const),
    hash,
    bits,
  })
  .map(({ kind, hash, bits }) => ({
    code: encodeUnit(kind[0] as 'META' | 'CONTENT' | 'DATA' | 'INSTANCE', kind[1] as number, hash, bits),
    kind,
    hash,
    bits,
  }))

describe('ISCC codes', () => {
  it('give back the header they were made with, of any size', () => {
    const field = fc.nat({ max: 4679 })
    fc.assert(
      fc.property(fc.constantFrom(...MAIN_TYPES), field, field, field, (mainType, subType, version, length) => {
        const header = { mainType, subType, version, length }
        expect(decodeHeader(encodeHeader(header)).header).toEqual(header)
      }),
    )
  })

  it('give back the units they were made of, alone, in a row or as a composite', () => {
    fc.assert(
      fc.property(unit, hash, hash, ({ code, kind, hash, bits }, data, instance) => {
        expect(decodeIscc(code)).toEqual([
          { mainType: kind[0], subType: kind[1], version: 0, body: hash.subarray(0, bits / 8) },
        ])
        expect(normaliseIscc(code.toLowerCase())).toBe(code)
        const dataCode = encodeUnit('DATA', 0, data, 64)
        const instanceCode = encodeUnit('INSTANCE', 0, instance, 256)
        if (kind[0] === 'DATA' || kind[0] === 'INSTANCE') return
        const composite = composeIscc([instanceCode, code, dataCode])
        expect(decodeIscc(composite).map(({ mainType, body }) => [mainType, [...body]])).toEqual([
          [kind[0], [...hash.subarray(0, 8)]],
          ['DATA', [...data.subarray(0, 8)]],
          ['INSTANCE', [...instance.subarray(0, 8)]],
        ])
        const short = encodeUnit(kind[0] as 'META' | 'CONTENT', kind[1] as number, hash, 64)
        const row = [short, dataCode, instanceCode].map((part) => part.slice('ISCC:'.length)).join('-')
        expect(normaliseIscc(row)).toBe(composite)
        expect(normaliseIscc(composite)).toBe(composite)
      }),
    )
  })

  it('keep 128 bits of data and instance in the wide form, also when normalised', () => {
    const wide = composeIscc(
      [
        encodeUnit('DATA', 0, new Uint8Array(32).fill(7), 128),
        encodeUnit('INSTANCE', 0, new Uint8Array(32).fill(9), 256),
      ],
      { wide: true },
    )
    expect(wide).toMatch(/^ISCC:K4A/)
    expect(normaliseIscc(wide)).toBe(wide)
    expect(decodeIscc(wide).map(({ body }) => body.length)).toEqual([16, 16])
  })

  it.each([
    '',
    'ISCC:',
    'A',
    'ISCC:AAAZXZ6OU74YAZI',
    'AAAZXZ6OU74YAZI1',
    'ISCC:AABZXZ6OU4E4',
    'ISCC:KACYPXW445FTYNJ3',
    'isbn:AAAZXZ6OU74YAZIM',
    'MAACAJ3VRM65S6YX',
    '7777777777777777',
  ])('refuse %j by name', (text) => {
    expect(() => normaliseIscc(text)).toThrow(expect.objectContaining({ code: 'iscc_malformed' }))
  })

  it('never answer anything but a code or that refusal', () => {
    const sign = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567-')
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: sign, maxLength: 80 })), (text) => {
        try {
          expect(normaliseIscc(text)).toMatch(/^ISCC:[A-Z2-7]{10,}$/)
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('are compared unit by unit over the bits that both have', () => {
    const long = encodeUnit('CONTENT', 0, new Uint8Array(32).fill(0xff), 256)
    const short = encodeUnit('CONTENT', 0, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0), 64)
    expect(compareIsccs(long, short)).toEqual([
      { mainType: 'CONTENT', subType: 0, bits: 64, differingBits: 8, similarity: 0.875 },
    ])
    expect(compareIsccs(long, encodeUnit('CONTENT', 1, new Uint8Array(32), 64))).toEqual([])
    const [instance] = compareIsccs(
      encodeUnit('INSTANCE', 0, new Uint8Array(32).fill(1), 256),
      encodeUnit('INSTANCE', 0, new Uint8Array(32).fill(3), 256),
    )
    expect(instance?.similarity).toBe(0)
  })
})

describe('minhash', () => {
  it('computes its permutations exactly, as integers of any size do', () => {
    const factor = 853146490016488653n
    const addend = 1089606993368836715n
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 32 - 1 }), (feature) => {
        const minhash = createMinhash()
        minhash.add(feature)
        const value = (((factor * BigInt(feature) + addend) & (2n ** 64n - 1n)) % (2n ** 61n - 1n)) & 0xffffffffn
        const digest = minhash.digest()
        for (let bit = 0; bit < 4; bit++) expect((digest[bit * 8] ?? 0) >> 7).toBe(Number((value >> BigInt(bit)) & 1n))
      }),
    )
  })
})

describe('Data-Code', () => {
  const random = (length: number, seed: number): Uint8Array => {
    let state = seed
    return Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return state >>> 24
    })
  }
  const codeOf = (bytes: Uint8Array, piece: number): string => {
    const data = createDataCode()
    for (let at = 0; at < bytes.length; at += piece) data.add(bytes.subarray(at, at + piece))
    return data.code(256)
  }

  it('does not depend on the pieces in which the bytes come', () => {
    const bytes = random(100_000, 1)
    const whole = codeOf(bytes, bytes.length)
    for (const piece of [1_000, 8_191, 8_192, 8_193, 65_536]) expect(codeOf(bytes, piece)).toBe(whole)
  })

  it('stays near when a few bytes are put in the middle, and is far for other data', () => {
    const bytes = random(200_000, 1)
    const changed = new Uint8Array([...bytes.subarray(0, 90_000), 1, 2, 3, ...bytes.subarray(90_000)])
    const similarity = (a: Uint8Array, b: Uint8Array) =>
      compareIsccs(codeOf(a, 65_536), codeOf(b, 65_536))[0]?.similarity
    expect(similarity(bytes, changed)).toBeGreaterThan(0.9)
    expect(similarity(bytes, random(200_000, 2))).toBeLessThan(0.7)
  })
})

describe('Text-Code', () => {
  const chapter = Array.from({ length: 400 }, (_, i) => `第${i}回，她推开门，雨还在下${i * i}。`).join('\n')

  it('is the same for another layout, case, width and accents', () => {
    const text = 'Der Kaufmann — sagte sie — kommt übermorgen wieder, um 12 Uhr.'
    expect(textCode('ＤＥＲ Kaufmann,\n\nsagte sie: kommt ubermorgen wieder um 12 Uhr', 256)).toBe(textCode(text, 256))
  })

  it('stays near when a line changes, and is far for another text', () => {
    const similarity = (other: string) => compareIsccs(textCode(chapter, 256), textCode(other, 256))[0]?.similarity
    expect(similarity(chapter.replace('第200回', '第二百回'))).toBeGreaterThan(0.9)
    expect(similarity(chapter.split('').toReversed().join(''))).toBeLessThan(0.7)
  })
})
