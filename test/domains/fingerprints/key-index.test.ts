import fc from 'fast-check'
import { expect, it } from 'vitest'
import { joinKeys } from '../../../src/domains/fingerprints/search/key-columns.ts'
import { createKeyIndex } from '../../../src/domains/fingerprints/search/key-index.ts'

type Entry = readonly [key: number, position: number]

const told = (index: ReturnType<typeof createKeyIndex>, keys: readonly number[], entriesMax: number) => {
  const hits = index.search(Uint32Array.from(keys), entriesMax)
  const rows = Array.from(
    hits.queries,
    (query, i) => `${query} ${hits.objectKeys[hits.objects[i] ?? 0]} ${hits.positions[i]}`,
  )
  return { rows: rows.sort(), frequencies: [...hits.frequencies] }
}

it('tells every entry of a key, whatever was added, replaced and removed', () => {
  const entry = fc.tuple(fc.oneof(fc.nat(5), fc.integer({ min: 2 ** 32 - 3, max: 2 ** 32 - 1 })), fc.nat(1000))
  const step = fc.oneof(
    fc.record({ add: fc.nat(5), entries: fc.array(entry, { maxLength: 12 }) }),
    fc.record({ remove: fc.nat(5) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.nat(6), (steps, entriesMax) => {
      const index = createKeyIndex()
      const model = new Map<string, readonly Entry[]>()
      for (const one of steps) {
        if ('remove' in one) {
          index.remove([`o${one.remove}`])
          model.delete(`o${one.remove}`)
          continue
        }
        const objectKey = `o${one.add}`
        const columns = { keys: one.entries.map(([key]) => key), positions: one.entries.map(([, at]) => at) }
        index.add([{ objectKey, keys: Uint32Array.from(columns.keys), positions: Uint32Array.from(columns.positions) }])
        model.set(objectKey, one.entries)
      }
      const keys = [0, 3, 2 ** 32 - 1, 3]
      const entries = keys.map((key) =>
        [...model].flatMap(([objectKey, of]) => of.filter(([k]) => k === key).map(([, at]) => `${objectKey} ${at}`)),
      )
      const rows = entries.flatMap((of, row) => (of.length > entriesMax ? [] : of.map((line) => `${row} ${line}`)))
      expect(told(index, keys, entriesMax)).toEqual({ rows: rows.sort(), frequencies: entries.map((of) => of.length) })
      expect(index.size().entries).toBe([...model.values()].reduce((sum, of) => sum + of.length, 0))
    }),
  )
})

it('tells the same when entries have been sorted into segments', () => {
  const index = createKeyIndex()
  const perObject = 50_000
  for (let object = 0; object < 6; object++) {
    const keys = Uint32Array.from({ length: perObject }, (_, i) => Math.imul(i + 1, 2654435761) >>> 0)
    index.add([{ objectKey: `o${object}`, keys, positions: Uint32Array.from(keys, (_, i) => i) }])
  }
  const key = Math.imul(778, 2654435761) >>> 0
  expect(told(index, [key], 10).rows).toEqual(['0 o0 777', '0 o1 777', '0 o2 777', '0 o3 777', '0 o4 777', '0 o5 777'])
  index.remove(['o0', 'o2', 'o3', 'o5'])
  expect(told(index, [key], 10).rows).toEqual(['0 o1 777', '0 o4 777'])
  expect(index.size()).toMatchObject({ objects: 2, entries: 2 * perObject })
})

it('refuses keys without positions', () => {
  const entry = { objectKey: 'o', keys: new Uint32Array(2), positions: new Uint32Array(1) }
  expect(() => createKeyIndex().add([entry])).toThrow(expect.objectContaining({ code: 'keys_malformed' }))
})

it('tells the same while segments are joined elsewhere, and when that fails', () => {
  const ends: ((works: boolean) => void)[] = []
  const index = createKeyIndex((sources, done, failed) => {
    ends.push((works) => (works ? done(joinKeys(sources)) : failed()))
  })
  const add = (objectKey: string, keys: Uint32Array) =>
    index.add([{ objectKey, keys, positions: Uint32Array.from(keys, (_, i) => i) }])
  const scattered = Uint32Array.from({ length: 40_000 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 0)
  const key = scattered[777] ?? 0
  const expectTold = (...rows: string[]) => expect(told(index, [key], 10).rows).toEqual(rows)
  add('o0', scattered)
  add('o1', scattered)
  expect(ends).toHaveLength(1)
  expectTold('0 o0 777', '0 o1 777')
  ends.pop()?.(false)
  add('o2', Uint32Array.of(5, key))
  expect(ends).toHaveLength(1)
  index.remove(['o0'])
  expectTold('0 o1 777', '0 o2 1')
  ends.pop()?.(true)
  expectTold('0 o1 777', '0 o2 1')
  expect(index.size()).toMatchObject({ objects: 2, entries: 40_002 })
  add('o1', Uint32Array.of(key))
  expectTold('0 o1 0', '0 o2 1')
  expect(index.size()).toMatchObject({ objects: 2, entries: 3 })
})
