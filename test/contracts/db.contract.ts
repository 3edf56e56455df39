import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db, SqlValue, Statement } from '../../src/ports/db.ts'

export interface DbUnderTest {
  db: Db
  close(): Promise<void>
}

const statement = (sql: string, ...params: SqlValue[]): Statement => ({ sql, params })

/** What every home's database promises; `open` makes one with the migrations applied and nothing else in it. */
export function dbContract(name: string, open: () => Promise<DbUnderTest>): void {
  describe(`db: ${name}`, () => {
    let home: DbUnderTest | undefined
    let db: Db
    let made = 0
    const newId = (prefix: string) => `${prefix}_${(made++).toString().padStart(6, '0')}`

    beforeAll(async () => {
      home = await open()
      db = home.db
    })
    afterAll(() => home?.close())

    const insertOrganisation = (id: string, named = 'Studio') =>
      statement('INSERT INTO organisations (id, kind, name, created_at) VALUES (?, ?, ?, ?)', id, 'studio', named, 1)
    const insertPerson = (id: string, email: string) =>
      statement(
        'INSERT INTO people (id, email, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)',
        id,
        email,
        'Lin',
        'x',
        1,
      )
    const insertMembership = (person: string, organisation: string) =>
      statement('INSERT INTO memberships VALUES (?, ?, ?, ?)', person, organisation, 'owner', 1)
    const insertAudit = (id: string) =>
      statement(
        'INSERT INTO audit_entries (id, at, person_id, organisation_id, actor_kind, action, subject_id, details, request_id) VALUES (?, 1, NULL, NULL, ?, ?, ?, ?, ?)',
        id,
        'system',
        'a',
        's',
        '{}',
        'r',
      )
    const insertWork = (id: string) =>
      statement(
        'INSERT INTO works (id, organisation_id, kind, created_at) VALUES (?, ?, ?, 1)',
        id,
        'org_platform',
        'video',
      )

    async function count(table: string, id: string): Promise<SqlValue | undefined> {
      const [row] = await db.rows(statement(`SELECT count(*) FROM ${table} WHERE id = ?`, id))
      return row?.[0]
    }

    it.each<[string, SqlValue]>([
      ['null', null],
      ['an empty text', ''],
      ['text', 'Night Rain'],
      ['Chinese, rare characters and emoji', '夜雨・钤印 𠮷野家 🎬 e\u0301'],
      ['quotes, question marks and line ends', `'"?%_\\ -- ; \r\n\t$1 :a @b`],
      ['zero', 0],
      ['a negative number', -42],
      ['a fraction', 0.1],
      ['an instant in milliseconds', 1_795_000_000_123],
      ['the largest safe integer', Number.MAX_SAFE_INTEGER],
      ['the smallest safe integer', Number.MIN_SAFE_INTEGER],
    ])('gives back %s as it was bound', async (_, value) => {
      expect(await db.rows(statement('SELECT ?', value))).toEqual([[value]])
    })

    it('takes a bigint and gives it back as a number', async () => {
      expect(await db.rows(statement('SELECT CAST(? AS INTEGER)', 1_795_000_000_123n))).toEqual([[1_795_000_000_123]])
    })

    it('keeps every byte of a BLOB, also of an empty one', async () => {
      const sha256 = newId('o').padEnd(64, '0')
      const bodies = [
        Uint8Array.from({ length: 256 }, (_, i) => i),
        new Uint8Array(0),
        new Uint8Array(700_000).fill(171),
      ]
      await db.batch([
        statement('INSERT INTO objects (sha256, sm3, size_bytes, created_at) VALUES (?, ?, 1, 1)', sha256, sha256),
        ...bodies.map((body, piece) =>
          statement("INSERT INTO fingerprints VALUES (?, 'frames', ?, ?, ?)", sha256, 'pdq-1', piece, body),
        ),
      ])
      const rows = await db.rows(statement('SELECT body FROM fingerprints WHERE sha256 = ? ORDER BY piece', sha256))
      expect(rows).toHaveLength(bodies.length)
      for (const [piece, [body]] of rows.entries()) {
        expect(body).toBeInstanceOf(Uint8Array)
        expect(Buffer.compare(body as Uint8Array, bodies[piece] ?? new Uint8Array(1))).toBe(0)
      }
    })

    it('takes a part of a larger buffer as a BLOB', async () => {
      const part = Uint8Array.from([9, 9, 1, 2, 3, 9]).subarray(2, 5)
      expect(await db.rows(statement('SELECT hex(?)', part))).toEqual([['010203']])
    })

    it('gives columns in the order of the SELECT, also two of one name', async () => {
      expect(await db.rows(statement('SELECT 2 AS b, 1 AS a, 3 AS b'))).toEqual([[2, 1, 3]])
      expect(await db.rows(statement('SELECT 1 WHERE false'))).toEqual([])
    })

    it('takes 100 parameters', async () => {
      const values = Array.from({ length: 100 }, (_, i) => i)
      const [row] = await db.rows(statement(`SELECT ${values.map(() => '?').join(', ')}`, ...values))
      expect(row).toEqual(values)
    })

    it('changes a row and gives it back in one statement', async () => {
      const id = newId('org')
      await db.batch([insertOrganisation(id)])
      const renamed = statement('UPDATE organisations SET name = ? WHERE id = ? RETURNING id, name', '新', id)
      expect(await db.rows(renamed)).toEqual([[id, '新']])
      expect(await db.rows(statement('SELECT name FROM organisations WHERE id = ?', id))).toEqual([['新']])
    })

    it('finds a run of Chinese characters by full text', async () => {
      await db.batch([
        statement(
          "INSERT INTO works_search (rowid, title, people, synopsis, number) VALUES (?, ?, '', '', '')",
          1,
          '夜 雨 珠 江',
        ),
      ])
      const found = (words: string) =>
        db.rows(statement('SELECT rowid FROM works_search WHERE works_search MATCH ?', `"${words}" *`))
      expect(await found('雨 珠')).toEqual([[1]])
      expect(await found('珠 雨')).toEqual([])
    })

    describe('batch', () => {
      it('says how many rows each statement changed', async () => {
        const ids = [newId('org'), newId('org'), newId('org')]
        const among = `id IN (${ids.map(() => '?').join(', ')})`
        expect(
          await db.batch([
            statement(
              `INSERT INTO organisations (id, kind, name, created_at) VALUES ${ids.map(() => "(?, 'studio', 'S', 1)").join(', ')}`,
              ...ids,
            ),
            statement(
              'INSERT INTO organisations (id, kind, name, created_at) SELECT ?, ?, ?, 1 WHERE false',
              'x',
              'studio',
              'S',
            ),
            statement(`UPDATE organisations SET name = ? WHERE ${among}`, 'T', ...ids),
            statement("UPDATE organisations SET name = 'T' WHERE id = ?", 'org_nowhere'),
            statement(
              "INSERT INTO organisations (id, kind, name, created_at) VALUES (?, 'studio', 'S', 1) ON CONFLICT DO NOTHING",
              ids[0] ?? '',
            ),
            statement(`DELETE FROM organisations WHERE ${among} AND id <> ?`, ...ids, ids[0] ?? ''),
          ]),
        ).toEqual([3, 0, 3, 0, 0, 2])
      })

      it('lets a statement see what those before it did', async () => {
        const [organisation, person] = [newId('org'), newId('per')]
        await db.batch([
          insertOrganisation(organisation),
          insertPerson(person, `${person}@example.cn`),
          insertMembership(person, organisation),
          statement(
            'UPDATE organisations SET name = (SELECT email FROM people WHERE id = ?) WHERE id = ?',
            person,
            organisation,
          ),
        ])
        const [row] = await db.rows(statement('SELECT name FROM organisations WHERE id = ?', organisation))
        expect(row).toEqual([`${person}@example.cn`])
      })

      it('does nothing when it holds nothing', async () => {
        expect(await db.batch([])).toEqual([])
      })

      it('runs what a trigger does with it', async () => {
        const job = newId('job')
        await db.batch([
          statement(
            "INSERT INTO jobs (id, key, name, lane, payload, subject_id, run_at, created_at) VALUES (?, ?, 'n', 'light', '{}', 's', 1, 1)",
            job,
            job,
          ),
          statement('INSERT INTO job_completions VALUES (?, ?)', job, 7),
        ])
        const [row] = await db.rows(statement('SELECT state, progress, finished_at FROM jobs WHERE id = ?', job))
        expect(row).toEqual(['done', 1, 7])
      })

      it.each<[string, () => Statement[], string]>([
        ['a unique key', () => [insertOrganisation('org_platform')], 'taken:organisations.id'],
        [
          'a trigger',
          () => [insertAudit(newId('aud')), statement("UPDATE audit_entries SET action = 'b'")],
          'audit_is_append_only',
        ],
        ['a statement that is no SQL', () => [statement('INSERT INTO nowhere VALUES (1)')], ''],
      ])('leaves nothing when %s stops it at the end', async (_, last, code) => {
        const id = newId('org')
        const failing = db.batch([insertOrganisation(id), ...last(), insertOrganisation(newId('org'))])
        await expect(failing).rejects.toMatchObject(code ? { kind: 'Conflict', code } : { message: /nowhere/ })
        expect(await count('organisations', id)).toBe(0)
      })
    })

    describe('a broken constraint is a Conflict', () => {
      const refused = (code: string) => ({ name: 'AppError', kind: 'Conflict', code })

      it('of a unique column', async () => {
        const email = `${newId('one')}@example.cn`
        await db.batch([insertPerson(newId('per'), email)])
        await expect(db.batch([insertPerson(newId('per'), email)])).rejects.toMatchObject(refused('taken:people.email'))
      })

      it('of a key of several columns', async () => {
        const [organisation, person] = [newId('org'), newId('per')]
        const join = insertMembership(person, organisation)
        await db.batch([insertOrganisation(organisation), insertPerson(person, `${person}@example.cn`), join])
        await expect(db.batch([join])).rejects.toMatchObject(refused('taken:memberships.person_id+organisation_id'))
      })

      it('of a unique index over a part of the rows', async () => {
        const work = newId('wrk')
        const draft = (version: number) =>
          statement(
            "INSERT INTO work_versions (work_id, version, state, title, details, updated_at) VALUES (?, ?, 'draft', '', '{}', 1)",
            work,
            version,
          )
        await db.batch([insertWork(work), draft(1)])
        await expect(db.batch([draft(2)])).rejects.toMatchObject(refused('taken:work_versions.work_id'))
      })

      it('of a foreign key', async () => {
        const missing = db.batch([insertMembership('per_nobody', 'org_nowhere')])
        await expect(missing).rejects.toMatchObject(refused('reference_missing'))
      })

      it('of a CHECK', async () => {
        const nameless = db.batch([insertOrganisation(newId('org'), '')])
        await expect(nameless).rejects.toMatchObject(refused('check_failed'))
      })

      it('of NOT NULL', async () => {
        const lacking = db.batch([
          statement('INSERT INTO organisations (id, kind, created_at) VALUES (?, ?, 1)', 'x', 'studio'),
        ])
        await expect(lacking).rejects.toMatchObject(refused('check_failed'))
      })

      it('of a trigger, with the code that it raises', async () => {
        const id = newId('aud')
        await db.batch([insertAudit(id)])
        const removing = db.batch([statement('DELETE FROM audit_entries WHERE id = ?', id)])
        await expect(removing).rejects.toMatchObject(refused('audit_is_append_only'))
        expect(await count('audit_entries', id)).toBe(1)
      })

      it('also when a statement that gives rows breaks it', async () => {
        const email = `${newId('one')}@example.cn`
        await db.batch([insertPerson(newId('per'), email)])
        const { sql, params } = insertPerson(newId('per'), email)
        const again = db.rows({ sql: `${sql} RETURNING id`, params })
        await expect(again).rejects.toMatchObject(refused('taken:people.email'))
      })
    })

    it('passes on what is no broken constraint', async () => {
      const failing = db.rows(statement('SELECT * FROM nowhere'))
      await expect(failing).rejects.toThrow(/no such table: nowhere/)
      await expect(failing).rejects.not.toMatchObject({ name: 'AppError' })
    })

    it('lets one of many batches at once take a unique key, and the others leave nothing', async () => {
      const email = `${newId('race')}@example.cn`
      const racers = Array.from({ length: 12 }, () => ({ organisation: newId('org'), person: newId('per') }))
      const settled = await Promise.allSettled(
        racers.map(({ organisation, person }) =>
          db.batch([
            insertOrganisation(organisation),
            insertPerson(person, email),
            insertMembership(person, organisation),
          ]),
        ),
      )
      const losers = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
      expect(losers).toHaveLength(racers.length - 1)
      for (const reason of losers) expect(reason).toMatchObject({ code: 'taken:people.email' })
      const counts = await Promise.all(racers.map(({ organisation }) => count('organisations', organisation)))
      expect(counts.filter((rows) => rows === 1)).toHaveLength(1)
    })

    it('gives each of many batches at once a number of its own, without a gap', async () => {
      const works = Array.from({ length: 12 }, () => newId('wrk'))
      const next = '(SELECT coalesce(max(serial), 0) + 1 FROM registration_serials WHERE year = 2099)'
      await Promise.all(
        works.map((id) =>
          db.batch([
            insertWork(id),
            statement(`INSERT INTO registration_serials (year, serial, work_id) VALUES (2099, ${next}, ?)`, id),
          ]),
        ),
      )
      const rows = await db.rows(statement('SELECT serial FROM registration_serials WHERE year = 2099 ORDER BY serial'))
      expect(rows.flat()).toEqual(works.map((_, i) => i + 1))
    })
  })
}
