import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LogContext } from '../../../src/domains/evidence/commands/stop-log.ts'
import { evidenceLog, openLog } from '../../../src/domains/evidence/index.ts'
import { databaseQueue } from '../../../src/jobs/queue.ts'
import { sealedSecrets } from '../../../src/kernel/sealed-secrets.ts'
import type { Blobs } from '../../../src/ports/blobs.ts'
import type { Context } from '../../../src/ports/context.ts'
import type { EvidenceLog } from '../../../src/ports/evidence-log.ts'
import { diskBlobs } from '../../../src/runtimes/node/disk-blobs.ts'
import { projectDir } from '../../../src/runtimes/node/node-home.ts'
import { openSqlite, type SqliteDb } from '../../../src/runtimes/node/sqlite-db.ts'

export interface LogHome extends LogContext, Pick<Context, 'timestampAuthorities' | 'witnesses'> {
  dir: string
  db: SqliteDb
  evidence: EvidenceLog
  /** Enters acts, all in one batch. */
  enter(count: number): Promise<void>
  close(): void
}

/** A log over a real database and a real store, and nothing else of a registry. */
export async function openLogHome(blobs?: Blobs): Promise<LogHome> {
  const dir = mkdtempSync(join(tmpdir(), 'qianyin-log-'))
  const db = openSqlite(join(dir, 'qianyin.db'), join(projectDir, 'migrations'))
  const clock = { nowMs: () => Date.now() }
  const evidence = evidenceLog({ ...databaseQueue(db, clock), enqueue: () => [] }, clock)
  const home: LogHome = {
    dir,
    db,
    clock,
    evidence,
    timestampAuthorities: [],
    witnesses: { members: [], quorum: 0 },
    blobs: blobs ?? diskBlobs(join(dir, 'blobs')),
    vault: sealedSecrets([new Uint8Array(32).fill(7)]),
    enter: async (count) => {
      const acts = Array.from({ length: count }, (_, i) =>
        evidence.append({
          type: 'work.registered',
          subjectId: `wrk_${i}`,
          version: 1,
          publicId: `QY-2026-${i}`,
          record: { title: '夜雨', i },
        }),
      )
      await db.batch(acts.flat())
    },
    close: () => {
      db.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
  await openLog(home, 'log.example/qianyin')
  return home
}

/** A store in memory that keeps the promises of the port. */
export function memoryBlobs(): Blobs & { objects: Map<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>()
  return {
    objects,
    putIfAbsent: async (key, body) => {
      if (objects.has(key)) return false
      objects.set(key, new Uint8Array(await new Response(body as Uint8Array<ArrayBuffer>).arrayBuffer()))
      return true
    },
    get: async (key) => {
      const bytes = objects.get(key)
      if (!bytes) return null
      const body = new Response(new Uint8Array(bytes)).body
      return body && { body, sizeBytes: bytes.length, contentType: 'application/octet-stream' }
    },
    head: async (key) => {
      const bytes = objects.get(key)
      return bytes ? { sizeBytes: bytes.length, contentType: 'application/octet-stream' } : null
    },
    remove: async (key) => {
      objects.delete(key)
    },
    signedAddress: async () => null,
  }
}
