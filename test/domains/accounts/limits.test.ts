import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countAttempt, limits } from '../../../src/domains/accounts/limits/limits.ts'
import { openWorld, type World } from '../../kit/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const { max, windowSeconds } = limits['sign-in.account']
const attemptAt = (whose: string, seconds: number) =>
  countAttempt({ db: world.home.db, clock: { nowMs: () => seconds * 1000 } }, 'sign-in.account', whose).then(
    () => null,
    (error: { code: string; details: { retryAfterSeconds: number } }) => error,
  )

test('no window of that length ever holds many more than the limit, and the wait that is told is enough', async () => {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 60 }), async (gaps) => {
      const whose = `someone-${run++}`
      const taken: number[] = []
      let now = 1_000_000
      for (const gap of gaps) {
        now += gap
        const refused = await attemptAt(whose, now)
        if (!refused) {
          taken.push(now)
          continue
        }
        expect(refused.code).toBe('too_many_attempts')
        now += refused.details.retryAfterSeconds
        expect(await attemptAt(whose, now)).toBeNull()
        taken.push(now)
      }
      // A sliding estimate over two fixed windows is off by less than one limit.
      for (const start of taken) {
        expect(taken.filter((at) => at >= start && at < start + windowSeconds).length).toBeLessThan(2 * max)
      }
    }),
    { numRuns: 40 },
  )
})

test('attempts at the same moment do not pass together', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => attemptAt('crowd', 5_000_000)))
  expect(answers.filter((refused) => refused === null)).toHaveLength(max)
})
