import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeToken } from '../../src/domains/accounts/index.ts'
import { loadFingerprint } from '../../src/domains/fingerprints/queries/load-fingerprint.ts'
import type { LeasedJob } from '../../src/jobs/contract.ts'
import { startRunner } from '../../src/jobs/runner.ts'
import { readConfig } from '../../src/runtimes/node/config.ts'
import { type RunningServer, startServer } from '../../src/runtimes/node/serve.ts'
import { makeVideo } from '../kit/media.ts'
import { makePicture } from '../kit/pictures.ts'
import { openWorld, type Person, type World } from '../kit/world.ts'

const program = new URL('../../bin/qianyin.mjs', import.meta.url).pathname
let world: World
let server: RunningServer
let lin: Person
/** The secret of an API token of the platform that may do media jobs. */
let secret: string
const workers = new Set<ChildProcess>()

const settings = { QIANYIN_EXAMINE: 'remote', QIANYIN_JOB_LEASE_SECONDS: '2' }

beforeAll(async () => {
  world = await openWorld(settings)
  const config = readConfig({ ...settings, QIANYIN_DATA: world.dir, QIANYIN_MEDIA_WORKERS: '1' })
  server = await startServer(world.home, { ...config, QIANYIN_PORT: 0 }, () => {})
  lin = await world.signUp('lin')
  secret = (await tokenOf('org_platform', 'media_jobs')).secret
})
afterEach(async () => {
  for (const worker of workers) await ended(worker, 'SIGKILL')
})
afterAll(async () => {
  await server.stop()
  await world.close()
})

/** Made by the person at the machine, as `qianyin admin token create` does. */
async function tokenOf(organisationId: string, ...scopes: string[]) {
  const ctx = { ...world.home.base, requestId: 'test', caller: { address: '', userAgent: '' } }
  return makeToken({ ...ctx, actor: { kind: 'operator', organisationId } }, { name: 'w', scopes, expiresInDays: 1 })
}

function startWorker(url = server.url, token = secret): ChildProcess {
  const worker = spawn(process.execPath, [program, 'worker', '--api', url, '--concurrency', '1', '--temp', temp()], {
    env: { ...process.env, QIANYIN_TOKEN: token, QIANYIN_LOG: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  workers.add(worker)
  worker.once('exit', () => workers.delete(worker))
  return worker
}
const temp = () => join(world.dir, 'worker')

async function ended(worker: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (worker.exitCode !== null || worker.signalCode !== null) return worker.exitCode
  const gone = once(worker, 'exit')
  worker.kill(signal)
  const [code] = await gone
  return code
}

const settled = (id: string) =>
  vi.waitFor(
    async () => {
      const { body } = await lin.call('GET', `/api/files/${id}`)
      expect(['ready', 'refused', 'failed']).toContain(body.state)
      return body
    },
    { timeout: 60_000, interval: 50 },
  )
/** Its state, how often it was tried, what went wrong and who holds it. */
const examineJob = async (sha256: unknown) => {
  const [[state, attempts, error, lease] = []] = await world.sql(
    "SELECT state, attempts, error, lease_token FROM jobs WHERE subject_id = ? AND name = 'fingerprints.examine'",
    String(sha256),
  )
  return { state, attempts, error, lease }
}
const begun = (sha256: string) =>
  vi.waitFor(async () => expect(await examineJob(sha256)).toMatchObject({ state: 'running', attempts: 1 }), {
    timeout: 30_000,
    interval: 5,
  })
const accepted = async (path: string) => {
  const { body } = await lin.call('POST', '/api/files', { uploadId: await lin.upload(path) })
  return String(body.id)
}
/** The file's bytes are stored, and its examining waits for a worker elsewhere. */
const stored = (id: string) =>
  vi.waitFor(
    async () => {
      const { body } = await lin.call('GET', `/api/files/${id}`)
      expect(body.sha256).not.toBeNull()
      return String(body.sha256)
    },
    { timeout: 30_000, interval: 30 },
  )
const film = (seed: number, durationSeconds: number) => {
  const path = join(world.dir, `film-${seed}.mp4`)
  makeVideo(path, { seed, durationSeconds })
  return path
}

describe('a worker elsewhere', () => {
  test('examines films and pictures as the server itself would, and cleans up behind itself', async () => {
    const [video, picture] = [film(1, 3), await makePicture(world.dir, 71)]
    const ids = [await accepted(video), await accepted(picture)]
    startWorker()
    for (const [i, id] of ids.entries()) {
      const file = await settled(id)
      expect(file).toMatchObject({ state: 'ready', hasPoster: true })
      const path = [video, picture][i] ?? ''
      const { media, limits, db } = world.home.base
      const here = await media.fingerprint({ path }, { limits: limits.media })
      expect(await loadFingerprint({ db }, String(file.sha256))).toEqual(here)
      const poster = await lin.fetch('GET', `/api/files/${id}/poster`)
      expect(await poster.bytes()).toEqual(new Uint8Array(await media.poster({ path }, { sidePixelsMax: 720 })))
    }
    expect(
      await world.sql("SELECT actor_kind, token_id IS NOT NULL FROM audit_entries WHERE action = 'object.examined'"),
    ).toEqual([
      ['token', 1],
      ['token', 1],
    ])
    expect(existsSync(temp()) ? readdirSync(temp()) : []).toEqual([])
    expect(world.errors).toEqual([])
  })

  test('has a broken film refused for good', async () => {
    const path = join(world.dir, 'cut.mkv')
    makeVideo(path, { seed: 3, durationSeconds: 6 })
    const bytes = await readFile(path)
    await writeFile(path, bytes.subarray(0, bytes.length / 2))
    const id = await accepted(path)
    startWorker()
    expect(await settled(id)).toMatchObject({ state: 'refused', refusal: { code: 'media_truncated' } })
  })

  test('that is killed loses nothing: another one does the job, once', async () => {
    const id = await accepted(film(4, 8))
    const sha256 = await stored(id)
    const first = startWorker()
    await begun(sha256)
    await ended(first, 'SIGKILL')
    expect(await examineJob(sha256)).toMatchObject({ state: 'running', attempts: 1 })
    startWorker()
    expect(await settled(id)).toMatchObject({ state: 'ready' })
    expect(await examineJob(sha256)).toMatchObject({ state: 'done', attempts: 2, error: null })
    const told = "SELECT count(*) FROM audit_entries WHERE action = 'object.examined' AND subject_id = ?"
    expect(await world.sql(told, sha256)).toEqual([[1]])
  })

  test('that is told to stop hands its job back at once, and no try is counted', async () => {
    const id = await accepted(film(5, 8))
    const sha256 = await stored(id)
    const worker = startWorker()
    await begun(sha256)
    expect(await ended(worker, 'SIGTERM')).toBe(0)
    expect(await examineJob(sha256)).toEqual({ state: 'queued', attempts: 0, error: 'stopped', lease: null })
    startWorker()
    expect(await settled(id)).toMatchObject({ state: 'ready' })
  })

  test('with a token that may not ends with code 2 and one line', async () => {
    for (const [organisationId, scope, code] of [
      ['org_platform', 'read', 'scope_missing'],
      [await world.organisationOf(lin), 'register', 'scope_missing'],
    ] as const) {
      const worker = startWorker(server.url, (await tokenOf(organisationId, scope)).secret)
      let words = ''
      worker.stderr?.setEncoding('utf8').on('data', (text) => {
        words += text
      })
      const [exitCode] = await once(worker, 'close')
      expect([exitCode, words]).toEqual([2, expect.stringMatching(new RegExp(`^[^\\n]+\\(${code}\\)\\n$`))])
    }
  })
})

describe('the jobs of workers', () => {
  const call = async (method: string, path: string, body?: unknown, token = secret) => {
    const headers = { Authorization: `Bearer ${token}` }
    return world.anonymous.call(method, path, body, headers)
  }
  const lease = async () => (await call('POST', '/api/jobs/leases')).body.job as LeasedJob | null
  const broke = { kind: 'Unavailable', code: 'media_worker_failed', message: 'It broke' }

  test('are done once: what comes after the lease was lost changes nothing', async () => {
    const sha256 = await stored(await accepted(film(6, 2)))
    const lost = await lease()
    world.later(3000)
    const held = await lease()
    expect([lost?.attempts, held?.attempts, held?.id]).toEqual([1, 2, lost?.id])
    const progress = (job: LeasedJob | null) =>
      call('PUT', `/api/jobs/${job?.id}/progress`, { lease: job?.lease, fraction: 0.5, step: 'examining' })
    expect((await progress(lost)).body).toMatchObject({ status: 409, code: 'lease_lost' })
    expect((await progress(held)).status).toBe(204)
    expect((await call('POST', `/api/jobs/${lost?.id}/failure`, { lease: lost?.lease, ...broke })).status).toBe(409)
    const other = (await tokenOf('org_platform', 'media_jobs')).secret
    const theirs = await call('POST', `/api/jobs/${held?.id}/failure`, { lease: held?.lease, ...broke }, other)
    expect(theirs.body).toMatchObject({ status: 404, code: 'job_not_found' })
    expect(await examineJob(sha256)).toEqual({ state: 'running', attempts: 2, error: null, lease: held?.lease })
    await call('POST', `/api/jobs/${held?.id}/failure`, { lease: held?.lease, ...broke, code: 'worker_stopping' })
  })

  test('that fail again and again are given up, and shown as failed', async () => {
    const id = await accepted(film(7, 2))
    const sha256 = await stored(id)
    for (let tries = 1; tries <= 5; tries++) {
      let job = await lease()
      while (job && (await examineJob(sha256)).lease !== job.lease) job = await lease()
      expect(job?.attempts).toBe(tries)
      expect((await call('POST', `/api/jobs/${job?.id}/failure`, { lease: job?.lease, ...broke })).status).toBe(204)
      world.later(60_000)
    }
    expect(await examineJob(sha256)).toMatchObject({ state: 'dead', attempts: 5 })
    expect(await settled(id)).toMatchObject({ state: 'failed' })
  })

  test('are left alone by the server, where they are for workers elsewhere', async () => {
    const sha256 = await stored(await accepted(film(8, 2)))
    const runner = startRunner(world.home.base, world.home.runner, 1)
    await new Promise((resolve) => setTimeout(resolve, 600))
    await runner.stop()
    expect(await examineJob(sha256)).toMatchObject({ state: 'queued', attempts: 0 })
  })

  test('give no token to anyone but the platform', async () => {
    const { body } = await lin.call('POST', '/api/tokens', { name: 'w', scopes: ['media_jobs'], expiresInDays: 1 })
    expect(body).toMatchObject({ status: 403, code: 'scope_not_yours' })
  })
})
