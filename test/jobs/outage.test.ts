import { afterAll, beforeAll, expect, test } from 'vitest'
import { runNextJob } from '../../src/jobs/runner.ts'
import { AppError } from '../../src/kernel/errors.ts'
import { openWorld, type World } from '../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('a store that is full or away costs a job no try: it goes on when the store is back', async () => {
  const { base, runner } = world.home
  let storeIsBack = false
  let done = 0
  const handlers = {
    'test.store': async () => {
      if (!storeIsBack) throw new AppError('Unavailable', 'storage_full', 'No space left')
      done++
    },
  }
  const key = 'test.store:1'
  await world.home.db.batch(base.queue.enqueue({ name: 'test.store', payload: {}, key, lane: 'light', subjectId: 'x' }))
  const run = async () => {
    await world.home.db.batch([{ sql: 'UPDATE jobs SET run_at = 0 WHERE key = ?', params: [key] }])
    await runNextJob(base, { ...runner, handlers }, new AbortController().signal)
  }
  for (let outage = 0; outage < runner.attemptsMax * 2; outage++) await run()
  expect(await world.sql('SELECT state, attempts FROM jobs WHERE key = ?', key)).toEqual([['queued', 0]])
  storeIsBack = true
  await run()
  expect(await world.sql('SELECT state FROM jobs WHERE key = ?', key)).toEqual([['done']])
  expect(done).toBe(1)
})
