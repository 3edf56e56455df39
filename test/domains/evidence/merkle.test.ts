import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sameBytes, toHex, utf8 } from '../../../src/domains/evidence/log/bytes.ts'
import { emptyRoot, isConsistent, isIncluded, leafHash, nodeHash } from '../../../src/domains/evidence/log/merkle.ts'
import { consistencyProof, inclusionProof, rootFromTiles } from '../../../src/domains/evidence/log/proofs.ts'
import {
  bundleOf,
  type Edge,
  edgeBytes,
  edgeOf,
  entriesOf,
  grow,
  parseTilePath,
  rootOfEdge,
  type Tile,
  tilePath,
  tilesOf,
} from '../../../src/domains/evidence/log/tiles.ts'

const leafOf = (i: number) => leafHash(utf8(`entry ${i}`))
const leaves = Array.from({ length: 70_000 }, (_, i) => leafOf(i))

/** The definition of RFC 6962 section 2.1, word for word; what the product does faster must be the same. */
function definedRoot(start: number, end: number): Uint8Array {
  if (end === start) return emptyRoot()
  if (end - start === 1) return leaves[start] as Uint8Array
  let split = 1
  while (split * 2 < end - start) split *= 2
  return nodeHash(definedRoot(start, start + split), definedRoot(start + split, end))
}

/** A log that grew by steps, with every object that was published on the way. */
function grown(sizes: readonly number[]) {
  const objects = new Map<string, Uint8Array>()
  let [edge, size]: [Edge, number] = [[], 0]
  for (const next of sizes) {
    const { tiles, edge: grownEdge } = grow(edge, size, leaves.slice(size, next))
    for (const { tile, bytes } of tiles) {
      const known = objects.get(tilePath(tile))
      if (known) expect(sameBytes(known, bytes)).toBe(true)
      objects.set(tilePath(tile), bytes)
    }
    // As the database keeps it.
    ;[edge, size] = [edgeOf(next, edgeBytes(grownEdge)), next]
  }
  const read = async (tile: Tile) => {
    const bytes = objects.get(tilePath(tile))
    if (!bytes) throw new Error(`${tilePath(tile)} was never published`)
    return bytes
  }
  return { objects, read, edge, size }
}

const sizes = fc.uniqueArray(fc.oneof(fc.integer({ min: 1, max: 1200 }), fc.constantFrom(1, 2, 255, 256, 257, 512)), {
  minLength: 1,
  maxLength: 6,
})

describe('a tree in tiles', () => {
  test('has the root of the definition, whichever way it grew, and every tile of its size', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async (steps) => {
        const { objects, read, edge, size } = grown(steps.sort((a, b) => a - b))
        const root = definedRoot(0, size)
        expect(toHex(rootOfEdge(edge))).toBe(toHex(root))
        expect(toHex(await rootFromTiles(read, size))).toBe(toHex(root))
        for (const tile of tilesOf(size)) if (tile.level !== 'entries') expect(objects.has(tilePath(tile))).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  test('of 70,000 entries is laid out as the specification says', () => {
    const { objects } = grown([70_000])
    expect(objects.size).toBe(273 + 1 + 1 + 1 + 1)
    for (const path of ['tile/0/272', 'tile/0/273.p/112', 'tile/1/000', 'tile/1/001.p/17', 'tile/2/000.p/1'])
      expect([...objects.keys()]).toContain(path)
    expect([...tilesOf(70_000)].filter(({ level }) => level === 'entries')).toHaveLength(274)
  })

  test('proves each entry and each earlier size, and nothing that was changed', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), async (steps, at) => {
        const { read, size } = grown(steps.sort((a, b) => a - b))
        const root = definedRoot(0, size)
        const index = Math.floor(at * size)
        const leaf = leaves[index] as Uint8Array
        const path = await inclusionProof(read, index, size)
        expect(isIncluded(leaf, index, size, path, root)).toBe(true)
        expect(isIncluded(leafOf(-1), index, size, path, root)).toBe(false)
        expect(isIncluded(leaf, index, size, [...path, leaf], root)).toBe(false)
        if (size > 1) expect(isIncluded(leaf, index === 0 ? 1 : index - 1, size, path, root)).toBe(false)
        const first = index + 1
        const firstRoot = definedRoot(0, first)
        const proof = await consistencyProof(read, first, size)
        expect(isConsistent(first, size, firstRoot, root, proof)).toBe(true)
        expect(isConsistent(first, size, leafOf(-1), root, proof)).toBe(false)
        for (const [i, hash] of [...path, ...proof].entries()) {
          const flipped = hash.slice()
          flipped[i % 32] = (flipped[i % 32] ?? 0) ^ 1
          const swap = (list: Uint8Array[]) => list.map((one) => (one === hash ? flipped : one))
          if (path.includes(hash)) expect(isIncluded(leaf, index, size, swap(path), root)).toBe(false)
          else expect(isConsistent(first, size, firstRoot, root, swap(proof))).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('refuses what no tree has', async () => {
    const { read } = grown([5])
    const root = definedRoot(0, 5)
    await expect(inclusionProof(read, 5, 5)).rejects.toMatchObject({ code: 'proof_out_of_tree' })
    await expect(consistencyProof(read, 0, 5)).rejects.toMatchObject({ code: 'proof_out_of_tree' })
    await expect(consistencyProof(read, 6, 5)).rejects.toMatchObject({ code: 'proof_out_of_tree' })
    expect(isConsistent(0, 5, emptyRoot(), root, [])).toBe(false)
    expect(isConsistent(3, 5, definedRoot(0, 3), root, [])).toBe(false)
    expect(isIncluded(leafOf(0), 0, 5, [new Uint8Array(31)], root)).toBe(false)
    expect(toHex(emptyRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })
})

describe('tiles and bundles', () => {
  test('have the paths of the specification, in one spelling', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067')
    expect(tilePath({ level: 'entries', index: 0, width: 1 })).toBe('tile/entries/000.p/1')
    for (const wrong of [
      'tile/0/67',
      'tile/00/067',
      'tile/0/x000/067',
      'tile/64/000',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/007',
      'tile/data/000',
      'tile/0/../checkpoint',
    ])
      expect(parseTilePath(wrong), wrong).toBeNull()
    const levels = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 }))
    const tiles = fc.record({
      level: levels,
      index: fc.integer({ min: 0, max: 2 ** 40 }),
      width: fc.integer({ min: 1, max: 256 }),
    })
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual(tile)
      }),
    )
  })

  test('give back their entries, and nothing when a byte is missing or over', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(entries, (list) => {
        const bundle = bundleOf(list)
        expect(entriesOf(bundle, list.length).map(toHex)).toEqual(list.map(toHex))
        expect(() => entriesOf(bundle.subarray(0, -1), list.length)).toThrow()
        expect(() => entriesOf(Uint8Array.of(...bundle, 0), list.length)).toThrow()
      }),
    )
    expect(() => bundleOf([new Uint8Array(65_536)])).toThrow('65,535')
  })
})
