/**
 * Exact search of random 256-bit codes in batches of 64, one thread: ours against a plain loop and, where python3-faiss is
 * installed, against FAISS. BENCH_CODES sets how many codes; 10,000,000 need about 3 GB.
 */
import { spawnSync } from 'node:child_process'
import { randomFillSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeWords, hammingDistance } from '../src/domains/fingerprints/hashes/hamming.ts'
import { createMultiIndex } from '../src/domains/fingerprints/search/multi-index.ts'
import { createJoinThread } from '../src/runtimes/node/search/join-thread.ts'

const CODES = Number(process.env.BENCH_CODES ?? 1_000_000)
const CODES_PER_OBJECT = 100
const DISTANCE_MAX = 31
const BATCH = 64
const BATCHES = 8
const LOOP_QUERIES = 4

const codes = new Uint8Array(CODES * 32)
const fillBytes = 2 ** 30
for (let at = 0; at < codes.length; at += fillBytes) {
  randomFillSync(codes.subarray(at, Math.min(codes.length, at + fillBytes)))
}
const queries = randomFillSync(new Uint8Array(BATCH * BATCHES * 32))
for (let q = 0; q < BATCH * BATCHES; q += 2) {
  queries.set(codes.subarray(q * 977 * 32, (q * 977 + 1) * 32), q * 32)
  for (let flip = 0; flip < q % 40; flip++) {
    const bit = (flip * 97 + q) % 256
    queries[q * 32 + (bit >> 3)] = (queries[q * 32 + (bit >> 3)] ?? 0) ^ (1 << (bit & 7))
  }
}

/** How long it took, and how long the processor worked for it in this thread: they differ on a machine that is busy. */
const timed = (work: () => void): { ms: number; cpuMs: number } => {
  const cpu = process.threadCpuUsage()
  const from = performance.now()
  work()
  const ms = performance.now() - from
  const { user, system } = process.threadCpuUsage(cpu)
  return { ms, cpuMs: (user + system) / 1000 }
}
type Times = readonly { ms: number; cpuMs: number }[]
const percentile = (times: Times, share: number, which: 'ms' | 'cpuMs'): string => {
  const sorted = times.map((one) => one[which]).sort((a, b) => a - b)
  return (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(2)
}
const told = (times: Times): string => {
  const both = (share: number) => `${percentile(times, share, 'ms')} (${percentile(times, share, 'cpuMs')}) ms`
  return `p50 ${both(0.5)}, p99 ${both(0.99)}, longest ${both(1)}`
}

// Joined in a second thread, as the server does.
const thread = createJoinThread((event) => console.error(event))
let joining = 0
const index = createMultiIndex((sources, done, failed) => {
  joining++
  const ended = (go: () => void) => {
    joining--
    go()
  }
  thread.codes(
    sources,
    (image) => ended(() => done(image)),
    () => ended(failed),
  )
})
const slots = Uint32Array.from({ length: CODES_PER_OBJECT }, (_, i) => i)
let start = performance.now()
const adds: { ms: number; cpuMs: number }[] = []
const searchesMeanwhile: { ms: number; cpuMs: number }[] = []
for (let at = 0; at < CODES; at += CODES_PER_OBJECT) {
  const count = Math.min(CODES_PER_OBJECT, CODES - at)
  const entries = {
    objectKey: `${at}`,
    codes: codes.subarray(at * 32, (at + count) * 32),
    slots: slots.subarray(0, count),
  }
  adds.push(timed(() => index.add([entries])))
  if (at % 20_000 === 0) searchesMeanwhile.push(timed(() => index.search(queries.subarray(0, 32), DISTANCE_MAX)))
  await new Promise(setImmediate)
}
while (joining > 0) await new Promise((resolve) => setTimeout(resolve, 10))
const buildMs = performance.now() - start

const batch = (b: number): Uint8Array => queries.subarray(b * BATCH * 32, (b + 1) * BATCH * 32)
index.search(batch(0), DISTANCE_MAX)
start = performance.now()
const answers = Array.from({ length: BATCHES }, (_, b) => index.search(batch(b), DISTANCE_MAX))
const rate = (BATCH * BATCHES) / ((performance.now() - start) / 1000)
const hits = answers.reduce((sum, { queries: rows }) => sum + rows.length, 0)

const singles = Array.from({ length: BATCH * BATCHES }, (_, q) => {
  return timed(() => index.search(queries.subarray(q * 32, (q + 1) * 32), DISTANCE_MAX))
})

const words = codeWords(codes)
const queryWords = codeWords(queries)
const expected: string[] = []
start = performance.now()
for (let q = 0; q < LOOP_QUERIES; q++) {
  for (let code = 0; code < CODES; code++) {
    const distance = hammingDistance(queryWords, q, words, code)
    if (distance <= DISTANCE_MAX) expected.push(`${q}:${code}:${distance}`)
  }
}
const loopRate = LOOP_QUERIES / ((performance.now() - start) / 1000)
const first = answers[0]
const answered = Array.from(
  first?.queries ?? [],
  (query, i) =>
    `${query}:${Number(first?.objectKeys[first.objects[i] ?? 0]) + (first?.slots[i] ?? 0)}:${first?.distances[i]}`,
).filter((hit) => Number(hit.split(':')[0]) < LOOP_QUERIES)
const same = answered.sort().join() === expected.sort().join()

console.log(`codes ${CODES}, radius ${DISTANCE_MAX}, hits ${hits}, same answers as the loop: ${same}`)
console.log(`build ${buildMs.toFixed(0)} ms; times in brackets are the processor's`)
console.log(`adds of ${CODES_PER_OBJECT} codes: ${told(adds)}`)
console.log(`single queries while it is filled: ${told(searchesMeanwhile)}`)
console.log(`${(index.size().memoryBytes / CODES).toFixed(1)} bytes a code, ids, objects and tables included`)
console.log(`single queries: ${told(singles)}`)
console.log(`ours, batches of ${BATCH}: ${rate.toFixed(0)} queries/s`)
console.log(`plain loop: ${loopRate.toFixed(2)} queries/s, ours ${(rate / loopRate).toFixed(0)} ×`)

const folder = mkdtempSync(join(tmpdir(), 'bench-index-'))
writeFileSync(join(folder, 'codes'), codes)
writeFileSync(join(folder, 'queries'), queries.subarray(0, BATCH * 32))
const script = join(import.meta.dirname, 'peers/faiss_search.py')
const peer = spawnSync(
  '/usr/bin/python3',
  [script, join(folder, 'codes'), join(folder, 'queries'), `${DISTANCE_MAX}`],
  { encoding: 'utf8' },
)
rmSync(folder, { recursive: true })
for (const line of peer.stdout?.split('\n').filter(Boolean) ?? []) {
  const { name, rate: peerRate, hits: found } = JSON.parse(line) as { name: string; rate: number; hits: number }
  console.log(`${name}: ${peerRate.toFixed(2)} queries/s, ours ${(rate / peerRate).toFixed(1)} ×`)
  if (found !== answers[0]?.queries.length) {
    console.log(`  found ${found} where ours found ${answers[0]?.queries.length}`)
  }
}
if (peer.status !== 0) console.log(`SKIPPED: FAISS does not run here (Debian: python3-faiss). ${peer.stderr ?? ''}`)
if (!same) process.exitCode = 1
