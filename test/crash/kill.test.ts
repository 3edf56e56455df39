import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { FileView } from '../../src/domains/files/contract.ts'
import { makeVideo } from '../kit/media.ts'
import { makePicture } from '../kit/pictures.ts'
import { draftOf } from '../kit/world.ts'

const main = new URL('../../src/runtimes/node/main.ts', import.meta.url).pathname
const killsWanted = 14
const roundsMax = 60

const root = mkdtempSync(join(tmpdir(), 'qianyin-kill-'))
const children = new Set<ChildProcess>()
const mediaProcesses = new Set<number>()

// Node writes down what it has compiled when it ends in peace, which the servers below never do.
beforeAll(async () => {
  const registry = new Registry('warm')
  await registry.start()
  await registry.stop()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  for (const pid of mediaProcesses) if (isMediaProcess(pid)) process.kill(pid, 'SIGKILL')
  rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

/** Process ids are used again, so the command line decides. */
function isMediaProcess(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('media-process.ts')
  } catch {
    return false
  }
}

const childrenOf = (pid: number): number[] =>
  existsSync(`/proc/${pid}/task`)
    ? readdirSync(`/proc/${pid}/task`).flatMap((task) =>
        readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
      )
    : []

interface Answer {
  status: number
  body: Record<string, unknown>
}

/** The real server over one data directory, which is killed and started again. */
class Registry {
  readonly dir: string
  #child: ChildProcess | null = null
  #url = ''
  cookie = ''

  constructor(name: string) {
    this.dir = join(root, name)
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [main, 'serve', '--port', '0', '--data', this.dir], {
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(root, 'compiled'),
        QIANYIN_MEDIA_WORKERS: '1',
        QIANYIN_HOST: '127.0.0.1',
        QIANYIN_LOG: 'error',
        QIANYIN_CERTIFICATES: 'off',
        QIANYIN_S3_BUCKET: '',
        QIANYIN_PUBLIC_URL: '',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    children.add(child)
    this.#child = child
    let [told, complaints] = ['', '']
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints += text
    })
    child.stdout.setEncoding('utf8')
    const port = new Promise<string>((resolve, reject) => {
      child.stdout.on('data', (text) => {
        told += text
        const found = /http:\/\/localhost:(\d+)/.exec(told)?.[1]
        if (found) resolve(found)
      })
      child.once('exit', () => reject(new Error(`The server ended: ${complaints}`)))
    })
    this.#url = `http://127.0.0.1:${await port}`
  }

  /** Resolves when the process is gone. */
  kill = () => this.#end('SIGKILL')
  stop = () => this.#end('SIGTERM')

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    if (!child?.pid) throw new Error('There is no server to end')
    for (const pid of childrenOf(child.pid)) mediaProcesses.add(pid)
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
    children.delete(child)
    this.#child = null
  }

  fetch(method: string, path: string, init: { body?: BodyInit; headers?: Record<string, string> } = {}) {
    return fetch(this.#url + path, { method, ...init, headers: { Cookie: this.cookie, ...init.headers } })
  }

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.fetch(method, path, {
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  async signUp(): Promise<void> {
    const email = 'lin@example.com'
    await this.fetch('POST', '/api/accounts/sign-up', {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email }),
    })
    const { body } = await this.call('GET', '/api/accounts/outbox')
    const [mail] = body.mails as { body: string }[]
    const response = await this.fetch('POST', '/api/accounts/sign-up/confirmation', {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        token: /#([a-z0-9]+)/.exec(mail?.body ?? '')?.[1],
        password: 'correct horse battery',
        name: 'lin',
        organisation: { kind: 'studio', name: '晚潮工作室', country: 'CN' },
      }),
    })
    expect(response.status).toBe(201)
    this.cookie = response.headers.get('set-cookie')?.split(';')[0] ?? ''
  }

  async beginUpload(sizeBytes: number, name: string): Promise<string> {
    const response = await this.fetch('POST', '/api/uploads', {
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': String(sizeBytes),
        'Upload-Metadata': `filename ${Buffer.from(name).toString('base64')}`,
      },
    })
    expect(response.status).toBe(201)
    return response.headers.get('location') ?? ''
  }

  async offset(upload: string): Promise<number> {
    const response = await this.fetch('HEAD', upload, { headers: { 'Tus-Resumable': '1.0.0' } })
    expect(response.status).toBe(200)
    return Number(response.headers.get('upload-offset'))
  }

  /** Resolves to the offset that the server acknowledged. */
  async patch(upload: string, offset: number, body: BodyInit): Promise<number> {
    const response = await this.fetch('PATCH', upload, {
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Offset': String(offset),
        'Content-Type': 'application/offset+octet-stream',
      },
      body,
    })
    expect(response.status).toBe(204)
    return Number(response.headers.get('upload-offset'))
  }

  async accept(path: string): Promise<string> {
    const bytes = await readFile(path)
    const upload = await this.beginUpload(bytes.length, basename(path))
    await this.patch(upload, 0, bytes)
    const { status, body } = await this.call('POST', '/api/files', { uploadId: upload.split('/').at(-1) })
    expect(status).toBe(201)
    return String(body.id)
  }

  async file(id: string): Promise<FileView> {
    const { status, body } = await this.call('GET', `/api/files/${id}`)
    expect(status).toBe(200)
    return body as unknown as FileView
  }

  /** The first job of the file was taken. */
  async hasBegun(id: string): Promise<void> {
    const waiting = "SELECT 1 FROM jobs WHERE subject_id = ? AND name = 'files.store' AND state = 'queued'"
    while (this.rows(waiting, id).length > 0) await sleep(1)
  }

  settled(id: string): Promise<FileView> {
    return vi.waitFor(
      async () => {
        const view = await this.file(id)
        expect(['ready', 'refused', 'failed']).toContain(view.state)
        return view
      },
      { timeout: 60_000, interval: 40 },
    )
  }

  /** Reads the database itself, whether or not a server runs. */
  rows(sql: string, ...params: unknown[]): unknown[][] {
    const db = new Database(join(this.dir, 'qianyin.db'), { readonly: true, timeout: 10_000 })
    try {
      return db
        .prepare(sql)
        .raw()
        .all(...params) as unknown[][]
    } finally {
      db.close()
    }
  }

  expectSound(): void {
    expect(this.rows('PRAGMA integrity_check')).toEqual([['ok']])
    expect(this.rows('PRAGMA foreign_key_check')).toEqual([])
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** What nobody answers any more. */
const isGone = (error: unknown) => error instanceof TypeError

describe.concurrent('a server that is killed again and again', () => {
  test('loses no byte of an upload that it had acknowledged', async () => {
    const registry = new Registry('upload')
    // Text, so that the whole way to a stored object can be walked with bytes that nobody else has.
    const bytes = Buffer.from(randomBytes(6 << 20).toString('base64'))
    const chunkBytes = 48 << 10
    await registry.start()
    await registry.signUp()
    const upload = await registry.beginUpload(bytes.length, '分镜.txt')
    let acknowledged = 0
    let kills = 0
    for (let round = 0; kills < killsWanted && round < roundsMax; round++) {
      const offset = await registry.offset(upload)
      expect(offset).toBeGreaterThanOrEqual(acknowledged)
      acknowledged = offset
      let dead = false
      const killed = sleep(randomInt(1, 40)).then(() => {
        dead = true
        return registry.kill()
      })
      while (!dead && acknowledged < bytes.length - chunkBytes) {
        const body = bytes.subarray(acknowledged, acknowledged + chunkBytes)
        const told = await registry.patch(upload, acknowledged, body).catch((error: unknown) => {
          if (isGone(error)) return null
          throw error
        })
        if (told === null) break
        expect(told).toBe(acknowledged + body.length)
        acknowledged = told
      }
      expect(acknowledged, 'the upload was over before the last kill').toBeLessThan(bytes.length - chunkBytes)
      await killed
      kills += 1
      await registry.start()
    }
    expect(kills).toBe(killsWanted)
    const offset = await registry.offset(upload)
    expect(offset).toBeGreaterThanOrEqual(acknowledged)
    expect(await registry.patch(upload, offset, bytes.subarray(offset))).toBe(bytes.length)
    const { status, body } = await registry.call('POST', '/api/files', { uploadId: upload.split('/').at(-1) })
    expect(status).toBe(201)
    expect(await registry.settled(String(body.id))).toMatchObject({ state: 'ready', sha256: sha256(bytes) })
    const content = await registry.fetch('GET', `/api/files/${body.id}/content`)
    expect(sha256(await content.bytes())).toBe(sha256(bytes))
    registry.expectSound()
    await registry.kill()
  }, 400_000)

  test('does each job of a file once, however often it had to begin again', async () => {
    const registry = new Registry('jobs')
    await registry.start()
    await registry.signUp()
    const files: { id: string; path: string }[] = []
    let kills = 0
    for (let round = 0; kills < killsWanted && round < roundsMax; round++) {
      const path = join(root, `video-${round}.mp4`)
      makeVideo(path, { seed: round + 1, durationSeconds: 6, shotSeconds: 2 })
      const id = await registry.accept(path)
      files.push({ id, path })
      // A job whose worker is lost five times is given up, so each file is shot at four times at most.
      const shotsMax = round % 2 === 0 ? 4 : 1
      for (let shots = 0; shots < shotsMax && kills < killsWanted; shots++) {
        // The first is aimed at the short time in which the upload becomes an object.
        if (shots === 0) await registry.hasBegun(id)
        await sleep(shots === 0 ? randomInt(0, 8) : randomInt(0, 500))
        const { state } = await registry.file(id)
        if (state !== 'storing' && state !== 'examining') break
        await registry.kill()
        kills += 1
        await registry.start()
        expect((await registry.file(id)).state).not.toBe('failed')
      }
      expect(await registry.settled(id)).toMatchObject({ state: 'ready' })
    }
    expect(kills).toBe(killsWanted)

    for (const { id, path } of files) {
      const view = await registry.file(id)
      const hash = sha256(await readFile(path))
      expect(view).toMatchObject({
        state: 'ready',
        sha256: hash,
        hasPoster: true,
        sizeBytes: (await readFile(path)).length,
      })
      const count = (sql: string, ...params: string[]) =>
        registry.rows(`SELECT count(*) FROM ${sql}`, ...params)[0]?.[0]
      expect({
        objects: count("objects WHERE sha256 = ? AND state = 'examined' AND has_poster = 1", hash),
        fingerprints: count("fingerprints WHERE part = 'frames' AND sha256 = ?", hash),
        examined: count("audit_entries WHERE subject_id = ? AND action = 'object.examined'", hash),
        stored: count("audit_entries WHERE subject_id = ? AND action = 'file.stored'", id),
        accepted: count("audit_entries WHERE subject_id = ? AND action = 'file.accepted'", id),
        jobs: count('jobs WHERE subject_id IN (?, ?)', id, hash),
      }).toEqual({ objects: 1, fingerprints: 1, examined: 1, stored: 1, accepted: 1, jobs: 3 })
      const poster = await registry.fetch('GET', `/api/files/${id}/poster`)
      expect({ status: poster.status, type: poster.headers.get('content-type') }).toEqual({
        status: 200,
        type: 'image/webp',
      })
      const content = await registry.fetch('GET', `/api/files/${id}/content`)
      expect(sha256(await content.bytes())).toBe(hash)
    }
    await vi.waitFor(() => expect(registry.rows("SELECT id FROM jobs WHERE state <> 'done'")).toEqual([]), {
      timeout: 20_000,
    })
    expect(registry.rows('SELECT id FROM jobs ORDER BY id')).toEqual(
      registry.rows('SELECT job_id FROM job_completions ORDER BY job_id'),
    )
    expect(registry.rows('SELECT count(*) FROM objects')).toEqual([[files.length]])
    expect(readdirSync(join(registry.dir, 'blobs/temp'))).toEqual([])
    expect(readdirSync(join(registry.dir, 'tmp'))).toEqual([])
    registry.expectSound()
    await registry.kill()
    await vi.waitFor(() => expect([...mediaProcesses].filter(isMediaProcess)).toEqual([]), { timeout: 30_000 })
  }, 400_000)

  test('keeps every registration that it had answered, and makes no half of any other', async () => {
    const registry = new Registry('registrations')
    await registry.start()
    await registry.signUp()
    const picture = await registry.accept(await makePicture(root, 7))
    expect(await registry.settled(picture)).toMatchObject({ state: 'ready' })
    const numbers = new Map<string, string>()
    const opened = new Set<string>()
    let kills = 0
    for (let round = 0; kills < killsWanted && round < roundsMax; round++) {
      const drafts = await Promise.all(
        Array.from({ length: 8 }, async (_, i) => {
          const draft = draftOf({ title: `第${round}夜 ${i}`, files: [{ fileId: picture }] })
          const { status, body } = await registry.call('POST', '/api/works', { kind: 'image', draft })
          expect(status).toBe(201)
          return String(body.id)
        }),
      )
      for (const id of drafts) opened.add(id)
      let open = drafts.length
      const register = async (id: string) => {
        const { status, body } = await registry.call('POST', `/api/works/${id}/registration`, { revision: 1 })
        expect(status).toBe(200)
        numbers.set(id, String(body.registrationNumber))
        open -= 1
      }
      const acknowledgedAtKill = randomInt(0, drafts.length)
      const answers = drafts.map((id) =>
        register(id).catch((error: unknown) => {
          if (!isGone(error)) throw error
        }),
      )
      await vi.waitFor(() => expect(drafts.length - open).toBeGreaterThanOrEqual(acknowledgedAtKill), {
        interval: 1,
        timeout: 30_000,
      })
      await sleep(randomInt(0, 4))
      const inFlight = open
      await registry.kill()
      await Promise.all(answers)
      if (inFlight > 0) kills += 1
      expectWholeOrDraft(registry, opened, numbers)
      await registry.start()
    }
    expect(kills).toBe(killsWanted)
    registry.expectSound()
    for (const [id, number] of numbers) {
      expect((await registry.call('GET', `/api/works/${id}`)).body).toMatchObject({ registrationNumber: number })
    }
    // What was left a draft can still be registered, and goes on with the next number.
    const left = registry.rows('SELECT id FROM works WHERE registration_number IS NULL').map(([id]) => String(id))
    for (const id of left) {
      const { status, body } = await registry.call('POST', `/api/works/${id}/registration`, { revision: 1 })
      expect(status).toBe(200)
      numbers.set(id, String(body.registrationNumber))
    }
    expectWholeOrDraft(registry, opened, numbers)
    expect(registry.rows('SELECT count(*) FROM registration_serials')).toEqual([[opened.size]])
    const found = await registry.call('GET', '/api/registry?query=%E7%AC%AC0%E5%A4%9C')
    expect((found.body.items as unknown[]).length).toBe(8)
    // A job whose worker is lost five times is given up: the log is published by any later one, and a search that never ended is
    // told as failed. Certificates wait for a home that prints them.
    const open = `SELECT name, error FROM jobs WHERE state <> 'done' AND name <> 'evidence.issue-certificate' AND NOT
      (state = 'dead' AND name IN ('evidence.publish-log', 'provenance.search-prior') AND error = 'worker_lost')`
    await vi.waitFor(() => expect(registry.rows(open)).toEqual([]), { timeout: 90_000 })
    expect(registry.rows('SELECT count(*) FROM index_entries')).toEqual([[1]])
    // The key of the log is an entry too.
    expect(registry.rows('SELECT count(*) FROM log_entries')).toEqual([[opened.size + 1]])
    const published = 'SELECT max(size) FROM log_checkpoints WHERE published_at IS NOT NULL'
    await vi.waitFor(() => expect(registry.rows(published)).toEqual([[opened.size + 1]]), { timeout: 30_000 })
    registry.expectSound()
    await registry.kill()
  }, 400_000)
})

/** Every work that was opened is there; each is registered with all that belongs to it, or is a draft with none of it. */
function expectWholeOrDraft(registry: Registry, opened: Set<string>, numbers: Map<string, string>): void {
  const works = registry.rows(`
    SELECT w.id, w.registration_number, w.current_version, v.state, v.revision,
      (SELECT printf('QY-%04d-%08d', s.year, s.serial) FROM registration_serials s WHERE s.work_id = w.id),
      (SELECT count(*) FROM works_search f JOIN registration_serials s ON f.rowid = s.year * 100000000 + s.serial
        WHERE s.work_id = w.id AND f.number = w.registration_number),
      (SELECT count(*) FROM audit_entries a WHERE a.subject_id = w.id AND a.action = 'work.registered'),
      (SELECT count(*) FROM jobs j WHERE j.subject_id = w.id AND j.name = 'fingerprints.index')
    FROM works w JOIN work_versions v ON v.work_id = w.id`)
  expect(works.map(([id]) => id).sort()).toEqual([...opened].sort())
  for (const [id, number, ...rest] of works) {
    if (number === null) expect([id, ...rest]).toEqual([id, null, 'draft', 1, null, 0, 0, 0])
    else expect([id, ...rest]).toEqual([id, 1, 'registered', 2, number, 1, 1, 1])
    const told = numbers.get(String(id))
    if (told !== undefined) expect(number).toBe(told)
  }
  const given = works.flatMap(([, number]) => (number === null ? [] : [String(number)])).sort()
  expect(new Set(given).size).toBe(given.length)
  expect(given.map((number) => Number(number.slice(-8)))).toEqual(given.map((_, i) => i + 1))
  expect(registry.rows('SELECT count(*) FROM works_search')).toEqual([[given.length]])
}
