import { invalid } from '../../../kernel/errors.ts'
import type { CodeEntries, CodeHits, CodeIndexSize } from '../../../ports/code-index.ts'
import { CODE_BYTES } from '../../../ports/media.ts'
import { createCodeTail, draftCodes, joinCodes, segmentOfCodes } from './code-image.ts'
import { type CodeImage, type CodeSearcher, createCodeSearcher, layoutCodes, PART_CODES_MAX } from './code-part.ts'
import { createLogStructured, type Join, type Sources } from './log-structured.ts'
import { objectCount, objectOfEntry } from './object-table.ts'
import { unpackSlots } from './packed-slots.ts'
import type { SegmentedIndex } from './segments.ts'

const checkCodes = (codes: Uint8Array): number => {
  if (codes.length % CODE_BYTES !== 0) throw invalid('codes_malformed', 'Codes must be 32 bytes each')
  return codes.length / CODE_BYTES
}

const bytesOf = (image: CodeImage): number =>
  image.memory.buffer.byteLength +
  image.starts.byteLength +
  image.keyOffsets.byteLength +
  image.keyBytes.byteLength +
  image.places.byteLength +
  image.runs.byteLength +
  image.slotBytes.byteLength

const joinHere: Join<Sources<CodeImage>, CodeImage> = (sources, done) => done(joinCodes(sources))

/**
 * Exact Hamming search by multi-index hashing (Norouzi, Punjani, Fleet: Fast Exact Search in Hamming Space with
 * Multi-Index Hashing, 2014) over nine words of 24 bits, in WebAssembly: about 63 bytes a code, all told.
 */
export const createMultiIndex = (join: Join<Sources<CodeImage>, CodeImage> = joinHere) => {
  const store = createLogStructured<CodeEntries, CodeImage>({
    sizeOf: ({ slots }) => slots.length,
    entriesOf: ({ count }) => count,
    tail: createCodeTail,
    join,
    entriesMax: PART_CODES_MAX,
  })
  const searchers = new WeakMap<object, CodeSearcher>()
  const searcherOf = (memory: WebAssembly.Memory, layout: () => ReturnType<typeof layoutCodes>): CodeSearcher => {
    const searcher = searchers.get(memory) ?? createCodeSearcher(memory, layout)
    searchers.set(memory, searcher)
    return searcher
  }

  const add = (entries: readonly CodeEntries[]): void => {
    for (const { codes, slots } of entries) {
      if (checkCodes(codes) !== slots.length) throw invalid('codes_malformed', 'There must be one slot for each code')
      if (slots.length > PART_CODES_MAX) {
        throw invalid('codes_malformed', `An object can have ${PART_CODES_MAX} codes at most`)
      }
    }
    store.add(entries)
  }

  const search = (codes: Uint8Array, distanceMax: number): CodeHits => {
    checkCodes(codes)
    const queries: number[] = []
    const objects: number[] = []
    const slots: number[] = []
    const distances: number[] = []
    const numbers = new Map<string, number>()
    const tell = (query: number, key: string, slot: number, distance: number): void => {
      const object = numbers.get(key) ?? numbers.size
      numbers.set(key, object)
      queries.push(query)
      objects.push(object)
      slots.push(slot)
      distances.push(distance)
    }
    const slot = new Uint32Array(1)
    for (const part of store.parts()) {
      const { image } = part
      const layout = layoutCodes(image.count, image.tabled)
      searcherOf(image.memory, () => layout).search(codes, distanceMax, (query, code, distance) => {
        const key = store.partKey(part, objectOfEntry(image.starts, objectCount(image), code))
        if (key === null) return
        unpackSlots(image, code, slot)
        tell(query, key, slot[0] ?? 0, distance)
      })
    }
    const tail = store.tail() as ReturnType<typeof createCodeTail>
    const starts = Uint32Array.from(tail.starts)
    const tailSlots = tail.slots()
    searcherOf(tail.memory, tail.layout).search(codes, distanceMax, (query, code, distance) => {
      const key = store.tailKey(objectOfEntry(starts, starts.length, code))
      if (key !== null) tell(query, key, tailSlots[code] ?? 0, distance)
    })
    return {
      queries: Uint32Array.from(queries),
      objects: Uint32Array.from(objects),
      slots: Uint32Array.from(slots),
      distances: Uint8Array.from(distances),
      objectKeys: [...numbers.keys()],
    }
  }

  const size = (): CodeIndexSize => {
    const tail = store.tail() as ReturnType<typeof createCodeTail>
    return {
      objects: store.objects(),
      codes: store.entries(),
      memoryBytes: store
        .parts()
        .reduce((sum, { image }) => sum + bytesOf(image), tail.memory.buffer.byteLength + tail.slots().byteLength),
    }
  }

  const segmented: SegmentedIndex<CodeImage> = {
    save: () => store.snapshot().map(({ image, dead }) => segmentOfCodes(image, dead)),
    draft: draftCodes,
    load: (segments) => {
      const sources = segments.map(({ image, dead }) => {
        const flags = new Uint8Array(objectCount(image))
        for (const object of dead) flags[object] = 1
        return { image, dead: flags }
      })
      store.restore(sources, ({ tabled }) => !tabled)
    },
  }

  return { add, remove: store.remove, search, size, ...segmented }
}
