import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { createXXHash128 } from 'hash-wasm'
import { z } from 'zod'
import type { Segment, SegmentDraft, SegmentFacts } from '../../../domains/fingerprints/search/segments.ts'
import { isAny } from '../disk-blobs.ts'

/** Searches are served between two pieces that are hashed and written. */
const PIECE_BYTES = 2 ** 20
const HEADER_BYTES_MAX = 65_536
const MAGIC = 'QYINDEX1'

const headerShape = z.object({
  facts: z.record(z.string(), z.number()),
  sections: z.array(z.tuple([z.string(), z.number().int().nonnegative()])),
})

export interface SegmentSum {
  sizeBytes: number
  /** XXH128 of the whole file, in hex. */
  xxh128: string
}

/** A file that cannot be what was written: it is read no further. */
export class DamagedIndexError extends Error {
  override name = 'DamagedIndexError'
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}

/**
 * Writes a new file and syncs it: magic (8 bytes), length of the header (32 bits, little-endian), header (JSON), sections
 * one after the other.
 */
export async function writeSegment(path: string, { facts, sections }: Segment<object>): Promise<SegmentSum> {
  const header = new TextEncoder().encode(
    JSON.stringify({ facts, sections: sections.map(([name, bytes]) => [name, bytes.length]) }),
  )
  const front = new Uint8Array(12 + header.length)
  front.set(new TextEncoder().encode(MAGIC))
  new DataView(front.buffer).setUint32(8, header.length, true)
  front.set(header, 12)
  const sum = await createXXHash128()
  let sizeBytes = 0
  const file = await open(path, 'wx')
  try {
    for (const bytes of [front, ...sections.map(([, of]) => of)]) {
      for (const piece of piecesOf(bytes)) {
        sum.update(piece)
        await file.writeFile(piece)
        sizeBytes += piece.length
      }
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { sizeBytes, xxh128: sum.digest('hex') }
}

/**
 * Reads a file straight into the room that `draft` makes for it. Throws DamagedIndexError, or what the file system says.
 */
export async function readSegment<D extends SegmentDraft<object>>(
  path: string,
  expected: SegmentSum,
  draft: (facts: SegmentFacts) => D,
): Promise<D> {
  const sum = await createXXHash128()
  const file = openSync(path, 'r')
  try {
    // Before any room is made: sizes in a damaged header are not to be believed.
    if (fstatSync(file).size !== expected.sizeBytes) throw new DamagedIndexError(`${path} has another size`)
    const fill = (room: Uint8Array): Uint8Array => {
      for (const piece of piecesOf(room)) {
        for (let at = 0; at < piece.length; ) {
          const bytesRead = readSync(file, piece, at, piece.length - at, null)
          if (bytesRead === 0) throw new DamagedIndexError(`${path} ends too early`)
          at += bytesRead
        }
        sum.update(piece)
      }
      return room
    }
    const front = fill(new Uint8Array(12))
    const headerBytes = new DataView(front.buffer).getUint32(8, true)
    if (new TextDecoder().decode(front.subarray(0, 8)) !== MAGIC || headerBytes > HEADER_BYTES_MAX) {
      throw new DamagedIndexError(`${path} is no segment`)
    }
    const { facts, sections } = headerOf(path, fill(new Uint8Array(headerBytes)))
    const sectionBytes = sections.reduce((total, [, size]) => total + size, 12 + headerBytes)
    if (sectionBytes !== expected.sizeBytes) throw new DamagedIndexError(`${path} has sections of another size`)
    const drafted = draftOr(path, () => draft(facts))
    for (const [name, size] of sections) fill(draftOr(path, () => drafted.allocate(name, size)))
    if (sum.digest('hex') !== expected.xxh128) throw new DamagedIndexError(`${path} has another checksum`)
    return drafted
  } finally {
    closeSync(file)
  }
}

/** Whether the file is there and is what was written. */
export async function isIntact(path: string, expected: SegmentSum): Promise<boolean> {
  const sum = await createXXHash128()
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) sum.update(piece as Uint8Array)
  } catch (error) {
    if (isAny(error, 'ENOENT')) return false
    throw error
  }
  return sum.digest('hex') === expected.xxh128
}

function headerOf(path: string, bytes: Uint8Array): z.infer<typeof headerShape> {
  try {
    return headerShape.parse(JSON.parse(new TextDecoder().decode(bytes)))
  } catch (cause) {
    throw new DamagedIndexError(`${path} has no readable header`, { cause })
  }
}

function draftOr<T>(path: string, make: () => T): T {
  try {
    return make()
  } catch (cause) {
    throw new DamagedIndexError(`${path} does not hold what its header says`, { cause })
  }
}
