import { createKeyIndex } from '../../src/domains/fingerprints/search/key-index.ts'
import { createMultiIndex } from '../../src/domains/fingerprints/search/multi-index.ts'
import type { Indexes } from '../../src/runtimes/node/search/index-store.ts'

/** One index of each sort, without their thread. */
export const openIndexes = () => {
  const codes = createMultiIndex()
  const keys = createKeyIndex()
  // The store never looks into an image; each index gets back those that it made.
  return { codes, keys, all: { codes, keys } as unknown as Indexes }
}
export type OpenIndexes = ReturnType<typeof openIndexes>

/** Codes that differ in few bits or in many, from a number. */
export const codesFrom = (seed: number, count: number): Uint8Array =>
  Uint8Array.from({ length: count * 32 }, (_, i) =>
    (i >> 5) % 3 === 0 ? seed : Math.imul(seed + i, 2654435761) >>> 24,
  )

export const put = ({ codes, keys }: OpenIndexes, objectKey: string, seed: number, count: number): void => {
  const rows = Uint32Array.from({ length: count }, (_, i) => i)
  codes.add([{ objectKey, codes: codesFrom(seed, count), slots: rows.map((i) => 3 * i) }])
  keys.add([{ objectKey, keys: rows.map((i) => (seed + i) % 7), positions: rows }])
}

export const drop = ({ codes, keys }: OpenIndexes, objectKey: string): void => {
  codes.remove([objectKey])
  keys.remove([objectKey])
}

/** What was registered at first, and what came later: an object more, one replaced, one gone. */
export const firstChanges = (indexes: OpenIndexes): void => {
  for (let object = 0; object < 4; object++) put(indexes, `o${object}`, object, 5)
}
export const laterChanges = (indexes: OpenIndexes): void => {
  put(indexes, 'o9', 1, 4)
  put(indexes, 'o1', 3, 6)
  drop(indexes, 'o2')
}

/** Everything that the indexes say of a set of questions, in one order. */
export const answersOf = ({ codes, keys }: OpenIndexes): string[] => {
  const found = codes.search(Uint8Array.from([0, 1, 2, 3].flatMap((seed) => [...codesFrom(seed, 2)])), 40)
  const equal = keys.search(Uint32Array.from([0, 1, 2, 3, 4, 5, 6]), 1000)
  return [
    ...Array.from(found.queries, (query, i) =>
      ['code', query, found.objectKeys[found.objects[i] ?? 0], found.slots[i], found.distances[i]].join(' '),
    ),
    ...Array.from(equal.queries, (query, i) =>
      ['key', query, equal.objectKeys[equal.objects[i] ?? 0], equal.positions[i]].join(' '),
    ),
    `frequencies ${equal.frequencies.join()}`,
    `sizes ${codes.size().objects} ${codes.size().codes} ${keys.size().objects} ${keys.size().entries}`,
  ].sort()
}
