import { expect, test } from 'vitest'
import { createKeyIndex } from '../../src/domains/fingerprints/search/key-index.ts'
import { createMultiIndex } from '../../src/domains/fingerprints/search/multi-index.ts'
import { createJoinThread, type JoinThread } from '../../src/runtimes/node/search/join-thread.ts'
import { seeded } from '../kit/media.ts'

const COUNT = 70_000
const random = seeded(11)
const bytes = Uint8Array.from({ length: COUNT * 32 }, () => Math.floor(random() * 256))
const rows = Uint32Array.from({ length: COUNT }, (_, i) => i)
const keys = rows.map((i) => Math.imul(i + 1, 2654435761) >>> 0)

test('an index whose parts are joined by the thread answers as one that does it itself, before, while and after', async () => {
  const events: unknown[] = []
  const thread = createJoinThread((event) => events.push(event))
  const ends: string[] = []
  const joins: JoinThread = {
    codes: (sources, done, failed) =>
      thread.codes(
        sources,
        (image) => {
          done(image)
          ends.push('codes')
        },
        failed,
      ),
    keys: (sources, done, failed) =>
      thread.keys(
        sources,
        (image) => {
          done(image)
          ends.push('keys')
        },
        failed,
      ),
  }
  const own = { codes: createMultiIndex(), keys: createKeyIndex() }
  const helped = { codes: createMultiIndex(joins.codes), keys: createKeyIndex(joins.keys) }
  const answers = ({ codes, keys: equal }: typeof own) => [
    codes.search(bytes.subarray(32 * 69_000, 32 * 69_002), 31),
    equal.search(keys.subarray(500, 502), 9),
  ]
  const both = [own, helped]
  for (const index of both) {
    index.codes.add([{ objectKey: 'long', codes: bytes, slots: rows }])
    index.keys.add([{ objectKey: 'long', keys, positions: rows }])
  }
  expect(ends).toEqual([])
  expect(answers(helped)).toEqual(answers(own))
  for (const index of both) {
    // A new work is found at once, whatever is being joined.
    index.codes.add([{ objectKey: 'new', codes: bytes.slice(32 * 69_000, 32 * 69_001), slots: Uint32Array.of(0) }])
    index.keys.add([{ objectKey: 'new', keys: keys.slice(500, 501), positions: Uint32Array.of(0) }])
  }
  expect(answers(helped)).toEqual(answers(own))
  expect(answers(helped)).toMatchObject([
    { objectKeys: ['long', 'new'], queries: { length: 3 } },
    { objectKeys: ['long', 'new'], queries: { length: 3 } },
  ])
  await expect.poll(() => [...ends].sort(), { timeout: 30_000 }).toEqual(['codes', 'keys'])
  expect(answers(helped)).toEqual(answers(own))
  expect(helped.codes.size()).toEqual(own.codes.size())
  expect(events).toEqual([])
}, 60_000)

test('a join that breaks is told, and the next one goes on', async () => {
  const events: { event?: unknown }[] = []
  const thread = createJoinThread((event) => events.push(event))
  const ends: string[] = []
  const join = (parts: readonly unknown[]) =>
    thread.keys(
      { parts: parts as never, dead: new Uint8Array(1) },
      ({ keys: joined }) => ends.push(String(joined)),
      () => ends.push('failed'),
    )
  join([null])
  join([{ keys: Uint32Array.of(9, 4), owners: Uint32Array.of(0, 0), positions: Uint32Array.of(0, 1) }])
  await expect.poll(() => ends, { timeout: 30_000 }).toEqual(['failed', '4,9'])
  expect(events).toMatchObject([{ event: 'index.join_failed' }])
}, 60_000)
