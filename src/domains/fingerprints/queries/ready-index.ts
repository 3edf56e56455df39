import type { Context } from '../../../ports/context.ts'
import type { SearchIndex } from '../../../ports/search-index.ts'
import { indexObject } from '../index-object.ts'
import { indexEntriesAfter } from '../store.ts'
import { loadFingerprint } from './load-fingerprint.ts'

const rowsAtATime = 200

interface Reading {
  /** The last entry that this index holds. */
  seq: number
  now: Promise<void>
}

/** How far each index in memory has read the table; another process may have registered works since. */
const readings = new WeakMap<SearchIndex, Reading>()

/** The index with everything that was registered up to now. Several callers at once read the table one after the other. */
export async function readyIndex(ctx: Pick<Context, 'db' | 'index'>): Promise<SearchIndex> {
  const reading = readings.get(ctx.index) ?? { seq: 0, now: Promise.resolve() }
  readings.set(ctx.index, reading)
  const turn = reading.now.catch(() => {}).then(() => readOn(ctx, reading))
  reading.now = turn
  await turn
  return ctx.index
}

async function readOn(ctx: Pick<Context, 'db' | 'index'>, reading: Reading): Promise<void> {
  for (;;) {
    const rows = await indexEntriesAfter(ctx.db, reading.seq, rowsAtATime)
    if (rows.length === 0) return
    // One at a time: the fingerprint of a long film is large, and requests are served in between.
    for (const { seq, sha256 } of rows) {
      await indexObject(ctx.index, sha256, await loadFingerprint(ctx, sha256))
      reading.seq = seq
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }
}
