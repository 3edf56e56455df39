import { xxHash32 } from 'js-xxhash'
import { createMinhash } from './minhash.ts'
import { gearTable } from './tables.ts'
import { encodeUnit } from './units.ts'

/** Bytes: a chunk is cut in none of its first MIN, rarely up to CENTRE, more willingly after it, and always at MAX. */
const CHUNK_MIN = 256
const CHUNK_CENTRE = 640
const CHUNK_MAX = 8192
const MASK_BEFORE_CENTRE = 2 ** 11 - 1
const MASK_AFTER_CENTRE = 2 ** 9 - 1

/**
 * Where the first chunk of data[from..to) ends (exclusive), by the rolling "gear" hash of its bytes (FastCDC, Xia et al.
 * 2016, with the numbers of ISO 24138:2024); `to` when no cut is found before.
 */
const chunkEnd = (data: Uint8Array, from: number, to: number, gear: Uint32Array): number => {
  const centre = Math.min(from + CHUNK_CENTRE, to)
  const end = Math.min(from + CHUNK_MAX, to)
  let hash = 0
  let at = Math.min(from + CHUNK_MIN, to)
  for (; at < centre; at++) {
    hash = ((hash >>> 1) + (gear[data[at] ?? 0] ?? 0)) | 0
    if ((hash & MASK_BEFORE_CENTRE) === 0) return at + 1
  }
  for (; at < end; at++) {
    hash = ((hash >>> 1) + (gear[data[at] ?? 0] ?? 0)) | 0
    if ((hash & MASK_AFTER_CENTRE) === 0) return at + 1
  }
  return at
}

/**
 * The Data-Code of a stream of bytes, a minhash of its chunks: files that share most of their bytes have near codes. `add` takes
 * the bytes in pieces of any size, `code` is asked once at the end.
 */
export const createDataCode = () => {
  const gear = gearTable()
  const minhash = createMinhash()
  let tail = new Uint8Array(0)
  let chunks = 0

  const addChunk = (chunk: Uint8Array): void => {
    minhash.add(xxHash32(chunk))
    chunks++
  }

  /** Hashes every chunk that surely ends in `data` and returns how many bytes those have. */
  const addWholeChunks = (data: Uint8Array): number => {
    let from = 0
    while (data.length - from > CHUNK_MAX) {
      const end = chunkEnd(data, from, data.length, gear)
      addChunk(data.subarray(from, end))
      from = end
    }
    return from
  }

  const add = (piece: Uint8Array): void => {
    const data = new Uint8Array(tail.length + piece.length)
    data.set(tail)
    data.set(piece, tail.length)
    tail = data.slice(addWholeChunks(data))
  }

  const code = (bits: number): string => {
    for (let from = 0; from < tail.length; ) {
      const end = chunkEnd(tail, from, tail.length, gear)
      addChunk(tail.subarray(from, end))
      from = end
    }
    if (chunks === 0) addChunk(tail)
    return encodeUnit('DATA', 0, minhash.digest(), bits)
  }
  return { add, code }
}
