import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeWords, hammingDistance, popcount32 } from '../../../src/domains/fingerprints/hashes/hamming.ts'
import { joinCodes } from '../../../src/domains/fingerprints/search/code-image.ts'
import { createMultiIndex } from '../../../src/domains/fingerprints/search/multi-index.ts'
import type { CodeHits } from '../../../src/ports/code-index.ts'
import { seeded } from '../../kit/media.ts'

const randomCodes = (seed: number, count: number): Uint8Array => {
  const random = seeded(seed)
  return Uint8Array.from({ length: count * 32 }, () => Math.floor(random() * 256))
}

const flipped = (codes: Uint8Array, row: number, bits: number, seed: number): Uint8Array => {
  const random = seeded(seed)
  const code = codes.slice(row * 32, (row + 1) * 32)
  const chosen = new Set<number>()
  while (chosen.size < bits) chosen.add(Math.floor(random() * 256))
  for (const bit of chosen) code[bit >> 3] = (code[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return code
}

const rows = (hits: CodeHits): string[] =>
  Array.from(
    hits.queries,
    (query, i) => `${query} ${hits.objectKeys[hits.objects[i] ?? 0]} ${hits.slots[i]} ${hits.distances[i]}`,
  ).sort()

const bruteForce = (objects: Map<string, Uint8Array>, queries: Uint8Array, distanceMax: number): string[] => {
  const found: string[] = []
  const queryWords = codeWords(queries)
  for (const [key, codes] of objects) {
    const words = codeWords(codes)
    for (let q = 0; q < queries.length / 32; q++) {
      for (let i = 0; i < codes.length / 32; i++) {
        const distance = hammingDistance(queryWords, q, words, i)
        if (distance <= distanceMax) found.push(`${q} ${key} ${i} ${distance}`)
      }
    }
  }
  return found.sort()
}

const slotsOf = (codes: Uint8Array): Uint32Array => Uint32Array.from({ length: codes.length / 32 }, (_, i) => i)

describe('the exact index', () => {
  it('counts bits', () => {
    expect([0, 1, 0xffffffff, 0x80000001, 0x0f0f0f0f].map(popcount32)).toEqual([0, 1, 32, 2, 16])
  })

  it('answers as a plain loop does, at any radius, while growing and shrinking', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.array(fc.record({ count: fc.integer({ min: 0, max: 60 }), remove: fc.boolean() }), { maxLength: 6 }),
        fc.constantFrom(0, 15, 16, 31, 40, 47, 48, 70, 255),
        (seed, steps, distanceMax) => {
          const index = createMultiIndex()
          const kept = new Map<string, Uint8Array>()
          const base = randomCodes(seed, 4)
          steps.forEach(({ count, remove }, step) => {
            const codes = new Uint8Array(count * 32)
            for (let i = 0; i < count; i++) codes.set(flipped(base, i % 4, (i * 7) % 90, seed + i + step), i * 32)
            index.add([{ objectKey: `o${step}`, codes, slots: slotsOf(codes) }])
            kept.set(`o${step}`, codes)
            if (remove) {
              index.remove([`o${step - 1}`, 'unknown'])
              kept.delete(`o${step - 1}`)
            }
          })
          expect(rows(index.search(base, distanceMax))).toEqual(bruteForce(kept, base, distanceMax))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('answers the same once it has tables', () => {
    const index = createMultiIndex()
    const objects = new Map<string, Uint8Array>()
    for (let n = 0; n < 3; n++) {
      const codes = randomCodes(n + 1, 17_000)
      objects.set(`big${n}`, codes)
      index.add([{ objectKey: `big${n}`, codes, slots: slotsOf(codes) }])
    }
    const first = objects.get('big0') ?? new Uint8Array()
    const queries = new Uint8Array(24 * 32)
    for (let q = 0; q < 24; q++) queries.set(flipped(first, q * 700, q * 2, q), q * 32)
    for (const distanceMax of [31, 47, 60]) {
      const found = rows(index.search(queries, distanceMax))
      expect(found.length).toBeGreaterThanOrEqual(15)
      expect(found).toEqual(bruteForce(objects, queries, distanceMax))
    }
    index.remove(['big0', 'big1'])
    objects.delete('big0')
    objects.delete('big1')
    expect(rows(index.search(queries, 47))).toEqual(bruteForce(objects, queries, 47))
    expect(index.size()).toMatchObject({ objects: 1, codes: 17_000 })
  })

  it('answers the same while parts are joined elsewhere, and when that fails', () => {
    const ends: ((works: boolean) => void)[] = []
    const index = createMultiIndex((sources, done, failed) => {
      ends.push((works) => (works ? done(joinCodes(sources)) : failed()))
    })
    const objects = new Map<string, Uint8Array>()
    const add = (key: string, seed: number, count: number) => {
      objects.set(key, randomCodes(seed, count))
      index.add([
        { objectKey: key, codes: objects.get(key) ?? new Uint8Array(), slots: slotsOf(randomCodes(seed, count)) },
      ])
    }
    add('a', 1, 40_000)
    add('b', 2, 20_000)
    add('c', 3, 10_000)
    const queries = new Uint8Array(6 * 32)
    const asked = [...objects.values()].map((codes) => codes.slice())
    asked.forEach((codes, n) => {
      for (const q of [0, 1]) queries.set(flipped(codes, 77 + q, 13 * q, n), (2 * n + q) * 32)
    })
    const expectRight = (objectsLeft: number) => {
      expect(rows(index.search(queries, 31))).toEqual(bruteForce(objects, queries, 31))
      expect(index.size()).toMatchObject({ objects: objects.size })
      expect(objects.size).toBe(objectsLeft)
    }
    expect(ends).toHaveLength(1)
    expectRight(3)
    ends.pop()?.(false)
    add('d', 1, 3)
    expect(ends).toHaveLength(1)
    index.remove(['b'])
    objects.delete('b')
    add('a', 4, 5)
    expectRight(3)
    ends.pop()?.(true)
    expectRight(3)
    index.remove(['d', 'a'])
    for (const key of ['d', 'a']) objects.delete(key)
    add('b', 2, 10)
    expectRight(2)
  })

  it('replaces an object that is added again', () => {
    const index = createMultiIndex()
    const [old, next] = [randomCodes(1, 3), randomCodes(2, 2)]
    index.add([{ objectKey: 'a', codes: old, slots: slotsOf(old) }])
    index.add([{ objectKey: 'a', codes: next, slots: slotsOf(next) }])
    expect(index.search(old, 31).queries.length).toBe(0)
    expect(index.search(next, 0).queries.length).toBe(2)
    expect(index.size()).toMatchObject({ objects: 1, codes: 2 })
  })

  it('refuses codes that are not whole', () => {
    const index = createMultiIndex()
    const malformed = expect.objectContaining({ kind: 'Invalid', code: 'codes_malformed' })
    expect(() => index.search(new Uint8Array(33), 31)).toThrow(malformed)
    expect(() => index.add([{ objectKey: 'a', codes: new Uint8Array(64), slots: new Uint32Array(1) }])).toThrow(
      malformed,
    )
    expect(index.size().objects).toBe(0)
  })
})
