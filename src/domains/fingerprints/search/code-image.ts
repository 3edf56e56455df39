import type { CodeEntries } from '../../../ports/code-index.ts'
import { CODE_BYTES } from '../../../ports/media.ts'
import {
  buildTables,
  type CodeImage,
  type CodeLayout,
  codeBytes,
  codeMemory,
  IMAGE_AT,
  layoutCodes,
  PART_CODES_MAX,
} from './code-part.ts'
import type { Sources, Tail } from './log-structured.ts'
import { objectCount, objectKeyAt, packObjects, sharedBytes, sharedWords } from './object-table.ts'
import { packSlots, unpackSlots } from './packed-slots.ts'
import { bytesUnder, flagged, type Segment, type SegmentDraft, type SegmentFacts, wordsIn } from './segments.ts'

const PAGE = 65_536
const TAIL_CAPACITY = 65_536
const pagesFor = (codes: number): number => Math.ceil((IMAGE_AT + codes * CODE_BYTES) / PAGE)

export interface CodeTail extends Tail<CodeEntries, CodeImage> {
  memory: WebAssembly.Memory
  starts: number[]
  slots(): Uint32Array
  layout(): CodeLayout
}

/** New codes one after the other, in a memory that grows as they come. */
export const createCodeTail = (sizeMin: number): CodeTail => {
  const capacity = Math.max(TAIL_CAPACITY, sizeMin)
  const memory = new WebAssembly.Memory({ initial: pagesFor(sizeMin + 1), maximum: pagesFor(capacity), shared: true })
  const keys: string[] = []
  const starts: number[] = []
  let slots = new Uint32Array(Math.max(1024, sizeMin))
  let entries = 0
  let layout = layoutCodes(0, false)
  return {
    memory,
    starts,
    get entries() {
      return entries
    },
    slots: () => slots,
    layout: () => layout,
    add: (entry) => {
      const needed = entries + entry.slots.length
      if (needed > capacity) return false
      const pages = memory.buffer.byteLength / PAGE
      if (pagesFor(needed) > pages) {
        memory.grow(Math.min(pagesFor(capacity), Math.max(2 * pages, pagesFor(needed))) - pages)
      }
      if (needed > slots.length) {
        const grown = new Uint32Array(Math.max(needed, 2 * slots.length))
        grown.set(slots)
        slots = grown
      }
      codeBytes(memory, needed).set(entry.codes, entries * CODE_BYTES)
      slots.set(entry.slots, entries)
      keys.push(entry.objectKey)
      starts.push(entries)
      entries = needed
      layout = layoutCodes(entries, false)
      return true
    },
    freeze: () => ({
      memory,
      count: entries,
      tabled: false,
      ...packObjects(
        keys,
        starts.map((start, object) => (starts[object + 1] ?? entries) - start),
      ),
      ...packSlots(slots, entries),
    }),
  }
}

/** One part with tables of everything in `sources` that is not dead. */
export const joinCodes = (sources: Sources<CodeImage>): CodeImage => {
  const living = sources.flatMap(({ image, dead }) =>
    Array.from({ length: objectCount(image) }, (_, object) => ({
      image,
      object,
      first: image.starts[object] ?? 0,
      count: (image.starts[object + 1] ?? 0) - (image.starts[object] ?? 0),
    })).filter(({ object }) => dead[object] === 0),
  )
  const count = living.reduce((sum, one) => sum + one.count, 0)
  const layout = layoutCodes(count, true)
  const memory = codeMemory(layout.imageBytes)
  const codes = codeBytes(memory, count)
  const slots = new Uint32Array(count)
  let at = 0
  for (const { image, first, count: size } of living) {
    codes.set(
      codeBytes(image.memory, image.count).subarray(first * CODE_BYTES, (first + size) * CODE_BYTES),
      at * CODE_BYTES,
    )
    unpackSlots(image, first, slots.subarray(at, at + size))
    at += size
  }
  buildTables(memory, layout)
  const objects = packObjects(
    living.map(({ image, object }) => objectKeyAt(image, object)),
    living.map((one) => one.count),
  )
  return { memory, count, tabled: true, ...objects, ...packSlots(slots, count) }
}

/** Without tables only the codes are told: behind them the tail goes on. */
const imageBytes = (count: number, tabled: boolean): number =>
  tabled ? layoutCodes(count, true).imageBytes : count * CODE_BYTES

export const segmentOfCodes = (image: CodeImage, dead: Uint8Array): Segment<CodeImage> => ({
  image,
  facts: { count: image.count, tabled: image.tabled ? 1 : 0 },
  sections: [
    ['starts', bytesUnder(image.starts)],
    ['keyOffsets', bytesUnder(image.keyOffsets)],
    ['keyBytes', image.keyBytes],
    ['places', bytesUnder(image.places)],
    ['runs', bytesUnder(image.runs)],
    ['slotBytes', image.slotBytes],
    ['codes', new Uint8Array(image.memory.buffer, IMAGE_AT, imageBytes(image.count, image.tabled))],
  ],
  dead: flagged(dead),
})

/** Room for a segment of codes. Throws RangeError where the facts make no sense. */
export const draftCodes = ({ count = -1, tabled }: SegmentFacts): SegmentDraft<CodeImage> => {
  if (!Number.isSafeInteger(count) || count < 0 || count > PART_CODES_MAX) throw new RangeError(`${count} codes`)
  const layout = layoutCodes(count, tabled === 1)
  const image: CodeImage = {
    memory: codeMemory(layout.imageBytes),
    count,
    tabled: tabled === 1,
    starts: sharedWords(1),
    keyOffsets: sharedWords(1),
    keyBytes: sharedBytes(0),
    places: sharedWords(8),
    runs: sharedWords(0),
    slotBytes: sharedBytes(0),
  }
  return {
    image,
    allocate: (name, sizeBytes) => {
      if (name === 'codes' && sizeBytes === imageBytes(count, image.tabled)) {
        return new Uint8Array(image.memory.buffer, IMAGE_AT, sizeBytes)
      }
      if (name === 'keyBytes' || name === 'slotBytes') {
        image[name] = sharedBytes(sizeBytes)
        return image[name]
      }
      if (name === 'starts' || name === 'keyOffsets' || name === 'places' || name === 'runs') {
        image[name] = sharedWords(wordsIn(name, sizeBytes))
        return bytesUnder(image[name])
      }
      throw new RangeError(`Section ${name} of ${sizeBytes} bytes has no place among ${count} codes`)
    },
  }
}
