import { AppError } from '../../kernel/errors.ts'
import { sameBytes } from './log/bytes.ts'
import { type Checkpoint, openCheckpoint } from './log/checkpoint.ts'
import type { VerifierKey } from './log/keys.ts'
import { leafHash, perfectRoot } from './log/merkle.ts'
import {
  bundleOf,
  type Edge,
  entriesOf,
  grow,
  hashesOf,
  partialTiles,
  rootOfEdge,
  TILE_WIDTH,
  type Tile,
  tilePath,
  widthIn,
} from './log/tiles.ts'
import { checkpointPath } from './objects.ts'

/** The static objects of a log, wherever they lie: `checkpoint`, `checkpoints/N`, `tile/…`. Null for one that is not there. */
export type ReadObject = (path: string) => Promise<Uint8Array | null>

export interface AuditFault {
  code: string
  place: string
}

export interface AuditReport {
  checkpoint: Checkpoint | null
  /** How many checkpoints were held against the entries. */
  checkpoints: number
  faults: AuditFault[]
}

export interface AuditOptions {
  keys: readonly VerifierKey[]
  /** What a bundle holds, for whoever has more to hold it against. */
  onEntries?: (start: number, entries: readonly Uint8Array[]) => Promise<AuditFault[]>
  onProgress?: (entries: number, of: number) => void
}

const faultsMax = 100

interface Signed extends Checkpoint {
  place: string
}

/**
 * Rebuilds a log from its entries, and holds every tile and every checkpoint ever signed against what comes out. Reads each object
 * once, and keeps one bundle and the edge of the tree in memory.
 */
export async function auditLog(source: ReadObject, options: AuditOptions): Promise<AuditReport> {
  const read = remembering(source)
  const faults: AuditFault[] = []
  const add = (code: string, place: string) => {
    if (faults.length < faultsMax) faults.push({ code, place })
  }
  const newest = await openSigned(read, 'checkpoint', options.keys, add)
  if (!newest) return { checkpoint: null, checkpoints: 0, faults }
  const signed = await allSigned(read, newest, options.keys, add)
  const { size, root, origin } = newest
  let edge: Edge = []
  let next = 0
  for (let start = 0; start < size; start += TILE_WIDTH) {
    const index = start / TILE_WIDTH
    const end = Math.min(size, start + TILE_WIDTH)
    const bundle = await bundleAt({ read, options, add, newest, edge }, index)
    if (!bundle) return { checkpoint: { origin, size, root }, checkpoints: signed.length, faults }
    const { leaves, entries } = bundle
    for (let one = signed[next]; one && one.size <= end; one = signed[++next]) {
      const then = grow(edge, start, leaves.slice(0, one.size - start))
      if (!sameBytes(rootOfEdge(then.edge), one.root)) add('root_differs', one.place)
      // A partial tile may go when the full one is there.
      const width = one.size - start
      const tile: Tile = { level: 'entries', index, width }
      const isPartial = entries !== null && width < TILE_WIDTH
      const partial = isPartial ? [{ tile, bytes: bundleOf(entries.slice(0, width)) }] : []
      for (const { tile, bytes } of [...partial, ...partialTiles(then.edge, one.size)]) {
        const found = await read(tilePath(tile))
        const isNeeded = one === signed.at(-1)
        if (found ? !sameBytes(found, bytes) : isNeeded) add(found ? 'tile_differs' : 'tile_missing', tilePath(tile))
      }
    }
    const grown = grow(edge, start, leaves)
    for (const { tile, bytes } of grown.tiles.filter(({ tile }) => tile.width === TILE_WIDTH)) {
      const found = await read(tilePath(tile))
      if (!found || !sameBytes(found, bytes)) add(found ? 'tile_differs' : 'tile_missing', tilePath(tile))
    }
    edge = grown.edge
    options.onProgress?.(end, size)
  }
  return { checkpoint: { origin, size, root }, checkpoints: signed.length, faults: unique(faults) }
}

/** A full tile is looked at twice in a row, and what lies above it again and again. */
function remembering(read: ReadObject): ReadObject {
  const known = new Map<string, Uint8Array | null>()
  return async (path) => {
    const found = known.get(path)
    if (found !== undefined) return found
    const bytes = await read(path)
    if (known.size >= 64) known.clear()
    known.set(path, bytes)
    return bytes
  }
}

type Add = (code: string, place: string) => void

async function openSigned(
  read: ReadObject,
  place: string,
  keys: readonly VerifierKey[],
  add: Add,
): Promise<Signed | null> {
  const bytes = await read(place)
  if (!bytes) {
    add('checkpoint_missing', place)
    return null
  }
  let code = 'signature_missing'
  for (const key of keys) {
    try {
      return { ...(await openCheckpoint(new TextDecoder().decode(bytes), key)), place }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code !== 'signature_missing') code = error.code
    }
  }
  add(code, place)
  return null
}

/** Every checkpoint up to the newest, in the order in which they were signed. */
async function allSigned(read: ReadObject, newest: Signed, keys: readonly VerifierKey[], add: Add): Promise<Signed[]> {
  const signed: Signed[] = []
  let last = 0
  for (let number = 0; last < newest.size; number++) {
    const place = checkpointPath(number)
    if (!(await read(place))) {
      add('checkpoint_missing', place)
      break
    }
    const one = await openSigned(read, place, keys, add)
    if (!one) continue
    if (one.size <= last || one.size > newest.size) add('checkpoint_out_of_order', place)
    else signed.push(one)
    last = Math.max(last, one.size)
  }
  return signed.at(-1)?.size === newest.size ? signed : [...signed, newest]
}

interface Reading {
  read: ReadObject
  options: AuditOptions
  add: Add
  newest: Checkpoint
  edge: Edge
}

/**
 * One bundle: its leaf hashes, and its entries where they are sound. Where entries and tile disagree, the tree above says which of
 * them was changed. Null where neither can be had.
 */
async function bundleAt(
  { read, options, add, newest, edge }: Reading,
  index: number,
): Promise<{ leaves: Uint8Array[]; entries: Uint8Array[] | null } | null> {
  const width = widthIn(newest.size, 0, index)
  const [bundle, tile]: [Tile, Tile] = [
    { level: 'entries', index, width },
    { level: 0, index, width },
  ]
  const entries = await soundOr(read, tilePath(bundle), add, (bytes) => entriesOf(bytes, width))
  const hashes = await soundOr(read, tilePath(tile), add, (bytes) => hashesOf(bytes, width))
  for (const fault of (entries && (await options.onEntries?.(index * TILE_WIDTH, entries))) ?? []) {
    add(fault.code, fault.place)
  }
  const leaves = entries?.map(leafHash)
  if (!entries || !leaves) return hashes && { leaves: hashes, entries: null }
  if (!hashes) return { leaves, entries }
  const differs = leaves.findIndex((leaf, i) => !sameBytes(leaf, hashes[i] ?? new Uint8Array(0)))
  if (differs < 0) return { leaves, entries }
  const isRight = await rootAbove(read, newest, edge, index)
  if (isRight(hashes)) {
    add('entry_differs', `entry ${index * TILE_WIDTH + differs} in ${tilePath(bundle)}`)
    return { leaves: hashes, entries: null }
  }
  add('tile_differs', tilePath(tile))
  return { leaves, entries }
}

/** Says of the hashes of one tile whether they are those that the tree above was built on. */
async function rootAbove(read: ReadObject, { size, root }: Checkpoint, edge: Edge, index: number) {
  if (widthIn(size, 0, index) < TILE_WIDTH) {
    return (hashes: Uint8Array[]) => sameBytes(rootOfEdge(grow(edge, index * TILE_WIDTH, hashes).edge), root)
  }
  const above = Math.floor(index / TILE_WIDTH)
  const width = widthIn(size, 1, above)
  const bytes = await read(tilePath({ level: 1, index: above, width }))
  const known = bytes?.length === width * 32 ? hashesOf(bytes, width)[index % TILE_WIDTH] : undefined
  return (hashes: Uint8Array[]) => known !== undefined && sameBytes(perfectRoot(hashes), known)
}

async function soundOr<T>(
  read: ReadObject,
  path: string,
  add: Add,
  parse: (bytes: Uint8Array) => T,
): Promise<T | null> {
  const bytes = await read(path)
  if (!bytes) {
    add(path.startsWith('tile/entries') ? 'bundle_missing' : 'tile_missing', path)
    return null
  }
  try {
    return parse(bytes)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    add(error.code, path)
    return null
  }
}

const unique = (faults: readonly AuditFault[]): AuditFault[] => [
  ...new Map(faults.map((fault) => [`${fault.code} ${fault.place}`, fault])).values(),
]
