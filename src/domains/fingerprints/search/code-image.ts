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
} from './code-part.ts'
import type { Sources, Tail } from './log-structured.ts'
import { objectCount, objectKeyAt, packObjects } from './object-table.ts'
import { packSlots, unpackSlots } from './packed-slots.ts'

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
