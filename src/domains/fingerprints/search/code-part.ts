import { CODE_BYTES } from '../../../ports/media.ts'
import { instantiateKernel, type Kernel } from './kernel/kernel.ts'
import type { ObjectTable } from './object-table.ts'
import type { PackedSlots } from './packed-slots.ts'

const PAGE = 65_536
const WORDS = 9
const LOW_BITS = 8
/** Beyond this many flips a word, comparing every code is quicker. */
const FLIPS_MAX = 5
/** Fewer codes than this are compared one by one. */
const TABLES_FROM = 8192
/** Block numbers of an entry are marked in unary, one bit a block and bucket, so a part holds 256 blocks at most. */
export const PART_CODES_MAX = 2 ** 24

// The first pages of a part's memory are the kernel's desk; the stored image begins behind them.
const QUERIES_AT = 0
const QUERIES_MAX = 64
const FLIPS_AT = QUERIES_MAX * CODE_BYTES
const ENDS_AT = FLIPS_AT + 64
const MASKS_AT = 4096
const FOUND_AT = MASKS_AT + 16_384
const FOUND_MAX = 32_768
export const IMAGE_AT = 5 * PAGE

export interface CodeLayout {
  count: number
  /** 0: codes alone, without tables. */
  bucketBits: number
  blocks: number
  tablesAt: number
  tableBytes: number
  lowsOffset: number
  idsOffset: number
  blocksOffset: number
  /** Bytes of codes and tables, from IMAGE_AT on. */
  imageBytes: number
}

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64

/** Where everything lies in the memory of a part of `count` codes. */
export const layoutCodes = (count: number, tabled: boolean): CodeLayout => {
  const withTables = tabled && count >= TABLES_FROM
  const bucketBits = withTables ? Math.min(16, Math.floor(Math.log2(count)) - 4) : 0
  const blocks = Math.max(1, Math.ceil(count / 65_536))
  const tablesAt = align(IMAGE_AT + count * CODE_BYTES)
  const lowsOffset = align(4 * (2 ** bucketBits + 1))
  const idsOffset = lowsOffset + align(count + 16)
  const blocksOffset = idsOffset + align(2 * count)
  const tableBytes = blocksOffset + (blocks > 1 ? align(Math.ceil((count + 2 ** bucketBits * blocks) / 8) + 16) : 0)
  const imageBytes = (withTables ? tablesAt + WORDS * tableBytes : tablesAt) - IMAGE_AT
  return { count, bucketBits, blocks, tablesAt, tableBytes, lowsOffset, idsOffset, blocksOffset, imageBytes }
}

/** A memory of exactly the size of the image, zero. */
export const codeMemory = (imageBytes: number): WebAssembly.Memory => {
  const pages = Math.ceil((IMAGE_AT + imageBytes) / PAGE)
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
}

/** Codes that change no more, with what they belong to. All of it may be seen by several threads at once. */
export interface CodeImage extends ObjectTable, PackedSlots {
  memory: WebAssembly.Memory
  count: number
  tabled: boolean
}

const chooseUpTo = (bits: number, flips: number): number => {
  let sum = 0
  let ways = 1
  for (let chosen = 0; chosen <= Math.min(bits, flips); chosen++) {
    sum += ways
    ways = (ways * (bits - chosen)) / (chosen + 1)
  }
  return sum
}

/**
 * Flips to allow on each word so that no code within `distanceMax` bits is missed: with sum (flips + 1) = distanceMax + 1,
 * a code beyond them on every word differs in more bits than that (the general pigeonhole principle of Qin, Wang, Xiao,
 * Wang, Lin, Ishikawa, Wang: GPH, Similarity Search in Hamming Space, ICDE 2018). -1: the word need not be looked up.
 */
export const flipsOfWords = (distanceMax: number): number[] =>
  Array.from({ length: WORDS }, (_, word) => {
    const each = Math.floor((distanceMax + 1) / WORDS)
    return each - 1 + (word < (distanceMax + 1) % WORDS ? 1 : 0)
  })

/** Whether tables lead to an answer sooner than comparing every code does; both give the same. Costs in nanoseconds. */
const tablesPay = ({ count, bucketBits }: CodeLayout, flips: readonly number[]): boolean => {
  if (bucketBits === 0 || flips.some((allowed) => allowed > FLIPS_MAX)) return false
  const cost = flips.reduce((sum, allowed) => {
    if (allowed < 0) return sum
    const buckets = chooseUpTo(bucketBits, allowed)
    const candidates = (count * chooseUpTo(bucketBits + LOW_BITS, allowed)) / 2 ** (bucketBits + LOW_BITS)
    return sum + buckets * (15 + count / 2 ** bucketBits / 8) + candidates * 20
  }, 0)
  return cost < 1.5 * count
}

/** The kernel over one memory. `emit` gets the row of the query, the number of the code and their distance in bits. */
export interface CodeSearcher {
  search(queries: Uint8Array, distanceMax: number, emit: (query: number, code: number, distance: number) => void): void
}

export const createCodeSearcher = (memory: WebAssembly.Memory, layout: () => CodeLayout): CodeSearcher => {
  const kernel = instantiateKernel(memory)
  let placed: CodeLayout | undefined

  const ready = (): CodeLayout => {
    const now = layout()
    if (now === placed) return now
    placeKernel(kernel, now)
    placed = now
    return now
  }

  const search: CodeSearcher['search'] = (queries, distanceMax, emit) => {
    const now = ready()
    const flips = flipsOfWords(distanceMax)
    const probing = tablesPay(now, flips)
    new Int32Array(memory.buffer, FLIPS_AT, WORDS).set(flips)
    const hits = new Uint32Array(memory.buffer, FOUND_AT, 2 * FOUND_MAX)
    const rows = queries.length / CODE_BYTES
    for (let first = 0; first < rows; first += QUERIES_MAX) {
      const piece = queries.subarray(first * CODE_BYTES, (first + QUERIES_MAX) * CODE_BYTES)
      new Uint8Array(memory.buffer, QUERIES_AT, piece.length).set(piece)
      const pieceRows = piece.length / CODE_BYTES
      const tell = (row: number, found: number): void => {
        for (let i = 0; i < found; i++) emit(first + row, hits[2 * i] ?? 0, hits[2 * i + 1] ?? 0)
      }
      if (probing) {
        for (let word = 0; word < WORDS; word++) {
          const allowed = flips[word] ?? -1
          if (allowed < 0) continue
          for (let row = 0; row < pieceRows; row++) {
            const query = QUERIES_AT + row * CODE_BYTES
            let mask = 0
            let from = 0
            while (mask !== -1) {
              const found = kernel.collect(word, query, allowed, ENDS_AT, mask, from)
              mask = kernel.resumeMask.value | 0
              from = kernel.resumePlace.value
              if (found > 0) tell(row, kernel.verify(word, query, distanceMax, found, FLIPS_AT))
            }
          }
        }
        continue
      }
      for (let code = 0; code < now.count; code += FOUND_MAX) {
        const last = Math.min(now.count, code + FOUND_MAX)
        for (let row = 0; row < pieceRows; row++) {
          tell(row, kernel.scan(QUERIES_AT + row * CODE_BYTES, distanceMax, code, last))
        }
      }
    }
  }
  return { search }
}

const placeKernel = (kernel: Kernel, layout: CodeLayout): void => {
  kernel.place(
    IMAGE_AT,
    layout.tablesAt,
    layout.tableBytes,
    layout.lowsOffset,
    layout.idsOffset,
    layout.blocksOffset,
    layout.blocks,
    layout.bucketBits,
    MASKS_AT,
    FOUND_AT,
    FOUND_MAX,
  )
  if (layout.bucketBits > 0) kernel.writeMasks(FLIPS_MAX, ENDS_AT)
}

/** Fills the tables of a memory that holds the codes of `layout` and zeros behind them. */
export const buildTables = (memory: WebAssembly.Memory, layout: CodeLayout): void => {
  if (layout.bucketBits === 0) return
  const kernel = instantiateKernel(memory)
  placeKernel(kernel, layout)
  for (let word = 0; word < WORDS; word++) kernel.build(word, layout.count, FOUND_AT)
}

export const codeBytes = (memory: WebAssembly.Memory, count: number): Uint8Array =>
  new Uint8Array(memory.buffer, IMAGE_AT, count * CODE_BYTES)
