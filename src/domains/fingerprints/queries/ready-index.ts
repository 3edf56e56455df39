import type { Context } from '../../../ports/context.ts'
import type { SearchIndex } from '../../../ports/search-index.ts'
import { indexObject } from '../index-object.ts'
import { indexEntriesAfter, indexEntryAt } from '../store.ts'
import { loadFingerprint } from './load-fingerprint.ts'

const rowsAtATime = 200

interface Reading {
  /** The last entry that this index holds; null before it was asked. */
  seq: number | null
  now: Promise<void>
}

/** How far each index in memory has read the table; another process may have registered works since. */
const readings = new WeakMap<SearchIndex, Reading>()

/** The index with everything that was registered up to now. Several callers at once read the table one after the other. */
export async function readyIndex(ctx: Pick<Context, 'db' | 'index'>): Promise<SearchIndex> {
  const reading = readings.get(ctx.index) ?? { seq: null, now: Promise.resolve() }
  readings.set(ctx.index, reading)
  const turn = reading.now.catch(() => {}).then(() => readOn(ctx, reading))
  reading.now = turn
  await turn
  return ctx.index
}

async function readOn(ctx: Pick<Context, 'db' | 'index'>, reading: Reading): Promise<void> {
  reading.seq ??= await coveredSeq(ctx)
  for (;;) {
    const rows = await indexEntriesAfter(ctx.db, reading.seq, rowsAtATime)
    if (rows.length === 0) return
    // One at a time: the fingerprint of a long film is large, and requests are served in between.
    for (const { seq, sha256 } of rows) {
      await indexObject(ctx.index, sha256, await loadFingerprint(ctx, sha256))
      reading.seq = seq
      await ctx.index.cover({ seq, objectKey: sha256 })
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }
}

/** Where to read on behind what the index has kept. A database that went back to a backup has another object at that place. */
async function coveredSeq({ db, index }: Pick<Context, 'db' | 'index'>): Promise<number> {
  const covered = await index.covered()
  if (covered === null) return 0
  if ((await indexEntryAt(db, covered.seq))?.sha256 === covered.objectKey) return covered.seq
  await index.clear()
  return 0
}
