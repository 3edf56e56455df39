import { invalid } from '../../../kernel/errors.ts'
import { type Bytes, decimal, joined } from './bytes.ts'
import { foldSubtrees, HASH_BYTES, perfectRoot, perfectSubtrees } from './merkle.ts'

/** Hashes of a full tile, and entries of a full bundle (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256

export interface Tile {
  /** 0 holds hashes of entries, level l roots of full tiles of level l - 1; `entries` the entries themselves. */
  level: number | 'entries'
  index: number
  /** 1..256; below 256 the tile is partial. */
  width: number
}

/** `tile/0/x001/x234/067`, a partial one with `.p/5` behind it (c2sp.org/tlog-tiles). */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const place = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${place}${width < TILE_WIDTH ? `.p/${width}` : ''}`
}

/** The tile that a path names in the one way in which `tilePath` writes it; null for any other path. */
export function parseTilePath(path: string): Tile | null {
  const [, level = '', place = '', width] =
    /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? []
  const index = decimal(place.replace(/[x/]/g, '').replace(/^0+(?=\d)/, ''))
  if (level === '' || index === null) return null
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index,
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  return Number(tile.level) > 63 || tilePath(tile) !== path ? null : tile
}

/** How many hashes of `level` a tree of `size` entries has. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level)

/** How wide tile `index` of a level is in a tree of `size` entries; 0 where it has none. */
export const widthIn = (size: number, level: number | 'entries', index: number): number =>
  Math.max(0, Math.min(TILE_WIDTH, hashesAt(level === 'entries' ? 0 : level, size) - index * TILE_WIDTH))

/** Every tile and entry bundle of a tree, the entries first, then level by level. */
export function* tilesOf(size: number): Generator<Tile> {
  for (const level of ['entries', ...levelsOf(size)] as const) {
    const count = Math.ceil(hashesAt(level === 'entries' ? 0 : level, size) / TILE_WIDTH)
    for (let index = 0; index < count; index++) yield { level, index, width: widthIn(size, level, index) }
  }
}

const levelsOf = (size: number): number[] => {
  const levels: number[] = []
  for (let level = 0; hashesAt(level, size) > 0; level++) levels.push(level)
  return levels
}

/** The hashes of a tile. Throws Invalid `tile_malformed`. */
export function hashesOf(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length !== width * HASH_BYTES) throw invalid('tile_malformed', 'This tile has not the length of its hashes')
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES))
}

/** The right edge of a tree: at place l the hashes of its partial tile of level l, of which it has hashesAt(l, size) mod 256. */
export type Edge = readonly (readonly Uint8Array[])[]

export const rootOfEdge = (edge: Edge): Uint8Array => foldSubtrees(edge.toReversed().flatMap(perfectSubtrees))

export const edgeBytes = (edge: Edge): Bytes => joined(...edge.flat())

/** Throws Invalid `tile_malformed` for bytes that are no edge of a tree of this size. */
export function edgeOf(size: number, bytes: Uint8Array): Edge {
  let at = 0
  const edge = levelsOf(size).map((level) => {
    const end = at + (hashesAt(level, size) % TILE_WIDTH) * HASH_BYTES
    const hashes = hashesOf(bytes.subarray(at, end), (end - at) / HASH_BYTES)
    at = end
    return hashes
  })
  if (at !== bytes.length) throw invalid('tile_malformed', 'These bytes are the edge of another tree')
  return edge
}

/**
 * The tree of `size` entries with these leaf hashes behind it: the tiles that are new in it, and its edge. Tiles that were partial
 * come again as they are now.
 */
export function grow(edge: Edge, size: number, leaves: readonly Uint8Array[]): { tiles: HashTile[]; edge: Edge } {
  const levels = edge.map((hashes) => [...hashes])
  const counts = levels.map((_, level) => hashesAt(level, size))
  const touched = new Set<number>()
  const tiles: HashTile[] = []
  const add = (level: number, hash: Uint8Array): void => {
    levels[level] ??= []
    const hashes = levels[level]
    hashes.push(hash)
    counts[level] = (counts[level] ?? 0) + 1
    touched.add(level)
    if (hashes.length < TILE_WIDTH) return
    const index = counts[level] / TILE_WIDTH - 1
    tiles.push({ tile: { level, index, width: TILE_WIDTH }, bytes: joined(...hashes) })
    add(level + 1, perfectRoot(hashes))
    levels[level] = []
  }
  for (const leaf of leaves) add(0, leaf)
  const partial = partialTiles(levels, size + leaves.length).filter(({ tile }) => touched.has(tile.level))
  return { tiles: [...tiles, ...partial], edge: levels }
}

/** The partial tiles of a tree of `size` entries with this edge. */
export function partialTiles(edge: Edge, size: number): HashTile[] {
  return edge.flatMap((hashes, level) => {
    const index = Math.floor(hashesAt(level, size) / TILE_WIDTH)
    return hashes.length === 0 ? [] : [{ tile: { level, index, width: hashes.length }, bytes: joined(...hashes) }]
  })
}

export interface HashTile {
  tile: Tile & { level: number }
  bytes: Bytes
}

const entryBytesMax = 65_535

/** An entry bundle: each entry behind its length, two bytes with the high one first. Throws Invalid `entry_too_long`. */
export function bundleOf(entries: readonly Uint8Array[]): Bytes {
  return joined(
    ...entries.flatMap((entry) => {
      if (entry.length > entryBytesMax) throw invalid('entry_too_long', 'A log entry has at most 65,535 bytes')
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry]
    }),
  )
}

/** Throws Invalid `bundle_malformed` unless the bytes are exactly `width` entries. */
export function entriesOf(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < width && at + 2 <= bytes.length) {
    const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)
    if (end > bytes.length) break
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  if (entries.length !== width || at !== bytes.length) {
    throw invalid('bundle_malformed', `This bundle does not hold ${width} entries`)
  }
  return entries
}
