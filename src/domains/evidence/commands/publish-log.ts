import { AppError } from '../../../kernel/errors.ts'
import type { Statement } from '../../../ports/db.ts'
import { sameBytes, toHex, utf8 } from '../log/bytes.ts'
import { checkpointText } from '../log/checkpoint.ts'
import { leafHash } from '../log/merkle.ts'
import { signNote } from '../log/note.ts'
import { bundleOf, edgeBytes, edgeOf, grow, rootOfEdge, TILE_WIDTH, tilePath, widthIn } from '../log/tiles.ts'
import { logSigner } from '../log-key.ts'
import { checkpointPath, readBlob, storeKey } from '../objects.ts'
import {
  type CheckpointRow,
  entriesBetween,
  entryCount,
  firstUnpublished,
  headCheckpoint,
  markPublished,
  openStop,
  outboxOf,
  stageCheckpoint,
  storedEdge,
} from '../store.ts'
import { type LogContext, LogFault, stopLog } from './stop-log.ts'

/** Most entries of one checkpoint: what is read and staged in one go stays small. */
const entriesMax = 16 * TILE_WIDTH

/**
 * Brings every entry under a published checkpoint. Safe to be cut at any moment, and to run in several processes:
 *
 * 1. what was signed is published first: its objects, then the checkpoint itself, then the mark that serves it;
 * 2. only then the next checkpoint is computed and signed, and kept in one batch with the objects that it needs. The database takes
 *    it only if it follows on the head, so a signature that lost the race is dropped before anybody has seen it;
 * 3. from then on it is 1 again, by whoever comes next.
 *
 * Something that is not as it must be stops the log: nothing more is signed until `resumeLog`. Does nothing while it is stopped, or
 * where there is no key.
 */
export async function publishLog(ctx: LogContext): Promise<void> {
  try {
    for (;;) {
      if (await openStop(ctx.db)) return
      const signed = await firstUnpublished(ctx.db)
      if (signed) await publish(ctx, signed)
      else if (!(await sign(ctx))) return
    }
  } catch (error) {
    if (!(error instanceof LogFault)) throw error
    await stopLog(ctx, error)
  }
}

async function publish({ db, blobs, clock }: LogContext, { number, note }: CheckpointRow): Promise<void> {
  const objects = await outboxOf(db, number)
  for (const { path, bytes } of [...objects, { path: checkpointPath(number), bytes: utf8(note) }]) {
    const type = path.startsWith('tile/') ? 'application/octet-stream' : 'text/plain; charset=utf-8'
    if (await blobs.putIfAbsent(storeKey(path), new Uint8Array(bytes), type)) continue
    const there = await readBlob(blobs, path)
    if (!there || !sameBytes(there, bytes)) throw new LogFault('object_differs', path)
  }
  await db.batch(markPublished(number, clock.nowMs()))
}

/** Resolves to whether there may be more to do. */
async function sign(ctx: LogContext): Promise<boolean> {
  const { db, clock } = ctx
  const head = await headCheckpoint(db)
  const [from, count] = [head?.size ?? 0, await entryCount(db)]
  if (count <= from) return false
  const signer = await logSigner(ctx)
  if (!signer) return false
  const number = (head?.number ?? -1) + 1
  if (await isBehindStore(ctx, number)) return true
  const size = count - from > entriesMax ? Math.floor((from + entriesMax) / TILE_WIDTH) * TILE_WIDTH : count
  const grown = await growTree(ctx, head, size)
  if (!grown) return true
  const root = rootOfEdge(grown.edge)
  const origin = signer.key.name
  const note = await signNote(checkpointText({ origin, size, root }), signer)
  const checkpoint = {
    number,
    previousSize: from,
    size,
    root,
    keyId: toHex(signer.key.id),
    note,
    signedAt: clock.nowMs(),
  }
  await firstComes(db, stageCheckpoint({ checkpoint, edge: edgeBytes(grown.edge), objects: grown.objects }))
  return true
}

/**
 * Whether the store has a checkpoint that the database does not know: it was put back to an older state, and to go on would fork
 * the log. Throws LogFault `store_is_ahead`.
 */
async function isBehindStore({ db, blobs }: LogContext, number: number): Promise<boolean> {
  if (!(await blobs.head(storeKey(checkpointPath(number))))) return false
  const head = await headCheckpoint(db)
  // Another writer has signed and published it just now.
  if (head && head.number >= number) return true
  throw new LogFault('store_is_ahead', checkpointPath(number))
}

/**
 * The tree of `size` entries, and what must be stored for it. Null where another writer has moved the head meanwhile. Throws
 * LogFault `edge_differs`, `entry_differs`, `entry_missing`.
 */
async function growTree({ db }: LogContext, head: CheckpointRow | undefined, size: number) {
  const from = head?.size ?? 0
  const stored = await storedEdge(db)
  if ((stored?.size ?? 0) !== from) {
    if ((await headCheckpoint(db))?.number !== head?.number) return null
    throw new LogFault('edge_differs', `the edge of checkpoint ${head?.number ?? 0}`)
  }
  const edge = edgeOf(from, stored?.hashes ?? new Uint8Array(0))
  if (head && !sameBytes(rootOfEdge(edge), head.root)) {
    throw new LogFault('edge_differs', `the edge of checkpoint ${head.number}`)
  }
  const start = Math.floor(from / TILE_WIDTH) * TILE_WIDTH
  const rows = await entriesBetween(db, start, size)
  const entries = rows.map(({ leaf }) => utf8(leaf))
  const hashes = entries.map(leafHash)
  if (rows.length !== size - start) throw new LogFault('entry_missing', `an entry between ${start} and ${size - 1}`)
  for (const [i, known] of (edge[0] ?? []).entries()) {
    const hash = hashes[i]
    if (!hash || !sameBytes(hash, known)) throw new LogFault('entry_differs', `entry ${start + i}`)
  }
  const grown = grow(edge, from, hashes.slice(from - start))
  const bundles = []
  for (let at = 0; start + at < size; at += TILE_WIDTH) {
    const index = (start + at) / TILE_WIDTH
    const width = widthIn(size, 'entries', index)
    bundles.push({
      path: tilePath({ level: 'entries', index, width }),
      bytes: bundleOf(entries.slice(at, at + width)),
    })
  }
  const tiles = grown.tiles.map(({ tile, bytes }) => ({ path: tilePath(tile), bytes }))
  return { edge: grown.edge, objects: [...bundles, ...tiles] }
}

/** Of several writers the first one's batch counts; the others look again. */
async function firstComes(db: LogContext['db'], statements: readonly Statement[]): Promise<void> {
  try {
    await db.batch(statements)
  } catch (error) {
    const isLate = error instanceof AppError && ['log_head_moved', 'log_stopped'].includes(error.code)
    if (!isLate) throw error
  }
}
