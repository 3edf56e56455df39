import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditLog } from '../../../src/domains/evidence/audit-log.ts'
import { auditRows } from '../../../src/domains/evidence/audit-rows.ts'
import { publishLog } from '../../../src/domains/evidence/commands/publish-log.ts'
import { resumeLog } from '../../../src/domains/evidence/commands/stop-log.ts'
import { parseCheckpoint } from '../../../src/domains/evidence/log/checkpoint.ts'
import { isConsistent } from '../../../src/domains/evidence/log/merkle.ts'
import { parseNote } from '../../../src/domains/evidence/log/note.ts'
import { consistencyProof } from '../../../src/domains/evidence/log/proofs.ts'
import { tilePath } from '../../../src/domains/evidence/log/tiles.ts'
import { logKeys, openLog } from '../../../src/domains/evidence/log-key.ts'
import { checkpointPath, readBlob } from '../../../src/domains/evidence/objects.ts'
import { readCheckpoint, readLogStatus } from '../../../src/domains/evidence/queries/read-log.ts'
import type { Context } from '../../../src/ports/context.ts'
import type { SqlValue } from '../../../src/ports/db.ts'
import { type LogHome, memoryBlobs, openLogHome } from './log-kit.ts'

/** The rest of what a command is handed at the machine's own command line. */
const byHand = {
  actor: { kind: 'operator', organisationId: 'org_platform' },
  requestId: 'cli',
  caller: { address: '', userAgent: '' },
}

const rows = (home: LogHome, sql: string, ...params: SqlValue[]) => home.db.rows({ sql, params })

async function auditOf(home: LogHome) {
  const { onEntries, checkpoints } = auditRows(home.db)
  const read = async (path: string) =>
    path === 'checkpoint' ? new TextEncoder().encode(await readCheckpoint(home)) : readBlob(home.blobs, path)
  const report = await auditLog(read, { keys: await logKeys(home), onEntries })
  return { ...report, faults: [...report.faults, ...(await checkpoints(read))] }
}

describe('the database', () => {
  let home: LogHome
  beforeAll(async () => {
    home = await openLogHome(memoryBlobs())
    await home.enter(3)
    await publishLog(home)
  })
  afterAll(() => home.close())

  test.each([
    ['UPDATE log_entries SET leaf = json(leaf) WHERE entry_index = 1'],
    ['DELETE FROM log_entries WHERE entry_index = 3'],
    [`INSERT INTO log_entries (entry_index, type, subject_id, at, leaf) VALUES (7, 't', 's', 1, '{}')`],
    [`INSERT INTO log_entries (type, subject_id, at, leaf) VALUES ('t', 's', 1, '{}')`],
    ['UPDATE log_records SET salt = zeroblob(32)'],
    ['UPDATE log_keys SET public_key = zeroblob(32)'],
    ['DELETE FROM log_keys'],
    ['DELETE FROM log_checkpoints'],
    ['UPDATE log_checkpoints SET published_at = NULL'],
    ['UPDATE log_checkpoints SET root = zeroblob(32)'],
  ])('refuses: %s', async (sql) => {
    await expect(home.db.batch([{ sql, params: [] }])).rejects.toMatchObject({ code: 'log_is_append_only' })
  })

  test.each([
    [0, 4, 5, 'log_head_moved'],
    [2, 4, 5, 'log_head_moved'],
    [1, 3, 5, 'log_head_moved'],
    [1, 4, 4, 'log_size_wrong'],
    [1, 4, 5, 'log_size_wrong'],
  ])('takes no checkpoint %i from %i to %i', async (number, previous, size, code) => {
    const sql = `INSERT INTO log_checkpoints SELECT ?, ?, ?, root, key_id, note, 1, NULL FROM log_checkpoints`
    await expect(home.db.batch([{ sql, params: [number, previous, size] }])).rejects.toMatchObject({ code })
  })

  test('loses the whole act when the entry cannot be made, and keeps the proof when the record is erased', async () => {
    const missing = { sql: 'SELECT registration_number FROM works WHERE id = ?', params: ['wrk_none'] }
    const act = { type: 'work.registered', subjectId: 'x', publicId: missing, record: {} } as const
    const before = await rows(home, 'SELECT count(*) FROM log_entries')
    await expect(home.db.batch(home.evidence.append(act))).rejects.toMatchObject({ code: 'check_failed' })
    expect(await rows(home, 'SELECT count(*) FROM log_entries')).toEqual(before)
    await home.db.batch([{ sql: 'DELETE FROM log_records WHERE entry_index = 2', params: [] }])
    expect((await auditOf(home)).faults).toEqual([])
  })
})

describe('a log', () => {
  test('begins with its key, whoever opens it first, and grows from checkpoint to checkpoint', async () => {
    const home = await openLogHome()
    await Promise.all([openLog(home, 'other.example'), openLog(home, 'log.example/qianyin')])
    expect(await rows(home, 'SELECT name FROM log_keys')).toEqual([['log.example/qianyin']])
    const [[type, leaf]] = (await rows(home, 'SELECT type, leaf FROM log_entries')) as [[string, string]]
    expect(type).toBe('key.added')
    const { key } = await readLogStatus(home)
    expect(JSON.parse(leaf)).toMatchObject({ t: 'key.added', id: key, prev: null, v: 1 })
    // Nobody who has the database alone can sign.
    const [[sealed]] = (await rows(home, 'SELECT private_key FROM log_keys')) as [[string]]
    expect(sealed).toMatch(/^v1\./)
    for (const count of [0, 1, 253, 1, 1, 300]) {
      if (count > 0) await home.enter(count)
      await publishLog(home)
    }
    expect(await readLogStatus(home)).toMatchObject({
      entries: 557,
      published: { number: 5, size: 557 },
      stopped: null,
    })
    expect(await auditOf(home)).toMatchObject({ checkpoint: { size: 557 }, checkpoints: 6, faults: [] })
    expect(await rows(home, 'SELECT count(*) FROM log_outbox')).toEqual([[0]])
    home.close()
  })

  test('takes a backlog in steps', async () => {
    const home = await openLogHome(memoryBlobs())
    for (let i = 0; i < 5; i++) await home.enter(840)
    await publishLog(home)
    const sizes = await rows(home, 'SELECT size FROM log_checkpoints ORDER BY number')
    expect(sizes).toEqual([[4096], [4201]])
    expect((await auditOf(home)).faults).toEqual([])
    home.close()
  })

  test('that meets an object with other bytes stops, says so in the audit, and goes on only when told to', async () => {
    const blobs = memoryBlobs()
    const home = await openLogHome(blobs)
    await home.enter(2)
    await publishLog(home)
    blobs.objects.set('log/tile/0/000.p/5', new Uint8Array(160))
    await home.enter(2)
    await publishLog(home)
    expect(await readLogStatus(home)).toMatchObject({ published: { size: 3 }, stopped: { code: 'object_differs' } })
    const entry = await rows(home, `SELECT details FROM audit_entries WHERE action = 'log.stopped'`)
    expect(entry).toEqual([[JSON.stringify({ code: 'object_differs', place: 'tile/0/000.p/5' })]])
    // Acts go on.
    await home.enter(1)
    await publishLog(home)
    expect(await readLogStatus(home)).toMatchObject({ entries: 6, published: { size: 3 } })
    blobs.objects.delete('log/tile/0/000.p/5')
    const admin = { ...home, ...byHand } as unknown as Context
    await resumeLog(admin)
    await expect(resumeLog(admin)).rejects.toMatchObject({ code: 'log_not_stopped' })
    expect(await rows(home, `SELECT count(*) FROM audit_entries WHERE action = 'log.resumed'`)).toEqual([[1]])
    await publishLog(home)
    expect(await readLogStatus(home)).toMatchObject({ published: { size: 6 }, stopped: null })
    expect((await auditOf(home)).faults).toEqual([])
    home.close()
  })

  test('whose database was put back to an older state never signs a second history', async () => {
    const blobs = memoryBlobs()
    const home = await openLogHome(blobs)
    await home.enter(2)
    await publishLog(home)
    const backup = `${home.dir}/backup.db`
    await home.db.backup(backup)
    await home.enter(1)
    await publishLog(home)
    const { openSqlite } = await import('../../../src/runtimes/node/sqlite-db.ts')
    const older = { ...home, db: openSqlite(backup, 'migrations') }
    await older.db.batch(
      home.evidence.append({ type: 'work.registered', subjectId: 'w', publicId: 'other', record: {} }),
    )
    await publishLog(older)
    expect(await readLogStatus(older)).toMatchObject({ published: { size: 3 }, stopped: { code: 'store_is_ahead' } })
    older.db.close()
    home.close()
  })

  test('whose rows were changed behind the back of the triggers stops before it signs', async () => {
    const home = await openLogHome(memoryBlobs())
    await home.enter(2)
    await publishLog(home)
    await home.db.batch([
      { sql: 'DROP TRIGGER log_entries_no_update', params: [] },
      { sql: `UPDATE log_entries SET leaf = '{}' WHERE entry_index = 1`, params: [] },
    ])
    await home.enter(1)
    await publishLog(home)
    expect(await readLogStatus(home)).toMatchObject({ published: { size: 3 }, stopped: { code: 'entry_differs' } })
    home.close()
  })
})

describe('an audit', () => {
  test('names the one byte that was changed, wherever it is', async () => {
    const blobs = memoryBlobs()
    const home = await openLogHome(blobs)
    await home.enter(299)
    await publishLog(home)
    await home.enter(400)
    await publishLog(home)
    const keys = [...blobs.objects.keys()].filter((key) => key.startsWith('log/'))
    expect(keys.length).toBeGreaterThan(10)
    const places = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      bit: fc.integer({ min: 0, max: 7 }),
    })
    for (const key of keys) {
      const whole = blobs.objects.get(key) as Uint8Array
      const [{ at, bit }] = fc.sample(places, 1) as [{ at: number; bit: number }]
      const changed = whole.slice()
      const i = Math.floor(at * changed.length)
      changed[i] = (changed[i] ?? 0) ^ (1 << bit)
      blobs.objects.set(key, changed)
      const { faults } = await auditOf(home)
      blobs.objects.set(key, whole)
      expect(faults.map(({ place }) => place).join(' '), `${key}, byte ${i}, bit ${bit}`).toContain(
        key.slice('log/'.length),
      )
    }
    expect((await auditOf(home)).faults).toEqual([])
    for (const key of keys.filter((one) => !/\.p\//.test(one))) {
      const whole = blobs.objects.get(key) as Uint8Array
      blobs.objects.delete(key)
      expect((await auditOf(home)).faults.map(({ place }) => place)).toContain(key.slice('log/'.length))
      blobs.objects.set(key, whole)
    }
    home.close()
  })

  test.each([
    [
      'log_entries 7',
      'log_entries_no_update',
      `UPDATE log_entries SET leaf = replace(leaf, '2026', '2025') WHERE entry_index = 7`,
    ],
    [
      'log_records 7',
      'log_records_no_update',
      `UPDATE log_records SET record = replace(record, '夜', '日') WHERE entry_index = 7`,
    ],
    ['log_records 7', 'log_records_no_update', `UPDATE log_records SET salt = zeroblob(32) WHERE entry_index = 7`],
    ['log_checkpoints 0', 'log_checkpoints_only_published', `UPDATE log_checkpoints SET root = zeroblob(32)`],
    [
      'log_checkpoints 0',
      'log_checkpoints_only_published',
      `UPDATE log_checkpoints SET note = replace(note, '11', '10')`,
    ],
  ])('names the row %s', async (place, trigger, sql) => {
    const home = await openLogHome(memoryBlobs())
    await home.enter(10)
    await publishLog(home)
    await home.db.batch([
      { sql: `DROP TRIGGER ${trigger}`, params: [] },
      { sql, params: [] },
    ])
    expect((await auditOf(home)).faults.map((fault) => fault.place)).toContain(place)
    home.close()
  })
})

describe('two writers that are cut before and after each step', () => {
  const cutsWanted = 200

  class Cut extends Error {}

  /** One process: it dies at its nth step, before the step or after. */
  function mortal(home: LogHome, stepsLeft: number, isAfter: boolean): LogHome {
    let left = stepsLeft
    const step = async <T>(work: () => Promise<T>): Promise<T> => {
      if (left < 0) throw new Cut()
      left--
      if (left < 0 && !isAfter) throw new Cut()
      // The other one may come in between.
      await new Promise((resolve) => setImmediate(resolve))
      const result = await work()
      if (left < 0) throw new Cut()
      return result
    }
    return {
      ...home,
      db: {
        ...home.db,
        rows: (statement) => step(() => home.db.rows(statement)),
        batch: (statements) => step(() => home.db.batch(statements)),
      },
      blobs: {
        ...home.blobs,
        putIfAbsent: (key, body, type) => step(() => home.blobs.putIfAbsent(key, body, type)),
        get: (key) => step(() => home.blobs.get(key)),
        head: (key) => step(() => home.blobs.head(key)),
      },
    }
  }

  test('never sign two roots for one size, publish nothing above the head, lose nothing', async () => {
    const blobs = memoryBlobs()
    const home = await openLogHome(blobs)
    const served = new Map<number, string>()
    let [cuts, entered, lastServed] = [0, 1, 0]
    for (let round = 0; cuts < cutsWanted; round++) {
      await home.enter(1 + (cuts % 40))
      entered += 1 + (cuts % 40)
      const writers = [mortal(home, round % 26, cuts % 2 === 0), mortal(home, (17 + 7 * round) % 31, cuts % 3 === 0)]
      for (const end of await Promise.allSettled(writers.map((writer) => publishLog(writer)))) {
        if (end.status === 'fulfilled') continue
        // A read is told as the cause of the query that failed.
        if (![end.reason, end.reason.cause].some((one) => one instanceof Cut)) throw end.reason
        cuts++
      }
      const note = await readCheckpoint(home).catch(() => null)
      if (note === null) continue
      const { size } = parseCheckpoint(parseNote(note).text)
      expect(size).toBeGreaterThanOrEqual(lastServed)
      expect(size).toBeLessThanOrEqual(entered)
      expect(served.get(size) ?? note).toBe(note)
      served.set(size, note)
      lastServed = size
    }
    await publishLog(home)
    const status = await readLogStatus(home)
    expect(status).toMatchObject({ entries: entered, published: { size: entered }, stopped: null })
    const report = await auditOf(home)
    expect(report.faults).toEqual([])
    expect(report.checkpoints).toBe((status.published?.number ?? 0) + 1)
    // What was ever served is the beginning of what is served now.
    const now = parseCheckpoint(parseNote(await readCheckpoint(home)).text)
    const read = async (tile: Parameters<typeof tilePath>[0]) =>
      blobs.objects.get(`log/${tilePath(tile)}`) as Uint8Array
    for (const [size, note] of served) {
      const { root } = parseCheckpoint(parseNote(note).text)
      expect(isConsistent(size, now.size, root, now.root, await consistencyProof(read, size, now.size))).toBe(true)
    }
    const numbered = [...blobs.objects.keys()].filter((key) => key.startsWith('log/checkpoints/'))
    expect(numbered).toHaveLength((status.published?.number ?? 0) + 1)
    expect(numbered).toContain(`log/${checkpointPath(0)}`)
    home.close()
  })
})
