/**
 * The index of random codes in its thread, as a server has it: how long it takes to be written down and read again, how long
 * searches wait meanwhile, and how soon a new work is found while others search. BENCH_CODES sets how many codes.
 */
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createNodeSearchIndex } from '../src/runtimes/node/search/node-search-index.ts'

const CODES = Number(process.env.BENCH_CODES ?? 1_000_000)
const CODES_PER_OBJECT = 1000
const DISTANCE_MAX = 31
const NEW_WORKS = 20

const dir = mkdtempSync(join(tmpdir(), 'bench-index-'))
const place = { dir, contents: 'bench', writes: true }
const slots = Uint32Array.from({ length: CODES_PER_OBJECT }, (_, i) => i)
const randomCodes = (count: number): Uint8Array => randomFillSync(new Uint8Array(count * 32))
const query = randomCodes(1)

/** Single queries one after the other until `work` is done; the waits of each, sorted, in milliseconds. */
const searchingDuring = async (work: () => Promise<void>): Promise<{ ms: number; waits: number[] }> => {
  const waits: number[] = []
  let done = false
  const start = performance.now()
  const worked = work().finally(() => {
    done = true
  })
  while (!done) {
    const from = performance.now()
    await index.frames.search(query, DISTANCE_MAX)
    waits.push(performance.now() - from)
  }
  await worked
  return { ms: performance.now() - start, waits: waits.sort((a, b) => a - b) }
}
const told = (waits: readonly number[]): string => {
  const at = (share: number) => (waits[Math.floor(share * (waits.length - 1))] ?? 0).toFixed(1)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms of ${waits.length}`
}

let index = createNodeSearchIndex(place)
try {
  await index.covered()
  const filling = await searchingDuring(async () => {
    for (let at = 0; at < CODES; at += CODES_PER_OBJECT) {
      const codes = randomCodes(Math.min(CODES_PER_OBJECT, CODES - at))
      await index.frames.add([{ objectKey: `${at}`, codes, slots: slots.subarray(0, codes.length / 32) }])
    }
  })
  // Joins that are still under way end.
  await new Promise((resolve) => setTimeout(resolve, CODES / 500))
  const alone = await searchingDuring(() => new Promise((resolve) => setTimeout(resolve, 3000)))
  await index.cover({ seq: 1, objectKey: 'bench' })
  const saving = await searchingDuring(() => index.save())
  const sizeBytes = readdirSync(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0)

  const delays: number[] = []
  const adding = await searchingDuring(async () => {
    for (let work = 0; work < NEW_WORKS; work++) {
      const codes = randomCodes(60)
      const from = performance.now()
      await index.frames.add([{ objectKey: `new ${work}`, codes, slots: slots.subarray(0, 60) }])
      const { objectKeys } = await index.frames.search(codes.subarray(0, 32), DISTANCE_MAX)
      if (objectKeys[0] !== `new ${work}`) throw new Error('A new work was not found')
      delays.push(performance.now() - from)
    }
  })
  await index.close()

  index = createNodeSearchIndex(place)
  const start = performance.now()
  await index.covered()
  const loadMs = performance.now() - start
  const { codes: loaded } = await index.frames.size()

  console.log(`filled in ${(filling.ms / 1000).toFixed(1)} s; single searches meanwhile: ${told(filling.waits)}`)
  console.log(
    `kept index of ${CODES} codes: ${(sizeBytes / CODES).toFixed(1)} bytes a code on disk, ${sizeBytes} in all`,
  )
  console.log(`read at the start in ${loadMs.toFixed(0)} ms (${loaded} codes)`)
  console.log(`written in ${saving.ms.toFixed(0)} ms; single searches meanwhile: ${told(saving.waits)}`)
  console.log(`single searches without that: ${told(alone.waits)}`)
  console.log(`a new work is found after: ${told(delays.sort((a, b) => a - b))}; other searches: ${told(adding.waits)}`)
} finally {
  await index.close()
  rmSync(dir, { recursive: true })
}
