import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { FileView } from '../../src/domains/files/contract.ts'
import { databaseQueue } from '../../src/jobs/queue.ts'
import { type JobHandler, handlers as rooms } from '../../src/jobs/rooms.ts'
import { type JobBase, type RunnerOptions, runNextJob, startRunner, workUntil } from '../../src/jobs/runner.ts'
import { takeJob } from '../../src/jobs/store.ts'
import { AppError, conflict, forbidden, invalid, notFound, RetryAfter } from '../../src/kernel/errors.ts'
import type { Context } from '../../src/ports/context.ts'
import type { Statement } from '../../src/ports/db.ts'
import type { RequestedJob } from '../../src/ports/queue.ts'
import { projectDir } from '../../src/runtimes/node/node-home.ts'
import { openSqlite } from '../../src/runtimes/node/sqlite-db.ts'
import { makePicture } from '../kit/pictures.ts'
import { openWorld, type Person, type World } from '../kit/world.ts'

const leaseMs = 30_000
const lanes = ['media', 'light'] as const

let world: World
let base: JobBase
let nowMs = 1_800_000_000_000
let logged: Record<string, unknown>[] = []
let requested = 0

beforeAll(async () => {
  world = await openWorld()
  const clock = { nowMs: () => nowMs }
  base = { ...world.home.base, clock, queue: databaseQueue(world.home.db, clock) }
  await base.db.batch([{ sql: 'CREATE TABLE effects (job_id TEXT NOT NULL, worker TEXT NOT NULL)', params: [] }])
})
beforeEach(async () => {
  logged = []
  await forgetAll()
})
afterAll(() => world.close())

const forgetAll = () =>
  base.db.batch(['effects', 'job_completions', 'jobs'].map((table) => ({ sql: `DELETE FROM ${table}`, params: [] })))

/** Queues a job for the handler `name` and returns the job's id. */
async function request(name: string, more: Partial<RequestedJob> = {}): Promise<string> {
  const key = `${name}:${++requested}`
  await base.db.batch(base.queue.enqueue({ name, payload: {}, key, lane: 'light', subjectId: key, ...more }))
  const [row] = await world.sql('SELECT id FROM jobs WHERE key = ?', more.key ?? key)
  return String(row?.[0])
}

/** Runs one job as the worker `name`; resolves to false when none was due. */
function work(name: string, handlers: Record<string, JobHandler>, more: Partial<RunnerOptions> = {}): Promise<boolean> {
  return runNextJob(base, optionsOf(name, handlers, more), new AbortController().signal)
}

const optionsOf = (worker: string, handlers: Record<string, JobHandler>, more: Partial<RunnerOptions> = {}) => ({
  worker,
  lanes,
  leaseMs,
  attemptsMax: 5,
  handlers,
  log: (event: Record<string, unknown>) => void logged.push(event),
  ...more,
})

const effect = (ctx: Context, worker: string): Statement => ({
  sql: 'INSERT INTO effects VALUES (?, ?)',
  params: [ctx.requestId, worker],
})
/** Does its work in one batch with the completion, as every command of a job does. */
const doing =
  (worker: string): JobHandler =>
  async (ctx) => {
    await ctx.db.batch([effect(ctx, worker), ...ctx.completion])
  }
const failing =
  (error: unknown): JobHandler =>
  async () => {
    throw error
  }

const effectsOf = async (id: string) => (await world.sql('SELECT worker FROM effects WHERE job_id = ?', id)).flat()
const columns = ['state', 'attempts', 'run_at', 'lease_until', 'progress', 'step', 'error', 'finished_at'] as const
async function jobRow(id: string) {
  const [row] = await world.sql(`SELECT ${columns.join()} FROM jobs WHERE id = ?`, id)
  return Object.fromEntries(columns.map((column, i) => [column, row?.[i]]))
}

/** A handler that stops in the middle until it is told to go on. */
function paused(then: JobHandler) {
  const [entered, resumed] = [Promise.withResolvers<Context>(), Promise.withResolvers<void>()]
  const handler: JobHandler = async (ctx, payload) => {
    entered.resolve(ctx)
    await resumed.promise
    await then(ctx, payload)
  }
  return { handler, entered: entered.promise, resume: resumed.resolve }
}

describe('a lease', () => {
  test('names its worker, ends in time, and is gone when the job is done', async () => {
    const id = await request('slow')
    const slow = paused(doing('first'))
    const running = work('first', { slow: slow.handler })
    await slow.entered
    const [[token] = []] = await world.sql('SELECT lease_token FROM jobs WHERE id = ?', id)
    expect(token).toMatch(/^first:/)
    expect(await jobRow(id)).toMatchObject({ state: 'running', attempts: 1, lease_until: nowMs + leaseMs })
    nowMs += 5000
    slow.resume()
    expect(await running).toBe(true)
    expect(await jobRow(id)).toEqual({
      state: 'done',
      attempts: 1,
      run_at: nowMs - 5000,
      lease_until: null,
      progress: 1,
      step: '',
      error: null,
      finished_at: nowMs,
    })
  })

  test('keeps the job from others until its last moment, and not longer', async () => {
    const id = await request('slow')
    const slow = paused(doing('first'))
    const running = work('first', { slow: slow.handler })
    await slow.entered
    nowMs += leaseMs
    expect(await work('second', { slow: doing('second') })).toBe(false)
    nowMs += 1
    expect(await work('second', { slow: doing('second') })).toBe(true)
    expect(await effectsOf(id)).toEqual(['second'])
    slow.resume()
    await running
  })

  test('is renewed while the worker lives', async () => {
    const id = await request('slow')
    const slow = paused(doing('first'))
    const running = work('first', { slow: slow.handler }, { leaseMs: 30 })
    await slow.entered
    nowMs += 25
    await vi.waitFor(async () => expect(await jobRow(id)).toMatchObject({ lease_until: nowMs + 30 }))
    nowMs += 25
    expect(await work('second', { slow: doing('second') })).toBe(false)
    slow.resume()
    await running
    expect(await effectsOf(id)).toEqual(['first'])
  })

  test('that was lost is told to the job that still runs', async () => {
    await request('slow')
    const [first, second] = [paused(doing('first')), paused(doing('second'))]
    const one = work('first', { slow: first.handler }, { leaseMs: 30 })
    const { signal } = await first.entered
    nowMs += 31
    const two = work('second', { slow: second.handler })
    await second.entered
    await vi.waitFor(() => expect(signal.aborted).toBe(true))
    expect((await second.entered).signal.aborted).toBe(false)
    first.resume()
    second.resume()
    await Promise.all([one, two])
  })

  test('that was lost makes the late batch change nothing', async () => {
    const id = await request('slow')
    const slow = paused(doing('first'))
    const first = work('first', { slow: slow.handler })
    await slow.entered
    nowMs += leaseMs + 1
    await work('second', { slow: doing('second') })
    const done = await jobRow(id)
    slow.resume()
    expect(await first).toBe(true)
    expect(await effectsOf(id)).toEqual(['second'])
    expect(await jobRow(id)).toEqual(done)
    expect(logged).toEqual([])
  })

  test('that was lost gives the job one effect also when the first worker is the quicker one', async () => {
    const id = await request('slow')
    const [first, second] = [paused(doing('first')), paused(doing('second'))]
    const one = work('first', { slow: first.handler })
    await first.entered
    nowMs += leaseMs + 1
    const two = work('second', { slow: second.handler })
    await second.entered
    first.resume()
    await one
    second.resume()
    await two
    expect(await effectsOf(id)).toEqual(['first'])
    expect(await jobRow(id)).toMatchObject({ state: 'done', attempts: 2, error: null })
    expect(await work('third', { slow: doing('third') })).toBe(false)
  })

  test.each([
    ['fails', new Error('late')],
    ['is refused', invalid('media_broken', 'late')],
    ['asks for more time', new RetryAfter(1, 'late')],
  ])('that was lost leaves the job alone when its old worker %s', async (_how, error) => {
    const id = await request('slow')
    const [first, second] = [paused(failing(error)), paused(doing('second'))]
    const one = work('first', { slow: first.handler })
    await first.entered
    nowMs += leaseMs + 1
    const two = work('second', { slow: second.handler })
    await second.entered
    const running = await jobRow(id)
    first.resume()
    await one
    expect(await jobRow(id)).toEqual(running)
    second.resume()
    await two
    expect(await jobRow(id)).toMatchObject({ state: 'done', error: null })
    expect(logged).toEqual([])
  })
})

describe('a job that fails', () => {
  test('is tried again after a pause that doubles, up to a minute', async () => {
    const id = await request('flaky')
    const pauses: number[] = []
    const options = { attemptsMax: 9 }
    const flaky = failing(new Error('disk on fire'))
    while (await work('first', { flaky }, options)) {
      const { state, run_at: runAt } = await jobRow(id)
      if (state === 'dead') break
      pauses.push(Number(runAt) - nowMs)
      nowMs = Number(runAt) - 1
      expect(await work('first', { flaky }, options)).toBe(false)
      nowMs += 1
    }
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    expect(await jobRow(id)).toMatchObject({
      state: 'dead',
      attempts: 9,
      error: 'Error: disk on fire',
      lease_until: null,
    })
    expect(logged.at(-1)).toMatchObject({ level: 'error', event: 'job.dead', job: id, name: 'flaky' })
    nowMs += 3_600_000
    expect(await work('first', { flaky: doing('first') }, options)).toBe(false)
  })

  test('and then does not has no error left', async () => {
    const id = await request('flaky')
    await work('first', { flaky: failing(conflict('busy', 'later')) })
    nowMs += 1000
    await work('first', { flaky: doing('first') })
    expect(await jobRow(id)).toMatchObject({ state: 'done', attempts: 2, error: null })
    expect(await effectsOf(id)).toEqual(['first'])
  })

  test('after part of its work leaves nothing of it, for all is one batch', async () => {
    const id = await request('half')
    await work('first', {
      half: async (ctx) => {
        await ctx.db.batch([
          effect(ctx, 'first'),
          ...ctx.completion,
          { sql: 'INSERT INTO effects VALUES (1)', params: [] },
        ])
      },
    })
    expect(await effectsOf(id)).toEqual([])
    expect(await jobRow(id)).toMatchObject({ state: 'queued', attempts: 1 })
  })

  test('is not counted when it asks for more time', async () => {
    const id = await request('waiting')
    for (let i = 0; i < 12; i++) {
      expect(await work('first', { waiting: failing(new RetryAfter(7, 'not yet')) })).toBe(true)
      expect(await jobRow(id)).toMatchObject({ state: 'queued', attempts: 0, run_at: nowMs + 7000 })
      nowMs += 7000
    }
    await work('first', { waiting: doing('first') })
    expect(await jobRow(id)).toMatchObject({ state: 'done', attempts: 1 })
  })

  test.each([
    ['Invalid', invalid('media_broken', 'no stream')],
    ['NotFound', notFound('file')],
    ['Forbidden', forbidden('role_may_not', 'no')],
  ])('for good (%s) is dead at once, with the reason', async (_kind, error) => {
    const id = await request('hopeless')
    await work('first', { hopeless: failing(error) })
    expect(await jobRow(id)).toMatchObject({
      state: 'dead',
      attempts: 1,
      error: `AppError: ${error.message}`,
      finished_at: nowMs,
    })
  })

  test('because its machine is not there now is tried again', async () => {
    const id = await request('unlucky')
    await work('first', { unlucky: failing(new AppError('Unavailable', 'media_worker_failed', 'killed')) })
    expect(await jobRow(id)).toMatchObject({ state: 'queued', attempts: 1, error: 'AppError: killed' })
  })

  test('because nobody knows its name is dead', async () => {
    const id = await request('from.the.future')
    await work('first', {})
    expect(await jobRow(id)).toMatchObject({ state: 'dead' })
  })
})

describe('a worker that is killed', () => {
  const takeAndDie = (attempt: number) =>
    takeJob(base.db, { lanes, token: `killed:${attempt}`, nowMs, leaseMs }).then(() => {
      nowMs += leaseMs + 1
    })

  test('again and again at the same job ends it as worker_lost, and the next job goes on', async () => {
    const [id, next] = [await request('deadly'), await request('harmless', { lane: 'media' })]
    await base.db.batch([{ sql: 'UPDATE jobs SET run_at = ? WHERE id = ?', params: [nowMs + 1_000_000, next] }])
    for (let attempt = 1; attempt <= 5; attempt++) await takeAndDie(attempt)
    expect(await jobRow(id)).toMatchObject({ state: 'running', attempts: 5 })
    nowMs += 1_000_000
    const handlers = { deadly: doing('first'), harmless: doing('first') }
    expect(await work('first', handlers)).toBe(true)
    expect(await jobRow(id)).toMatchObject({ state: 'dead', attempts: 5, error: 'worker_lost', finished_at: nowMs })
    expect(await jobRow(next)).toMatchObject({ state: 'done' })
    expect(logged).toMatchObject([{ level: 'error', event: 'job.dead', count: 1, error: 'worker_lost' }])
    expect(await effectsOf(id)).toEqual([])
    expect(await work('first', handlers)).toBe(false)
  })

  test('four times does not keep the fifth from finishing', async () => {
    const id = await request('heavy')
    for (let attempt = 1; attempt <= 4; attempt++) await takeAndDie(attempt)
    expect(await work('fifth', { heavy: doing('fifth') })).toBe(true)
    expect(await jobRow(id)).toMatchObject({ state: 'done', attempts: 5 })
    expect(await effectsOf(id)).toEqual(['fifth'])
  })
})

describe('asking for work', () => {
  const sha256 = 'ab'.repeat(32)
  const event = { name: 'object.examined', payload: { sha256 }, key: 'once', subjectId: sha256 }
  const jobsOf = (subjectId: string) => world.sql('SELECT key, state FROM jobs WHERE subject_id = ?', subjectId)

  test('by an event that is told twice starts its job once, also when the job is long done', async () => {
    await base.db.batch([...base.queue.emit(event), ...base.queue.emit(event)])
    await base.db.batch(base.queue.emit(event))
    expect(await jobsOf(sha256)).toEqual([['fingerprints.start-checks:once', 'queued']])
    await work('first', { 'fingerprints.start-checks': doing('first') })
    await base.db.batch(base.queue.emit(event))
    expect(await jobsOf(sha256)).toEqual([['fingerprints.start-checks:once', 'done']])
    expect(await work('first', {})).toBe(false)
  })

  test('by an event that nobody hears starts nothing', () => {
    expect(base.queue.emit({ ...event, name: 'nobody.listens' })).toEqual([])
  })

  test('in a batch that fails starts nothing', async () => {
    const broken = { sql: 'INSERT INTO effects VALUES (NULL, NULL)', params: [] }
    await expect(base.db.batch([...base.queue.emit(event), broken])).rejects.toThrow()
    expect(await jobsOf(sha256)).toEqual([])
  })

  test('on a condition starts the job only when it holds at that moment', async () => {
    const onlyIf = { sql: 'SELECT 1 FROM effects WHERE job_id = ? AND worker = ?', params: ['thing', 'it’s ready?'] }
    const asked = (key: string) =>
      base.queue.enqueue({ name: 'then', payload: {}, key, lane: 'light', subjectId: 'thing', onlyIf })
    await base.db.batch(asked('before'))
    const becomes = { sql: 'INSERT INTO effects VALUES (?, ?)', params: ['thing', 'it’s ready?'] }
    await base.db.batch([becomes, ...asked('after')])
    expect(await jobsOf('thing')).toEqual([['after', 'queued']])
  })

  test('of one lane is left by workers of another', async () => {
    const [media, light] = [await request('decode', { lane: 'media' }), await request('tell', { lane: 'light' })]
    const handlers = { decode: doing('w'), tell: doing('w') }
    expect(await work('w', handlers, { lanes: ['light'] })).toBe(true)
    expect(await work('w', handlers, { lanes: ['light'] })).toBe(false)
    expect([await effectsOf(media), await effectsOf(light)]).toEqual([[], ['w']])
    expect(await work('w', handlers, { lanes: ['media'] })).toBe(true)
    expect(await effectsOf(media)).toEqual(['w'])
  })

  test('is served in the order in which it became due', async () => {
    const ids: string[] = []
    for (let i = 0; i < 5; i++) {
      nowMs += 10
      ids.push(await request('next'))
    }
    const served: string[] = []
    const next: JobHandler = async (ctx) => void served.push(ctx.requestId)
    while (await work('first', { next }));
    expect(served).toEqual(ids)
  })
})

describe('where a job stands', () => {
  const standing = async (subjectId: string) => (await base.queue.standings([subjectId])).get(subjectId)

  test('can be seen while it runs, when it is done and when it is dead', async () => {
    await request('slow', { subjectId: 'thing' })
    expect(await standing('thing')).toMatchObject({ fraction: 0, step: '', done: false, dead: false })
    const slow = paused(doing('first'))
    const running = work('first', { slow: slow.handler })
    const ctx = await slow.entered
    nowMs += 1000
    ctx.progress(0.25, 'examining')
    const told = { subjectId: 'thing', name: 'slow', step: 'examining', dead: false }
    await vi.waitFor(async () => expect(await standing('thing')).toEqual({ ...told, fraction: 0.25, done: false }))
    ctx.progress(7, 'examining')
    await vi.waitFor(async () => expect(await standing('thing')).toMatchObject({ fraction: 1, done: false }))
    slow.resume()
    await running
    expect(await standing('thing')).toEqual({ ...told, fraction: 1, done: true })
    nowMs += 1000
    await request('hopeless', { subjectId: 'thing' })
    await work('first', { hopeless: failing(notFound('file')) })
    expect(await standing('thing')).toMatchObject({ name: 'hopeless', done: false, dead: true })
  })

  test('is told for many at once, and for what has no job not at all', async () => {
    const subjects = Array.from({ length: 200 }, (_, i) => `subject-${i}`)
    for (const subjectId of subjects.slice(0, 120)) await request('many', { subjectId })
    const standings = await base.queue.standings(subjects)
    expect([...standings.keys()].sort()).toEqual(subjects.slice(0, 120).sort())
  })

  test('is renewed with the lease', async () => {
    const id = await request('slow')
    const slow = paused(doing('first'))
    const running = work('first', { slow: slow.handler })
    const ctx = await slow.entered
    nowMs += 20_000
    ctx.progress(0.5, 'examining')
    await vi.waitFor(async () => expect(await jobRow(id)).toMatchObject({ lease_until: nowMs + leaseMs }))
    slow.resume()
    await running
  })
})

describe('a runner', () => {
  test('that is told to stop hands its job back uncounted, and another finishes it', async () => {
    const id = await request('slow')
    const entered = Promise.withResolvers<void>()
    const slow: JobHandler = async ({ signal }) => {
      entered.resolve()
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    const runner = startRunner(base, optionsOf('first', { slow }), 2)
    await entered.promise
    await runner.stop()
    expect(await jobRow(id)).toMatchObject({ state: 'queued', attempts: 0, lease_until: null })
    await work('second', { slow: doing('second') })
    expect(await jobRow(id)).toMatchObject({ state: 'done', attempts: 1 })
  })

  test('closes a job for which there was nothing to do', async () => {
    const id = await request('idle')
    await workUntil(base, optionsOf('first', { idle: async () => {} }), async () => {
      const { state } = await jobRow(id)
      return state === 'done'
    })
    expect(await effectsOf(id)).toEqual([])
  })

  test('beside another one over a connection of its own does every job once', async () => {
    const db = openSqlite(join(world.dir, 'qianyin.db'), join(projectDir, 'migrations'))
    const other = { ...base, db, queue: databaseQueue(db, base.clock) }
    const ids = []
    for (let i = 0; i < 40; i++) ids.push(await request('each'))
    const each = (worker: string): JobHandler => {
      const act = doing(worker)
      return async (ctx, payload) => {
        await new Promise(setImmediate)
        await act(ctx, payload)
      }
    }
    const runners = [
      startRunner(base, optionsOf('one', { each: each('one') }), 3),
      startRunner(other, optionsOf('two', { each: each('two') }), 3),
    ]
    await vi.waitFor(
      async () => expect(await world.sql("SELECT count(*) FROM jobs WHERE state = 'done'")).toEqual([[40]]),
      { timeout: 20_000, interval: 50 },
    )
    await Promise.all(runners.map((runner) => runner.stop()))
    db.close()
    const done = await world.sql('SELECT job_id, count(*) FROM effects GROUP BY job_id ORDER BY job_id')
    expect(done).toEqual(ids.sort().map((id) => [id, 1]))
  })
})

/** The parts of a context that change anything, all of which fail from the call number `fatal` on, as for a killed process. */
function mortal(fatal: number, when: 'before' | 'after') {
  const acts = new Set(['batch', 'storeUpload', 'removeUpload', 'putIfAbsent', 'remove'])
  const life = { calls: 0, over: false }
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function' || !acts.has(String(name))) return method
        return async (...args: unknown[]) => {
          if (life.over) throw new Error('killed')
          life.over = life.calls++ === fatal
          if (life.over && when === 'before') throw new Error('killed')
          const result: unknown = await Reflect.apply(method, target, args)
          if (life.over) throw new Error('killed')
          return result
        }
      },
    })
  return { life, base: { ...base, db: wrap(base.db), files: wrap(base.files), blobs: wrap(base.blobs) } }
}

/** Uploads `path`, lets a worker die at the call number `fatal`, and another one finish. False when none died. */
async function outlive(person: Person, path: string, fatal: number, when: 'before' | 'after') {
  const accepted = await person.call('POST', '/api/files', { uploadId: await person.upload(path) })
  const { life, base: doomed } = mortal(fatal, when)
  const never = new AbortController().signal
  while (!life.over && (await runNextJob(doomed, optionsOf('doomed', rooms), never).catch(() => false)));
  nowMs += leaseMs + 1
  while (await work('heir', rooms)) nowMs += leaseMs + 1
  const view = (await person.call('GET', `/api/files/${accepted.body.id}`)).body as unknown as FileView
  return { died: life.over, view }
}

describe.each(['before', 'after'] as const)('a worker of files that dies right %s any change', (when) => {
  test('leaves what another one ends to the same effect, once', async () => {
    const person = await world.signUp(`lin-${when}`)
    let fatal = 0
    for (let died = true; died; fatal++) {
      const path = await makePicture(world.dir, fatal + (when === 'after' ? 1000 : 100))
      const end = await outlive(person, path, fatal, when)
      died = end.died
      const { id, state, sha256, hasPoster } = end.view
      expect({ state, hasPoster }, `death at ${fatal}`).toEqual({ state: 'ready', hasPoster: true })
      const count = async (sql: string) => (await world.sql(`SELECT count(*) FROM ${sql}`, sha256 ?? ''))[0]?.[0]
      expect({
        fingerprints: await count("fingerprints WHERE part = 'frames' AND sha256 = ?"),
        examined: await count("audit_entries WHERE subject_id = ? AND action = 'object.examined'"),
        open: await count("jobs WHERE ? <> '' AND state <> 'done'"),
      }).toEqual({ fingerprints: 1, examined: 1, open: 0 })
      expect((await person.fetch('GET', `/api/files/${id}/content`)).status).toBe(200)
    }
    expect(fatal).toBeGreaterThan(8)
  })
})

type Ending = 'complete' | 'nothing' | 'fail' | 'refuse' | 'later'
type Step =
  | { act: 'ask'; key: number }
  | { act: 'take'; who: number }
  | { act: 'end'; who: number; how: Ending }
  | { act: 'freeze'; who: number }
  | { act: 'pass'; ms: number }

const who = fc.integer({ min: 0, max: 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ act: fc.constant('ask' as const), key: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('take' as const), who }) },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('end' as const),
      who,
      how: fc.constantFrom<Ending[]>('complete', 'complete', 'nothing', 'fail', 'fail', 'refuse', 'later'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('freeze' as const), who }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('pass' as const), ms: fc.constantFrom(1000, leaseMs + 1) }) },
)

/** Two workers whose every move is chosen from outside; a frozen one is replaced and wakes up at the very end. */
function twoWorkers() {
  interface Running {
    jobId: string
    until: number
    end: (how: Ending) => void
    over: Promise<boolean>
  }
  const live: (Running | null)[] = [null, null]
  const frozen: Running[] = []
  const faults: string[] = []

  async function take(place: number): Promise<void> {
    if (live[place]) return
    const entered = Promise.withResolvers<string>()
    const ending = Promise.withResolvers<Ending>()
    const act: JobHandler = async (ctx, payload) => {
      entered.resolve(ctx.requestId)
      const how = await ending.promise
      if (how === 'fail') throw new Error('failed')
      if (how === 'refuse') throw invalid('refused', 'for good')
      if (how === 'later') throw new RetryAfter(1, 'later')
      if (how === 'complete') await doing(`worker ${place}`)(ctx, payload)
    }
    const over = work(`worker ${place}`, { act })
    const jobId = await Promise.race([entered.promise, over.then(() => null)])
    if (jobId === null) return
    const holder = live.find((other) => other?.jobId === jobId && other.until >= nowMs)
    if (holder) faults.push(`${jobId} was taken while its lease held`)
    live[place] = { jobId, until: nowMs + leaseMs, end: ending.resolve, over }
  }

  return {
    faults,
    take,
    async end(place: number, how: Ending) {
      const running = live[place]
      live[place] = null
      running?.end(how)
      await running?.over
    },
    freeze(place: number) {
      const running = live[place]
      live[place] = null
      if (running) frozen.push(running)
    },
    async wakeAll() {
      for (const running of [...frozen, ...live]) {
        running?.end('complete')
        await running?.over
      }
    },
  }
}

const ledger = () =>
  world.sql(`SELECT j.id, j.state, j.attempts, j.error IS NULL, j.lease_token IS NULL,
    (SELECT count(*) FROM job_completions c WHERE c.job_id = j.id), (SELECT count(*) FROM effects e WHERE e.job_id = j.id)
    FROM jobs j ORDER BY j.id`)

function expectOnce(rows: Awaited<ReturnType<typeof ledger>>): void {
  for (const [, state, attempts, sound, free, completions, effects] of rows) {
    expect(['done', 'dead']).toContain(state)
    expect({ completions, sound, free }).toEqual({
      completions: state === 'done' ? 1 : 0,
      sound: state === 'done' ? 1 : 0,
      free: 1,
    })
    expect(Number(effects)).toBeLessThanOrEqual(Number(completions))
    expect(Number(attempts)).toBeLessThanOrEqual(5)
  }
}

test('whatever two workers do and whenever they stop, each job ends, and has at most one effect', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      await forgetAll()
      const workers = twoWorkers()
      const asked = new Set<number>()
      for (const one of steps) {
        if (one.act === 'ask') {
          asked.add(one.key)
          await request('act', { key: `act:${one.key}` })
        } else if (one.act === 'take') await workers.take(one.who)
        else if (one.act === 'end') await workers.end(one.who, one.how)
        else if (one.act === 'freeze') workers.freeze(one.who)
        else nowMs += one.ms
      }
      const unfinished = "SELECT 1 FROM jobs WHERE state IN ('queued', 'running')"
      for (let round = 0; (await world.sql(unfinished)).length > 0; round++) {
        expect(round).toBeLessThan(10)
        nowMs += 120_000
        while (await work('last', { act: doing('last') }));
      }
      const settled = await ledger()
      expect(settled).toHaveLength(asked.size)
      expectOnce(settled)
      await workers.wakeAll()
      const awake = await ledger()
      expectOnce(awake)
      const done = settled.filter(([, state]) => state === 'done')
      expect(awake).toEqual(expect.arrayContaining(done))
      expect(workers.faults).toEqual([])
    }),
    { numRuns: 100 },
  )
})
