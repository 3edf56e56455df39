// npm run bench:log [-- --entries 1000000]
// What an entry of the log costs beside the plain insert of a row of the same size, and beside its hash alone, in the same process.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { publishLog } from '../src/domains/evidence/commands/publish-log.ts'
import { evidenceLog, openLog } from '../src/domains/evidence/index.ts'
import { utf8 } from '../src/domains/evidence/log/bytes.ts'
import { leafHash } from '../src/domains/evidence/log/merkle.ts'
import { inclusionProof } from '../src/domains/evidence/log/proofs.ts'
import { tilePath } from '../src/domains/evidence/log/tiles.ts'
import { readBlob } from '../src/domains/evidence/objects.ts'
import { databaseQueue } from '../src/jobs/queue.ts'
import { sealedSecrets } from '../src/kernel/sealed-secrets.ts'
import { diskBlobs } from '../src/runtimes/node/disk-blobs.ts'
import { openSqlite } from '../src/runtimes/node/sqlite-db.ts'

const { values } = parseArgs({ options: { entries: { type: 'string', default: '1000000' } } })
const total = Number(values.entries)
if (!Number.isInteger(total) || total < 10_000) throw new Error('--entries is a number from 10000')

/** Acts of one transaction: what a busy second brings. */
const batchSize = 100
const proofsMeasured = 1000

const dir = mkdtempSync(join(tmpdir(), 'qianyin-bench-log-'))
const db = openSqlite(join(dir, 'log.db'), 'migrations')
const clock = { nowMs: () => Date.now() }
const evidence = evidenceLog({ ...databaseQueue(db, clock), enqueue: () => [] }, clock)
const blobs = diskBlobs(join(dir, 'blobs'))
const home = { db, clock, blobs, evidence, vault: sealedSecrets([new Uint8Array(32)]) }

const act = (i: number) =>
  evidence.append({
    type: 'work.registered',
    subjectId: `wrk_${i}`,
    version: 1,
    publicId: `QY-2026-${String(i).padStart(8, '0')}`,
    record: { title: '夜雨', authors: [{ name: '晚潮', role: 'author' }], files: [{ sha256: 'a'.repeat(64) }] },
  })

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}

async function enter(from: number, to: number): Promise<void> {
  for (let at = from; at < to; at += batchSize) {
    await db.batch(Array.from({ length: Math.min(batchSize, to - at) }, (_, i) => act(at + i)).flat())
  }
}

try {
  await openLog(home, 'bench.example/log')
  await db.batch([
    { sql: 'CREATE TABLE plain (id INTEGER PRIMARY KEY, subject TEXT, body TEXT) STRICT', params: [] },
    { sql: 'CREATE INDEX plain_subject ON plain (subject)', params: [] },
  ])
  const leaf = 'x'.repeat(400)
  let [size, plain] = [0, 0]
  console.log('entries    entered/s  × plain  published/s  × hashing  proof ms  × hashing')
  for (let step = 10_000; size < total; step = Math.min(step * 10, total)) {
    const count = Math.min(step, total) - size
    const measured = Math.min(count, 10_000)
    const plainSeconds = await seconds(async () => {
      for (let at = 0; at < measured; at += batchSize) {
        await db.batch(
          Array.from({ length: batchSize }, () => ({
            sql: 'INSERT INTO plain (id, subject, body) VALUES (?, ?, ?)',
            params: [plain++, `wrk_${plain}`, leaf],
          })),
        )
      }
    })
    // All but the last of this step is only there to make the log large.
    await enter(size, size + count - measured)
    await publishLog(home)
    const enterSeconds = await seconds(() => enter(size + count - measured, size + count))
    const publishSeconds = await seconds(() => publishLog(home))
    const bytes = utf8(leaf.slice(0, 220))
    const hashSeconds = await seconds(async () => {
      for (let i = 0; i < measured; i++) leafHash(bytes)
    })
    size += count
    const read = async (tile: Parameters<typeof tilePath>[0]) =>
      (await readBlob(blobs, tilePath(tile))) ?? new Uint8Array(0)
    const proofSeconds = await seconds(async () => {
      for (let i = 0; i < proofsMeasured; i++)
        await inclusionProof(read, Math.floor((i / proofsMeasured) * size), size + 1)
    })
    const oneHash = hashSeconds / measured
    console.log(
      [
        String(size).padEnd(9),
        (measured / enterSeconds).toFixed(0).padStart(10),
        (enterSeconds / plainSeconds).toFixed(2).padStart(8),
        (measured / publishSeconds).toFixed(0).padStart(12),
        (publishSeconds / hashSeconds).toFixed(1).padStart(10),
        ((proofSeconds / proofsMeasured) * 1000).toFixed(2).padStart(9),
        (proofSeconds / proofsMeasured / oneHash).toFixed(0).padStart(10),
      ].join(' '),
    )
  }
} finally {
  db.close()
  rmSync(dir, { recursive: true, force: true })
}
