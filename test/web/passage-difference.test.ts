import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Piece, passageDifference } from '../../web/features/fingerprints/compare/passage-difference.ts'

const told = (pieces: readonly Piece[]) => pieces.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('')
const marked = (query: string, work: string) => {
  const sides = passageDifference(query, work)
  return [told(sides.query), told(sides.work)]
}

test('Chinese differs character by character, other scripts word by word', () => {
  expect(marked('江边有大风，雨中𠮷日。', '江边有风，雨中吉日。')).toEqual([
    '江边有[大]风，雨中[𠮷]日。',
    '江边有风，雨中[吉]日。',
  ])
  expect(marked('the river’s wind', 'the rivers wind')).toEqual(['the [river’s] wind', 'the [rivers] wind'])
  expect(marked('same', 'same')).toEqual(['same', 'same'])
  expect(marked('', '风')).toEqual(['', '[风]'])
})

test('all of either side is there, and what does not differ is the same on both', () => {
  const words = fc.array(fc.constantFrom('江', '风', '雨', '𠮷', 'rain', ' ', '\n', '，'), { maxLength: 60 })
  fc.assert(
    fc.property(words, words, (a, b) => {
      const sides = passageDifference(a.join(''), b.join(''))
      const all = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join('')
      const same = (pieces: readonly Piece[]) => all(pieces.filter(({ differs }) => !differs))
      expect(all(sides.query)).toBe(a.join(''))
      expect(all(sides.work)).toBe(b.join(''))
      expect(same(sides.query)).toBe(same(sides.work))
    }),
  )
})

test('two long passages that share nothing are one difference', () => {
  const of = (first: number) => Array.from({ length: 10_000 }, (_, i) => String.fromCodePoint(first + i)).join('')
  const [query, work] = [of(0x4e00), of(0xac00)]
  expect(passageDifference(query, work)).toEqual({
    query: [{ text: query, differs: true }],
    work: [{ text: work, differs: true }],
  })
})
