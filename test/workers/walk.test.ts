import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TOTP } from 'otpauth'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { objectKey } from '../../src/domains/files/index.ts'
import { loadFingerprint } from '../../src/domains/fingerprints/queries/load-fingerprint.ts'
import { databaseQueue } from '../../src/jobs/queue.ts'
import { createNodeMedia } from '../../src/runtimes/node/media/node-media.ts'
import { openJobServer } from '../../src/runtimes/node/worker/job-server.ts'
import { workOn } from '../../src/runtimes/node/worker/work-loop.ts'
import { acceptedFile, examinedFile, storedFile, workerToken } from './media-worker.ts'
import { mailedToken, signedUp, visitor } from './visitor.ts'
import { type RunningWorkerd, startWorkerd } from './workerd.ts'

let workerd: RunningWorkerd
beforeAll(async () => {
  workerd = await startWorkerd({ QIANYIN_SECRET_KEY: `${'kGm2'.repeat(10)}kGk=` })
})
afterAll(() => workerd?.stop())

const refused = (status: number, code: string) => ({ status, body: { status, code, requestId: expect.any(String) } })
const jobsOf = (subjectId: string) =>
  workerd.db.rows({ sql: 'SELECT name, lane, state, attempts FROM jobs WHERE subject_id = ?', params: [subjectId] })

const draft = {
  title: '广州夜雨：骑楼下的来信',
  category: 'audiovisual',
  authors: [{ name: '林一', role: 'director' }],
  rightHolders: [{ name: '海珠映画', shareBasisPoints: 10_000 }],
  synopsis: '一封迟到三十年的信。',
}
type WorkAnswer = { id: string; registrationNumber: string | null; versions: { title: string; revision: number }[] }

describe('the house', () => {
  it('says that it lives, and that its database and files are there', async () => {
    const anyone = visitor(workerd.url)
    expect(await anyone.get('/healthz')).toMatchObject({ status: 200, body: { ok: true } })
    const ready = { ok: true, checks: { database: 'ok', files: 'ok' } }
    expect(await anyone.get('/readyz')).toMatchObject({ status: 200, body: ready })
  })

  it.each(['/', '/works/anything/deep', '/registry?query=夜雨'])('gives the web app at %s', async (path) => {
    const page = await visitor(workerd.url).raw('GET', path)
    expect(page.status).toBe(200)
    expect(page.headers.get('Content-Type')).toContain('text/html')
    expect(await page.text()).toContain('钤印')
  })

  it('gives the web app its parts, but nothing for an API path that does not exist', async () => {
    const anyone = visitor(workerd.url)
    expect(await (await anyone.raw('GET', '/assets/app.js')).text()).toBe('export {}')
    expect(await anyone.get('/api/nowhere')).toMatchObject(refused(404, 'route_not_found'))
  })

  it('describes its API', async () => {
    const { status, body } = await visitor(workerd.url).get('/api/openapi.json')
    expect(status).toBe(200)
    expect(Object.keys(body.paths as object)).toContain('/api/works/{id}/registration')
  })
})

describe('the transparency log', () => {
  it('is signed and published over D1 and R2, and served before the web app', async () => {
    const sql = `INSERT INTO jobs (id, key, name, lane, payload, subject_id, run_at, created_at)
      VALUES ('job_log', 'log', 'evidence.publish-log', 'light', '{}', 'log', 0, 0)`
    await workerd.db.batch([{ sql, params: [] }])
    // What changes something runs the jobs that are due.
    await signedUp(workerd)
    const anyone = visitor(workerd.url)
    const checkpoint = await vi.waitFor(
      async () => {
        const answer = await anyone.raw('GET', '/log/checkpoint')
        expect(answer.status).toBe(200)
        return answer.text()
      },
      { timeout: 20_000, interval: 250 },
    )
    expect(checkpoint).toMatch(/^\S+\/log\n1\n[A-Za-z0-9+/]{43}=\n\n— /)
    const tile = await anyone.raw('GET', '/log/tile/0/000.p/1')
    expect(tile.headers.get('Content-Type')).toBe('application/octet-stream')
    expect((await tile.arrayBuffer()).byteLength).toBe(32)
  })
})

describe('accounts', () => {
  it('are made, left and entered again', async () => {
    const { browser, email, password, personId } = await signedUp(workerd)
    const mine = { session: { person: { id: personId, email }, organisation: { name: '海珠映画', role: 'owner' } } }
    expect(await browser.get('/api/accounts/session')).toMatchObject({ status: 200, body: mine })

    expect(await browser.post('/api/accounts/sign-out')).toMatchObject({ status: 204 })
    expect((await browser.get('/api/accounts/session')).body).toEqual({ session: null })
    expect(await browser.get('/api/works')).toMatchObject(refused(401, 'sign_in_needed'))

    const wrong = { email, password: `${password}!` }
    expect(await browser.post('/api/accounts/sign-in', wrong)).toMatchObject(refused(401, 'wrong_credentials'))
    const stranger = { email: 'nobody@example.cn', password }
    expect(await browser.post('/api/accounts/sign-in', stranger)).toMatchObject(refused(401, 'wrong_credentials'))
    expect(await browser.post('/api/accounts/sign-in', { email, password })).toMatchObject({ status: 200, body: mine })
    expect((await browser.get('/api/accounts/session')).body).toMatchObject(mine)
  })

  it('end a session for good: its cookie opens nothing any more', async () => {
    const { browser } = await signedUp(workerd)
    const cookie = browser.cookie()
    await browser.post('/api/accounts/sign-out')
    const thief = visitor(workerd.url, { Cookie: cookie })
    expect((await thief.get('/api/accounts/session')).body).toEqual({ session: null })
  })

  it('seal the secret of an authenticator, and judge its codes', async () => {
    const { browser, password, personId } = await signedUp(workerd)
    const begun = await browser.post('/api/me/totp', { password })
    const secret = String(begun.body.secret)
    const kept = { sql: 'SELECT totp_secret FROM people WHERE id = ?', params: [personId] }
    expect(await workerd.db.rows(kept)).toEqual([[expect.stringMatching(/^v1\.[0-9a-f]{16}\./)]])
    const code = new TOTP({ secret }).generate()
    const confirmed = await browser.post('/api/me/totp/confirmation', { code })
    expect(confirmed).toMatchObject({ status: 200, body: { recoveryCodes: { length: 10 } } })
  })

  it('give one e-mail to one of two who ask at once', async () => {
    const email = 'both@example.cn'
    await visitor(workerd.url).post('/api/accounts/sign-up', { email })
    const input = {
      token: await mailedToken(workerd.db, email),
      password: '珠江夜雨落在骑楼上',
      name: 'A',
      organisation: { kind: 'studio', name: 'B', country: 'CN' },
    }
    const confirm = () => visitor(workerd.url).post('/api/accounts/sign-up/confirmation', input)
    const answers = await Promise.all([confirm(), confirm()])
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await workerd.db.rows({ sql: 'SELECT count(*) FROM people WHERE email = ?', params: [email] })).toEqual([
      [1],
    ])
  })

  it('are closed to the page of another site', async () => {
    const { browser } = await signedUp(workerd)
    const answer = await browser.raw('POST', '/api/accounts/sign-out', undefined, { Origin: 'https://evil.example' })
    expect(answer.status).toBe(403)
    expect((await browser.get('/api/accounts/session')).body).not.toEqual({ session: null })
  })
})

describe('works', () => {
  it('are drafted, saved, read, found in Chinese, and refused while they are incomplete', async () => {
    const { browser } = await signedUp(workerd)
    const made = await browser.post('/api/works', { kind: 'video', draft: { title: '未命名' } })
    expect(made).toMatchObject({ status: 201, body: { registrationNumber: null, versions: [{ revision: 1 }] } })
    const { id } = made.body as WorkAnswer

    const saved = await browser.put(`/api/works/${id}/draft`, { revision: 1, draft })
    expect(saved).toMatchObject({ status: 200, body: { versions: [{ title: draft.title, revision: 2 }] } })
    const late = await browser.put(`/api/works/${id}/draft`, { revision: 1, draft: { ...draft, title: '旧' } })
    expect(late).toMatchObject(refused(409, 'draft_changed_elsewhere'))
    expect((await browser.get(`/api/works/${id}`)).body).toEqual(saved.body)

    const found = async (query: string) => {
      const { status, body } = await browser.get(`/api/works?query=${encodeURIComponent(query)}`)
      expect(status).toBe(200)
      return (body.items as { id: string }[]).map((item) => item.id)
    }
    expect(await found('骑楼')).toEqual([id])
    expect(await found('楼骑')).toEqual([])
    expect(await found('%')).toEqual([])

    const incomplete = await browser.post(`/api/works/${id}/registration`, { revision: 2 })
    expect(incomplete).toMatchObject(refused(422, 'work_incomplete'))
    expect(incomplete.body.issues).toEqual([{ path: 'files', message: 'required' }])

    const stranger = await signedUp(workerd)
    expect(await stranger.browser.get(`/api/works/${id}`)).toMatchObject(refused(404, 'work_not_found'))
    expect((await stranger.browser.get('/api/works')).body).toEqual({ items: [], nextCursor: null })
  })

  it('are found by a title that is longer than a LIKE pattern of D1 may be', async () => {
    const { browser } = await signedUp(workerd)
    const title = '珠江边上一封迟到了三十年才寄到海珠桥头骑楼下的来信'
    const { body } = await browser.post('/api/works', { kind: 'video', draft: { title } })
    const answer = await browser.get(`/api/works?query=${encodeURIComponent(title)}`)
    expect(answer).toMatchObject({ status: 200, body: { items: [{ id: body.id }] } })
  })

  it('are registered under the next number, become public and searchable, and are indexed by a light job', async () => {
    const { browser, organisationId } = await signedUp(workerd)
    const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251)
    const file = await examinedFile(workerd, organisationId, bytes)
    const { body: made } = await browser.post('/api/works', {
      kind: 'video',
      draft: { ...draft, files: [{ fileId: file.id }] },
    })
    const { id } = made as WorkAnswer

    const registered = await browser.post(`/api/works/${id}/registration`, { revision: 1 })
    const year = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear()
    const number = `QY-${year}-00000001`
    expect(registered).toMatchObject({ status: 200, body: { registrationNumber: number } })

    const anyone = visitor(workerd.url)
    const search = async (query: string) => {
      const { status, body } = await anyone.get(`/api/registry?query=${encodeURIComponent(query)}`)
      expect(status).toBe(200)
      return (body.items as { registrationNumber: string }[]).map((item) => item.registrationNumber)
    }
    for (const part of ['骑楼下', '夜雨', '迟到三十年', '海珠映', number]) expect(await search(part)).toEqual([number])
    expect(await search('雨夜')).toEqual([])
    const entry = await anyone.get(`/api/registry/${number}`)
    expect(entry).toMatchObject({ status: 200, body: { title: draft.title, files: [{ sha256: file.sha256 }] } })
    expect(await anyone.get('/api/registry/QY-2026-99999999')).toMatchObject(refused(404, 'registration_not_found'))

    // The search for earlier registrations needs the index, which a Node home over the same database has.
    const jobs = [
      ['fingerprints.index', 'light', 'done', 1],
      ['provenance.search-prior', 'media', 'queued', 0],
    ]
    await vi.waitFor(async () => expect(await jobsOf(id)).toEqual(jobs), 10_000)
    const indexed = { sql: 'SELECT sha256 FROM index_entries', params: [] }
    expect(await workerd.db.rows(indexed)).toEqual([[file.sha256]])

    const frozen = await browser.put(`/api/works/${id}/draft`, { revision: 2, draft })
    expect(frozen).toMatchObject(refused(409, 'no_draft'))
    expect(await browser.post(`/api/works/${id}/amendment`)).toMatchObject({
      status: 201,
      body: { versions: [{}, {}] },
    })
  })

  it('get numbers without a gap when several are registered at once', async () => {
    const { browser, organisationId } = await signedUp(workerd)
    const ids = await Promise.all(
      [1, 2, 3, 4].map(async (seed) => {
        const { id: fileId } = await examinedFile(workerd, organisationId, new Uint8Array(100).fill(seed))
        const { body } = await browser.post('/api/works', { kind: 'video', draft: { ...draft, files: [{ fileId }] } })
        return body.id as string
      }),
    )
    const answers = await Promise.all(ids.map((id) => browser.post(`/api/works/${id}/registration`, { revision: 1 })))
    const serials = answers.map(({ body }) => Number(String(body.registrationNumber).slice(-8))).sort((a, b) => a - b)
    expect(serials).toEqual([0, 1, 2, 3].map((i) => (serials[0] ?? 0) + i))
  })
})

describe('files and media jobs', () => {
  it('are taken only where a media worker runs, and a refusal leaves nothing behind', async () => {
    const { browser, organisationId } = await signedUp(workerd)
    const upload = await browser.post('/api/uploads')
    expect(upload).toMatchObject(refused(503, 'media_worker_needed'))
    expect(upload.headers.get('Content-Type')).toContain('application/problem+json')
    const accepted = await browser.post('/api/files', { uploadId: 'a'.repeat(40) })
    expect(accepted).toMatchObject(refused(503, 'media_worker_needed'))
    const rows = { sql: 'SELECT count(*) FROM files WHERE organisation_id = ?', params: [organisationId] }
    expect(await workerd.db.rows(rows)).toEqual([[0]])
  })

  it('wait in the queue for a media worker, whatever happens here', async () => {
    const { browser, organisationId } = await signedUp(workerd)
    const id = await acceptedFile(workerd, organisationId, 5000)
    await browser.post('/api/works', { kind: 'video', draft: { title: '一', files: [{ fileId: id }] } })
    await workerd.tick()
    expect(await jobsOf(id)).toEqual([['files.store', 'media', 'queued', 0]])
    expect((await browser.get(`/api/files/${id}`)).body).toMatchObject({ state: 'storing', progress: 0, sha256: null })
  })

  it('go on by the cron trigger: an examined file starts the checks that waited for it', async () => {
    const { browser, organisationId } = await signedUp(workerd)
    const file = await examinedFile(workerd, organisationId, new Uint8Array(300).fill(77))
    const check = await browser.post('/api/checks', { fileId: file.id })
    expect(check).toMatchObject({ status: 201, body: { state: 'waiting' } })
    const queue = databaseQueue(workerd.db, { nowMs: () => Date.now() })
    const news = { name: 'object.examined', payload: { sha256: file.sha256 }, key: file.sha256, subjectId: file.sha256 }
    await workerd.db.batch(queue.emit(news))
    await workerd.tick()
    expect(await jobsOf(file.sha256)).toEqual([['fingerprints.start-checks', 'light', 'done', 1]])
    expect(await jobsOf(String(check.body.id))).toEqual([['fingerprints.match', 'media', 'queued', 0]])
  })

  it('give the bytes of a stored file, in parts when asked to, to its owner alone', async () => {
    const { browser, organisationId } = await signedUp(workerd)
    const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256)
    const { id, sha256 } = await examinedFile(workerd, organisationId, bytes)
    expect(await workerd.blobs.head(objectKey(sha256))).toEqual({ sizeBytes: 70_000, contentType: 'video/mp4' })
    const whole = await browser.raw('GET', `/api/files/${id}/content`)
    expect(Buffer.compare(await whole.bytes(), bytes)).toBe(0)
    const part = await browser.raw('GET', `/api/files/${id}/content`, undefined, { Range: 'bytes=69990-' })
    expect([part.status, part.headers.get('Content-Range')]).toEqual([206, 'bytes 69990-69999/70000'])
    expect(await part.bytes()).toEqual(bytes.slice(69_990))
    const { browser: stranger } = await signedUp(workerd)
    expect(await stranger.get(`/api/files/${id}/content`)).toMatchObject(refused(404, 'file_not_found'))
  })

  it('are examined by a media worker elsewhere, which gets the bytes through here', async () => {
    const { browser, organisationId } = await signedUp(workerd)
    const bytes = await sharp({
      create: {
        width: 90,
        height: 60,
        channels: 3,
        background: '#a33',
        noise: { type: 'gaussian', sigma: 30, mean: 90 },
      },
    })
      .png()
      .toBuffer()
    const { id, sha256 } = await storedFile(workerd, organisationId, bytes, 'image')
    const broken = await storedFile(workerd, organisationId, bytes.subarray(0, bytes.length / 2), 'image')
    const [media, dir, stop] = [
      createNodeMedia({ concurrency: 1 }),
      await mkdtemp(join(tmpdir(), 'remote-')),
      new AbortController(),
    ]
    const server = openJobServer({ origin: workerd.url, token: await workerToken(workerd) })
    const working = workOn({ server, media, dir, log: () => {} }, stop.signal)
    try {
      const stateOf = async (file: string) => (await browser.get(`/api/files/${file}`)).body
      await vi.waitFor(async () => expect(await stateOf(id)).toMatchObject({ state: 'ready', hasPoster: true }), 20_000)
      await vi.waitFor(async () => expect(await stateOf(broken.id)).toMatchObject({ state: 'refused' }), 20_000)
    } finally {
      stop.abort()
      await working
      await media.close()
      await rm(dir, { recursive: true })
    }
    const poster = await browser.raw('GET', `/api/files/${id}/poster`)
    expect([poster.status, poster.headers.get('Content-Type')]).toEqual([200, 'image/webp'])
    expect((await loadFingerprint(workerd, sha256)).kind).toBe('image')
  })

  it('are followed by events', async () => {
    const { browser, organisationId } = await signedUp(workerd)
    const { id } = await examinedFile(workerd, organisationId, new Uint8Array(200).fill(3))
    const events = await browser.raw('GET', `/api/files/${id}/progress`)
    expect(events.headers.get('Content-Type')).toBe('text/event-stream')
    expect(await events.text()).toMatch(/^retry: 500\n\nevent: file\ndata: \{.*"state":"ready".*\}\n\n$/)
  })
})
