import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprintText } from '../../../src/domains/fingerprints/text/fingerprint-text.ts'
import { decodeText, encodeText } from '../../../src/domains/fingerprints/text/text-codec.ts'
import { tokenizeText } from '../../../src/domains/fingerprints/text/tokenize-text.ts'
import type { MediaFingerprint } from '../../../src/ports/media.ts'
import { matchAmong } from './synthetic.ts'
import { scanned, substituted, textOf } from './text-maker.ts'

const texts: Record<string, string> = {
  zh: textOf('zh', 1, 60),
  en: textOf('en', 2, 60),
  'other-zh': textOf('zh', 3, 60),
  'other-en': textOf('en', 4, 60),
}
const works: Record<string, MediaFingerprint> = Object.fromEntries(
  Object.entries(texts).map(([key, text]) => [key, fingerprintText(text)]),
)
const points = (text: string): number => [...text].length
const cut = (text: string, start: number, end: number): string => [...text].slice(start, end).join('')
const match = (query: string, among = works) => matchAmong(fingerprintText(query), among)

/** A passage of the work inside of text that nobody registered: where it is in both. */
const quoted = (key: 'zh' | 'en', start: number, length: number, change: (passage: string) => string) => {
  const passage = change(cut(texts[key] ?? '', start, start + length))
  const before = `🙂 ${textOf(key, 100 + start, 3)}\n`
  return {
    query: `${before}${passage}\n${textOf(key, 200 + start, 3)}`,
    queryStart: points(before),
    queryEnd: points(before) + points(passage),
    workStart: start,
    workEnd: start + length,
  }
}

const wide = (text: string): string =>
  [...text].map((c) => (c > ' ' && c <= '~' ? String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0) : c)).join('')

const changes: Record<string, (passage: string, key: 'zh' | 'en') => string> = {
  'word for word': (passage) => passage,
  'with every fifth word another': (passage, key) => substituted(passage, key, 0.2, 7),
  'scanned badly': (passage, key) => scanned(passage, key, 0.04, 8),
  'in full width': wide,
  'in capitals and without punctuation': (passage) => passage.toUpperCase().replace(/\p{P}/gu, ''),
  'in short lines, words broken by hyphens, with page numbers': (passage, key) =>
    key === 'zh'
      ? passage.replace(/(.{24})/gu, '$1\n').replace(/((?:.+\n){8})/g, '$1\n— 127 —\n')
      : passage.replace(/(.{30}[a-z])([a-z])/g, '$1-\n$2').replace(/((?:.+\n){6})/g, '$1  42  \n'),
}

describe('passages', () => {
  it.each(Object.keys(changes).flatMap((name) => [[name, 'zh'] as const, [name, 'en'] as const]))(
    'are found %s (%s), with both ends',
    async (name, key) => {
      for (const start of [300, 2000]) {
        const asked = quoted(key, start, 700, (passage) => changes[name]?.(passage, key) ?? passage)
        const found = await match(asked.query)
        expect(found.map(({ objectKey }) => objectKey)).toEqual([key])
        expect(found[0]?.segments).toHaveLength(1)
        const [segment] = found[0]?.segments ?? []
        expect(segment?.unit).toBe('characters')
        for (const end of ['queryStart', 'queryEnd', 'workStart', 'workEnd'] as const) {
          expect(Math.abs((segment?.[end] ?? -999) - asked[end])).toBeLessThan(25)
        }
        expect(segment?.confidence).toBeGreaterThan(0.8)
        if (name === 'with every fifth word another') expect(segment?.edits).toContain('substituted')
        if (name === 'word for word') expect(segment?.edits).toEqual([])
      }
    },
    20_000,
  )

  it('are exact to a character or two where nothing was changed, counted in code points', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2500 }), fc.integer({ min: 150, max: 500 }), async (start, length) => {
        const asked = quoted('zh', start, length, (passage) => passage)
        const [found] = await match(asked.query)
        const [segment] = found?.segments ?? []
        for (const end of ['queryStart', 'queryEnd', 'workStart', 'workEnd'] as const) {
          expect(Math.abs((segment?.[end] ?? -999) - asked[end])).toBeLessThanOrEqual(4)
        }
      }),
      { numRuns: 15, seed: 20261125 },
    )
  })

  it('are found across traditional and simplified characters, and said to be', async () => {
    const simplified = '他说这个国家的历史书里写着，从东门进来的车马没有一个不是为了见见这里的风云，'
    const traditional = '他說這個國家的歷史書裡寫著，從東門進來的車馬沒有一個不是為了見見這裡的風雲，'
    const tale = (sentence: string, more: string) =>
      `${sentence}${more}听过龙门阵的乡亲们都记得，万岁爷爱吃鱼汤面，還有鳥獸蟲魚。`
    const registered = { work: fingerprintText(tale(simplified, '时间过得很快，我们难忘那条长桥边的灯笼和叶儿。')) }
    const [found] = await match(tale(traditional, '時間過得很快，我們難忘那條長橋邊的燈籠和葉兒。'), registered)
    expect(found?.objectKey).toBe('work')
    expect(found?.edits).toEqual(['traditional'])
    expect(found?.segments[0]?.queryStart).toBe(0)
  })

  it('moved about are each found at their place and told as re-ordered', async () => {
    const piece = (start: number) => cut(texts.zh ?? '', start, start + 500)
    const [found] = await match([piece(2600), piece(300), piece(1500)].join('\n'))
    expect(found?.edits).toContain('reordered')
    const starts = found?.segments.map(({ workStart }) => workStart) ?? []
    expect(starts).toHaveLength(3)
    for (const [i, expected] of [2600, 300, 1500].entries())
      expect(Math.abs((starts[i] ?? 0) - expected)).toBeLessThan(8)
  })

  it('of a whole work are the whole work, from either side', async () => {
    for (const key of ['zh', 'en'] as const) {
      const [found] = await match(texts[key] ?? '')
      expect(found).toMatchObject({ objectKey: key, edits: [] })
      expect(found?.confidence).toBeGreaterThan(0.98)
      expect(found?.segments).toMatchObject([{ queryStart: 0, workStart: 0 }])
      expect(found?.segments[0]?.queryEnd).toBe(found?.segments[0]?.workEnd)
    }
  })
})

describe('what is no copy', () => {
  it('short quotations are called quotations and kept below what accuses', async () => {
    for (const [key, length] of [
      ['zh', 40],
      ['en', 150],
    ] as const) {
      const asked = quoted(key, 900, length, (passage) => passage)
      const [found] = await match(asked.query)
      expect(found?.objectKey).toBe(key)
      expect(found?.edits).toEqual(['quotation'])
      expect(found?.confidence).toBeLessThan(0.6)
    }
  })

  it('idioms, phrases and other texts of the same words find nothing', async () => {
    expect(await match(quoted('zh', 700, 12, (passage) => passage).query)).toEqual([])
    expect(await match(quoted('en', 700, 40, (passage) => passage).query)).toEqual([])
    for (const seed of [31, 32, 33]) {
      expect(await match(textOf('zh', seed, 60))).toEqual([])
      expect(await match(textOf('en', seed, 60))).toEqual([])
    }
  })

  it('the scaffolding of screenplays finds nothing', async () => {
    const scene = (n: number, seed: number) =>
      `INT. HOUSE - NIGHT\n\nFADE IN:\n\n${textOf('en', seed * 100 + n, 1)}\n\nCUT TO:\n\nEXT. STREET - DAY (CONTINUOUS)\n`
    const script = (seed: number) => Array.from({ length: 30 }, (_, n) => scene(n, seed)).join('\n')
    expect(await match(script(5), { script: fingerprintText(script(6)) })).toEqual([])
  })

  it('what many unlike works share is nobody’s, but versions of one work are one', async () => {
    const licence = textOf('zh', 77, 2)
    const unlike = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`w${i}`, fingerprintText(`${textOf('zh', 50 + i, 20)}\n${licence}`)]),
    )
    expect(await match(`${textOf('zh', 90, 5)}\n${licence}`, unlike)).toEqual([])
    const versions = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`v${i}`, fingerprintText(`${texts.zh}\n${textOf('zh', 300 + i, 2)}`)]),
    )
    const found = await match(quoted('zh', 800, 300, (passage) => passage).query, versions)
    expect(found.map(({ objectKey }) => objectKey).toSorted()).toEqual(Object.keys(versions))
  })
})

describe('texts of any kind', () => {
  const strange: Record<string, string> = {
    'of nothing': '',
    'of spaces': ' \n\t '.repeat(1000),
    'of emoji': '🙂👩‍👩‍👧'.repeat(5000),
    'of half characters': '\ud83d好\udc00'.repeat(3000),
    'of one character a million times': '好'.repeat(1_000_000),
    'of two words again and again': 'tick tock '.repeat(100_000),
    'of numbers': '1918 2026\n'.repeat(20_000),
    'from right to left': 'السلام عليكم ورحمة الله وبركاته '.repeat(2000),
    'of marks without letters': '\u0301'.repeat(100_000),
  }
  it.each(Object.keys(strange))(
    '%s are read, registered and asked for without trouble',
    async (name) => {
      const print = fingerprintText(strange[name] ?? '')
      expect(print.text?.characters).toBe(points(strange[name] ?? ''))
      const found = await match(strange[name] ?? '', { itself: print, ...works })
      expect(found.filter(({ objectKey }) => objectKey !== 'itself')).toEqual([])
    },
    30_000,
  )

  it('that repeat one paragraph are found in another that does, and end', async () => {
    const repeated = cut(texts.zh ?? '', 1000, 1300)
    const [found] = await match(cut(repeated, 100, 300) + repeated.repeat(150), {
      work: fingerprintText(repeated.repeat(150)),
    })
    expect(found?.objectKey).toBe('work')
  })

  /** Any code point, and among them often such as stand for several. */
  const characters = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom('㍿', '㋿', 'ﬃ', '㌀', '好', '\ud83d', 'a', '-', '\n'),
  )

  it('have tokens in order, inside of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 300 }), (text) => {
        const { tokens, starts, ends, characters } = tokenizeText(text)
        expect(characters).toBe(points(text))
        tokens.forEach((_, i) => {
          expect(starts[i]).toBeGreaterThanOrEqual(i === 0 ? 0 : (ends[i - 1] ?? 0))
          expect(ends[i]).toBeGreaterThanOrEqual(starts[i] ?? 0)
        })
        expect(ends.at(-1) ?? 0).toBeLessThanOrEqual(characters)
      }),
      { numRuns: 100 },
    )
  })

  it('are stored and read back as they were; anything else is refused by name', () => {
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 400 }), fc.nat(), (text, cutAt) => {
        const print = tokenizeText(text)
        const bytes = encodeText(print)
        expect(decodeText(bytes)).toEqual(print)
        expect(() => decodeText(bytes.subarray(0, cutAt % bytes.length))).toThrow(
          expect.objectContaining({ code: 'fingerprint_malformed' }),
        )
      }),
      { numRuns: 200 },
    )
  })
})
