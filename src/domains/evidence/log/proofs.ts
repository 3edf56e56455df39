import { invalid } from '../../../kernel/errors.ts'
import { foldSubtrees, perfectRoot, perfectSubtrees } from './merkle.ts'
import { hashesAt, hashesOf, TILE_WIDTH, type Tile, widthIn } from './tiles.ts'

/** Reads the bytes of a hash tile, exactly as wide as asked for. */
export type ReadTile = (tile: Tile) => Promise<Uint8Array>

/** What clients read of a tree of `size` entries: tiles by their place, each once. */
function tilesIn(read: ReadTile, size: number) {
  const known = new Map<string, Promise<Uint8Array[]>>()
  return (level: number, index: number): Promise<Uint8Array[]> => {
    const key = `${level}/${index}`
    const found = known.get(key)
    if (found) return found
    const width = widthIn(size, level, index)
    const asked = read({ level, index, width }).then((bytes) => hashesOf(bytes, width))
    known.set(key, asked)
    return asked
  }
}

type Tiles = ReturnType<typeof tilesIn>

/**
 * The root over entries `start` up to `end` (exclusive), which must be a subtree of RFC 6962: `start` is a multiple of the
 * smallest power of two that is not below `end - start`.
 */
async function subtree(tiles: Tiles, start: number, end: number): Promise<Uint8Array> {
  const roots: Uint8Array[] = []
  let at = start
  // Largest perfect subtrees first, each from the one tile that holds its parts.
  while (at < end) {
    let height = 0
    while (at % 2 ** (height + 1) === 0 && at + 2 ** (height + 1) <= end) height++
    roots.push(await perfectAt(tiles, height, at / 2 ** height))
    at += 2 ** height
  }
  return foldSubtrees(roots)
}

/** The root of the perfect subtree `index` of 2^height entries. */
async function perfectAt(tiles: Tiles, height: number, index: number): Promise<Uint8Array> {
  const level = Math.floor(height / 8)
  const count = 2 ** (height % 8)
  const first = index * count
  const hashes = await tiles(level, Math.floor(first / TILE_WIDTH))
  return perfectRoot(hashes.slice(first % TILE_WIDTH, (first % TILE_WIDTH) + count))
}

/** The largest power of two below n, for n > 1. */
function splitOf(n: number): number {
  let split = 1
  while (split * 2 < n) split *= 2
  return split
}

const requireSizes = (isSound: boolean) => {
  if (!isSound) throw invalid('proof_out_of_tree', 'There is no such place in this tree')
}

/** PATH(index, D[size]) of RFC 6962 section 2.1.1, the sibling first. Throws Invalid `proof_out_of_tree`. */
export async function inclusionProof(read: ReadTile, index: number, size: number): Promise<Uint8Array[]> {
  requireSizes(Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size)
  const tiles = tilesIn(read, size)
  const proof: Promise<Uint8Array>[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      proof.unshift(subtree(tiles, middle, end))
      end = middle
    } else {
      proof.unshift(subtree(tiles, start, middle))
      start = middle
    }
  }
  return Promise.all(proof)
}

/** PROOF(first, D[second]) of RFC 6962 section 2.1.2. Throws Invalid `proof_out_of_tree`. */
export async function consistencyProof(read: ReadTile, first: number, second: number): Promise<Uint8Array[]> {
  requireSizes(Number.isSafeInteger(first) && Number.isSafeInteger(second) && first >= 1 && first <= second)
  if (first === second) return []
  const tiles = tilesIn(read, second)
  const proof: Promise<Uint8Array>[] = []
  let [start, end, rest, isWhole] = [0, second, first, true]
  while (rest !== end - start) {
    const split = splitOf(end - start)
    const middle = start + split
    if (rest <= split) {
      proof.unshift(subtree(tiles, middle, end))
      end = middle
    } else {
      proof.unshift(subtree(tiles, start, middle))
      ;[start, rest, isWhole] = [middle, rest - split, false]
    }
  }
  if (!isWhole) proof.unshift(subtree(tiles, start, end))
  return Promise.all(proof)
}

/** The root of a tree of `size` entries, from the tiles of its right edge. */
export async function rootFromTiles(read: ReadTile, size: number): Promise<Uint8Array> {
  const roots: Uint8Array[] = []
  const tiles = tilesIn(read, size)
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const index = Math.floor(hashesAt(level, size) / TILE_WIDTH)
    const width = widthIn(size, level, index)
    if (width > 0) roots.unshift(...perfectSubtrees(await tiles(level, index)))
  }
  return foldSubtrees(roots)
}
